import { alterations, addedConstraints } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const foreignKeyValidatedInSameTransaction = defineRule({
  id: "L15",
  name: "foreign-key-validated-in-same-transaction",
  severity: "error",
  title: "NOT VALID and VALIDATE stand in one transaction",
  risk: "The lock that ADD CONSTRAINT took on both tables is held while every row is checked: nothing was won.",
  safe: "Validate in a step of its own: op.validateConstraint(…, { alone: true }), or a later revision.",
  growsWithTable: true,
  recipe: "R2",
  statement: (subject) =>
    alterations(subject, "AT_ValidateConstraint").flatMap(({ table, name }) =>
      subject.earlier.some((other) =>
        addedConstraints(other, "CONSTR_FOREIGN").some((added) => added.name === name && added.table.id === table.id),
      )
        ? [
            {
              message: `${name} is validated in the transaction that adds it, whose locks stop writers of ${named(table)}.`,
              table,
            },
          ]
        : [],
    ),
});
