import { child, addedColumns, typeNameOf, isSerial, rewrites } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const volatileDefaultRewrites = defineRule({
  id: "L26",
  name: "volatile-default-rewrites",
  severity: "error",
  title: "a default that differs by row rewrites the table",
  risk: "PostgreSQL computes it for every row and writes the table anew, under an ACCESS EXCLUSIVE lock.",
  safe: "Add the column nullable, then SET DEFAULT, fill the rows that are there in batches, and make it NOT NULL by a validated check.",
  growsWithTable: true,
  recipe: "R8",
  statement: (subject) =>
    addedColumns(subject).flatMap(({ name, table, has, definition }) =>
      has("CONSTR_DEFAULT") && rewrites(subject, table) && !isSerial(typeNameOf(child(definition, "typeName")))
        ? [
            {
              message: `The default of ${name} is computed row by row: ${named(table)} is written anew under a lock.`,
              table,
            },
          ]
        : [],
    ),
});
