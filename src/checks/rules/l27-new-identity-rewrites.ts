import { child, addedColumns, typeNameOf, isSerial, rewrites } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const newIdentityRewrites = defineRule({
  id: "L27",
  name: "new-identity-rewrites",
  severity: "error",
  title: "a column that numbers rows rewrites the table",
  risk: "Every row gets its number under an ACCESS EXCLUSIVE lock.",
  safe: "Add a bigint column that may be NULL, give it a sequence as default, fill in batches, make it NOT NULL by a validated check; make it an identity last.",
  growsWithTable: true,
  statement: (subject) =>
    addedColumns(subject).flatMap(({ name, table, has, definition }) =>
      (has("CONSTR_IDENTITY") || isSerial(typeNameOf(child(definition, "typeName")))) && rewrites(subject, table)
        ? [{ message: `${named(table)} is written anew under a lock to number its rows in ${name}.`, table }]
        : [],
    ),
});
