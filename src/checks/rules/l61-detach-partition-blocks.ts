import { child, flag, relationName, alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const detachPartitionBlocks = defineRule({
  id: "L61",
  name: "detach-partition-blocks",
  severity: "error",
  title: "a partition is detached under a lock on the parent",
  risk: "DETACH PARTITION takes an ACCESS EXCLUSIVE lock on the parent: everybody waits.",
  safe: "DETACH PARTITION … CONCURRENTLY, outside of a transaction (from PostgreSQL 14). It can't be used where there is a default partition.",
  statement: (subject) =>
    alterations(subject, "AT_DetachPartition").flatMap(({ table, command }) => {
      const partition = child(child(command, "def"), "PartitionCmd");
      const part = subject.facts.relation(relationName(child(partition, "name")) ?? { name: "" });
      if (
        flag(partition, "concurrent") ||
        table.hasDefaultPartition ||
        (part !== undefined && !subject.step.isExisting(part))
      )
        return [];
      return [{ message: `${named(table)} is locked against readers and writers.`, table }];
    }),
});
