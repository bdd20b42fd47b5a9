import { alterations, rewrites } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const setExpressionRewrites = defineRule({
  id: "L36",
  name: "set-expression-rewrites",
  severity: "error",
  title: "a new expression of a stored column rewrites the table",
  risk: "Every value is computed anew under an ACCESS EXCLUSIVE lock.",
  safe: "Add a new generated or plain column, fill it, and swap the names.",
  growsWithTable: true,
  statement: (subject) =>
    alterations(subject, "AT_SetExpression").flatMap(({ table, name }) =>
      rewrites(subject, table)
        ? [{ message: `${named(table)} is written anew under a lock to compute ${name}.`, table }]
        : [],
    ),
});
