import { text, tableOf } from "../read.ts";
import { defineRule, named, type Subject } from "../rule.ts";

/** A view of the old name was made, or will be, in the same step; the next statements are not known yet, so renames come first. */
const isBridged = (subject: Subject): boolean => text(subject.node, "newname")?.startsWith("_trash_") === true;

export const renameTable = defineRule({
  id: "L43",
  name: "rename-table",
  severity: "error",
  title: "a table gets another name",
  risk: "Programs that run during the deployment know one name only: they fail at once.",
  safe: "In one transaction, rename it and make a view under the old name, through which rows can be changed; drop the view later.",
  statement: (subject) => {
    const table = text(subject.node, "renameType") === "OBJECT_TABLE" ? tableOf(subject) : undefined;
    if (subject.kind !== "RenameStmt" || table === undefined || isBridged(subject)) return [];
    return [{ message: `Programs that use ${named(table)} fail at once.` }];
  },
});
