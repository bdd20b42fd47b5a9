import { droppedIndexes } from "../indexes.ts";
import { flag } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const dropIndexBlocks = defineRule({
  id: "L04",
  name: "drop-index-blocks",
  severity: "warning",
  title: "an index is dropped under a lock on its table",
  risk: "DROP INDEX takes an ACCESS EXCLUSIVE lock on the table; whoever holds it longest keeps everybody else waiting behind this statement.",
  safe: "DROP INDEX CONCURRENTLY: op.dropIndex(…, { concurrently: true }). Not possible for the index of a constraint or of a partitioned table.",
  recipe: "R3",
  statement: (subject) => {
    if (flag(subject.node, "concurrent")) return [];
    return droppedIndexes(subject)
      .filter(({ table, index }) => table.kind === "r" && index.constraint === null)
      .map(({ table, index }) => ({
        message: `Dropping ${index.name} locks ${named(table)} against readers and writers.`,
        table,
      }));
  },
});
