import { addedColumns, scans } from "../read.ts";
import { defineRule, named, type Found } from "../rule.ts";

export const newColumnWithInlineConstraint = defineRule({
  id: "L30",
  name: "new-column-with-inline-constraint",
  severity: "error",
  title: "a constraint comes with a new column",
  risk: "The rows are checked, or an index is built, under the lock that adding the column takes.",
  safe: "Add the column alone; then the check or the foreign key NOT VALID and validated, or the unique index concurrently.",
  growsWithTable: true,
  recipe: "R9",
  statement: (subject) =>
    addedColumns(subject).flatMap(({ name, table, has, constraint }): Found[] => {
      const what =
        has("CONSTR_UNIQUE") || has("CONSTR_PRIMARY")
          ? "builds an index"
          : has("CONSTR_CHECK") && constraint("CONSTR_CHECK")?.["skip_validation"] !== true && scans(subject, table)
            ? "checks every row"
            : has("CONSTR_FOREIGN") && has("CONSTR_DEFAULT")
              ? "checks a foreign key for every row"
              : undefined;
      return what === undefined ? [] : [{ message: `Adding ${name} ${what} while ${named(table)} is locked.`, table }];
    }),
});
