import { alterations, rewrites, rebuildsIndexes, scans } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const typeChangeRewrites = defineRule({
  id: "L31",
  name: "type-change-rewrites",
  severity: "error",
  title: "a change of type rewrites the table",
  risk: "Table and indexes are written anew under an ACCESS EXCLUSIVE lock: nobody reads or writes until it is done.",
  safe: "Add a column of the new type that a trigger keeps, fill it in batches, build its indexes concurrently, and swap the names in one short transaction.",
  growsWithTable: true,
  recipe: "R5",
  statement: (subject) =>
    alterations(subject, "AT_AlterColumnType").flatMap(({ table, name }) =>
      rewrites(subject, table)
        ? [{ message: `${named(table)} is written anew under a lock to change the type of ${name}.`, table }]
        : rebuildsIndexes(subject, table)
          ? [
              {
                message: `Indexes of ${named(table)} are built anew under a lock to change the type of ${name}.`,
                table,
              },
            ]
          : scans(subject, table)
            ? [{ message: `${named(table)} is read under a lock to change the type of ${name}.`, table }]
            : [],
    ),
});
