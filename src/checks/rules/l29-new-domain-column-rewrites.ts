import { child, addedColumns, typeNameOf, rewrites } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const newDomainColumnRewrites = defineRule({
  id: "L29",
  name: "new-domain-column-rewrites",
  severity: "error",
  title: "a column of a domain with rules rewrites the table",
  risk: "PostgreSQL checks the domain for every row by writing the table anew, even where the value is NULL.",
  safe: "Add the column with the type below the domain and a CHECK that is NOT VALID, validate it, and change the type later.",
  growsWithTable: true,
  statement: (subject) =>
    addedColumns(subject).flatMap(({ name, table, definition, has }) => {
      const type = typeNameOf(child(definition, "typeName"));
      const isDomain = type !== undefined && subject.facts.type(type)?.kind === "d";
      return isDomain && !has("CONSTR_DEFAULT") && rewrites(subject, table)
        ? [{ message: `${named(table)} is written anew under a lock to add ${name}, whose type is a domain.`, table }]
        : [];
    }),
});
