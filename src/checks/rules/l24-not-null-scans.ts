import { flag, alterations, addedConstraints, scans } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const notNullScans = defineRule({
  id: "L24",
  name: "not-null-scans",
  severity: "error",
  title: "a column becomes NOT NULL without proof",
  risk: "SET NOT NULL reads the whole table under an ACCESS EXCLUSIVE lock.",
  safe: "ADD CHECK (column IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in a step of its own; then SET NOT NULL, which takes the check for proof, and drop the check.",
  growsWithTable: true,
  recipe: "R1",
  statement: (subject) => [
    ...alterations(subject, "AT_SetNotNull").flatMap(({ table, name }) =>
      scans(subject, table)
        ? [{ message: `${named(table)} is locked against readers and writers while ${name} is read for NULL.`, table }]
        : [],
    ),
    ...addedConstraints(subject, "CONSTR_NOTNULL").flatMap(({ node, table }) =>
      flag(node, "skip_validation") || !scans(subject, table)
        ? []
        : [{ message: `${named(table)} is locked against readers and writers while it is read for NULL.`, table }],
    ),
  ],
});
