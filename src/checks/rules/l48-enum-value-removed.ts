import { child, list, text, strings, partsName } from "../read.ts";
import { defineRule, type Found } from "../rule.ts";

export const enumValueRemoved = defineRule({
  id: "L48",
  name: "enum-value-removed",
  severity: "error",
  title: "an enum loses a value",
  risk: "PostgreSQL has no such statement: every column of the type is rewritten to another one under a lock, and fails on rows that hold the value.",
  safe: "Keep the value and stop using it; or a text column with a CHECK, through a new column.",
  recipe: "R11",
  step: ({ statements, isExisting }) =>
    statements.flatMap((subject, at): Found[] => {
      if (subject.kind !== "CreateEnumStmt") return [];
      const name = partsName(list(subject.node, "typeName"))?.name;
      const renamed = statements
        .slice(0, at)
        .find(
          (other) =>
            other.kind === "RenameStmt" &&
            text(other.node, "renameType") === "OBJECT_TYPE" &&
            partsName(list(child(child(other.node, "object"), "List"), "items"))?.name === name,
        );
      const before = renamed?.facts.type(
        partsName(list(child(child(renamed.node, "object"), "List"), "items")) ?? { name: "" },
      );
      const labels = strings(list(subject.node, "vals"));
      const gone = (before?.labels ?? []).filter((label) => !labels.includes(label));
      if (gone.length === 0 || before?.columns.some(isExisting) !== true) return [];
      return [
        {
          message: `${name} no longer has ${gone.join(", ")}; its columns are rewritten under a lock.`,
          table: before.columns[0],
          at: subject,
        },
      ];
    }),
});
