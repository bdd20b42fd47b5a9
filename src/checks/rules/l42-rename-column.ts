import { text, tableOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const renameColumn = defineRule({
  id: "L42",
  name: "rename-column",
  severity: "error",
  title: "a column gets another name",
  risk: "Programs that run during the deployment know one name only: they fail at once.",
  safe: "Add a column of the new name that a trigger keeps in step, move programs over, drop the old one later.",
  recipe: "R4",
  statement: (subject) => {
    const table = text(subject.node, "renameType") === "OBJECT_COLUMN" ? tableOf(subject) : undefined;
    return subject.kind === "RenameStmt" && table !== undefined && ["r", "p"].includes(table.kind)
      ? [{ message: `Programs that use ${text(subject.node, "subname")} of ${named(table)} fail at once.` }]
      : [];
  },
});
