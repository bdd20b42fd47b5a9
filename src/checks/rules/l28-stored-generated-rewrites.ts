import { addedColumns, rewrites } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const storedGeneratedRewrites = defineRule({
  id: "L28",
  name: "stored-generated-rewrites",
  severity: "error",
  title: "a stored generated column rewrites the table",
  risk: "Every value is computed and written under an ACCESS EXCLUSIVE lock.",
  safe: "A plain column that a trigger keeps, filled in batches; or a virtual one, from PostgreSQL 18.",
  growsWithTable: true,
  statement: (subject) =>
    addedColumns(subject).flatMap(({ name, table, has }) =>
      has("CONSTR_GENERATED") && rewrites(subject, table)
        ? [{ message: `${named(table)} is written anew under a lock to compute ${name}.`, table }]
        : [],
    ),
});
