import { flag, addedConstraints } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const foreignKeyNotValidOnPartitioned = defineRule({
  id: "L16",
  name: "foreign-key-not-valid-on-partitioned",
  severity: "error",
  title: "a partitioned table takes no foreign key that is NOT VALID",
  risk: "PostgreSQL before 18 refuses it.",
  safe: "Add the foreign key to each partition NOT VALID, validate each, then add it to the parent.",
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_FOREIGN").flatMap(({ node, table, name }) =>
      table.kind === "p" && flag(node, "skip_validation") && subject.step.serverVersion < 180000
        ? [{ message: `${name} of the partitioned ${named(table)} can't be NOT VALID before PostgreSQL 18.`, table }]
        : [],
    ),
});
