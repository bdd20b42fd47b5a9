import { droppedIndexes } from "../indexes.ts";
import { child, list, text, tableOf } from "../read.ts";
import { defineRule, named, type Found } from "../rule.ts";

export const indexReplacedWithAGap = defineRule({
  id: "L07",
  name: "index-replaced-with-a-gap",
  severity: "warning",
  title: "an index is dropped before the one that takes its place is there",
  risk: "In between, queries that need it read the whole table.",
  safe: "Build the new index concurrently under another name, then drop the old one concurrently, and rename.",
  step: ({ statements }) =>
    statements.flatMap((subject, at) =>
      droppedIndexes(subject).flatMap(({ table, index }): Found[] => {
        const later = statements.slice(at + 1).find((other) => {
          const first = text(child(list(other.node, "indexParams")[0], "IndexElem"), "name");
          return other.kind === "IndexStmt" && tableOf(other)?.id === table.id && first === index.columns[0];
        });
        if (later === undefined) return [];
        return [
          {
            message: `${named(table)} has no index on ${index.columns[0]} until the next one is built.`,
            table,
            at: subject,
          },
        ];
      }),
    ),
});
