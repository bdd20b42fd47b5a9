import { foreignKeysOf, indexedBy, isPrefix } from "../indexes.ts";
import { defineRule, named, type Found } from "../rule.ts";

export const foreignKeyWithoutIndex = defineRule({
  id: "L17",
  name: "foreign-key-without-index",
  severity: "warning",
  title: "no index serves a foreign key",
  risk: "Each delete, and each change of a key, in the referenced table reads this one from end to end.",
  safe: "Build an index on the columns of the foreign key, concurrently, before the key is added.",
  recipe: "R2",
  step: ({ statements, rowsOf }) =>
    foreignKeysOf(statements).flatMap(({ columns, table, relation, at }): Found[] => {
      const isServed =
        relation?.indexes.some((index) => isPrefix(columns, index.columns) && !index.partial) === true ||
        indexedBy(statements, table).some((index) => isPrefix(columns, index));
      if (isServed || (relation !== undefined && rowsOf(relation) === 0)) return [];
      const severity = relation === undefined ? { severity: "info" as const } : {};
      return [{ message: `No index of ${named(table)} begins with (${columns.join(", ")}).`, table, at, ...severity }];
    }),
});
