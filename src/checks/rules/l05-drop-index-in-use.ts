import { droppedIndexes } from "../indexes.ts";
import { defineRule, named } from "../rule.ts";

export const dropIndexInUse = defineRule({
  id: "L05",
  name: "drop-index-in-use",
  severity: "warning",
  title: "an index goes that a key stands on",
  risk: "Without it, a unique rule no longer holds, or deletes in a referenced table read this one from end to end.",
  safe: "Look at pg_stat_user_indexes first, drop it last, and keep the statement that makes it again.",
  statement: (subject) =>
    droppedIndexes(subject).flatMap(({ table, index }) => {
      if (index.unique && index.constraint === null)
        return [{ message: `${index.name} is unique: without it, ${named(table)} accepts duplicates.`, table }];
      const key = table.constraints.find(
        ({ type, columns }) => type === "f" && columns.every((column, at) => index.columns[at] === column),
      );
      const others = table.indexes.filter(
        (other) => other.name !== index.name && other.columns[0] === index.columns[0],
      );
      if (key === undefined || others.length > 0) return [];
      return [{ message: `No other index of ${named(table)} serves its foreign key ${key.name}.`, table }];
    }),
});
