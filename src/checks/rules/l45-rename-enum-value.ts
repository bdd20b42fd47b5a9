import { list, text, partsName } from "../read.ts";
import { defineRule } from "../rule.ts";

export const renameEnumValue = defineRule({
  id: "L45",
  name: "rename-enum-value",
  severity: "error",
  title: "a value of an enum gets another name",
  risk: "Programs that run during the deployment write and expect the old one: they fail at once.",
  safe: "Add the new value, read both, change the rows in batches, stop using the old one.",
  statement: (subject) => {
    if (subject.kind !== "AlterEnumStmt" || text(subject.node, "oldVal") === undefined) return [];
    const type = subject.facts.type(partsName(list(subject.node, "typeName")) ?? { name: "" });
    const tables = (type?.columns ?? []).filter((column) => subject.step.isExisting(column));
    return tables.length === 0
      ? []
      : [{ message: `Programs that use the value ${text(subject.node, "oldVal")} fail at once.` }];
  },
});
