import { alterations, lockedBefore } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const validatedUnderLock = defineRule({
  id: "L23",
  name: "validated-under-lock",
  severity: "error",
  title: "rows are checked while the table is locked",
  risk: "VALIDATE CONSTRAINT lets readers and writers go on, but an earlier statement of the transaction keeps them out until it ends.",
  safe: "Validate in a step of its own.",
  growsWithTable: true,
  recipe: "R9",
  statement: (subject) =>
    alterations(subject, "AT_ValidateConstraint").flatMap(({ table, name }) =>
      lockedBefore(subject, table)
        ? [
            {
              message: `${name} is checked while an earlier statement of the transaction locks ${named(table)}.`,
              table,
            },
          ]
        : [],
    ),
});
