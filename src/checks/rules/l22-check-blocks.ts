import { flag, addedConstraints } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const checkBlocks = defineRule({
  id: "L22",
  name: "check-blocks",
  severity: "error",
  title: "a check is added and every row read under a lock",
  risk: "ADD CHECK reads the whole table under an ACCESS EXCLUSIVE lock.",
  safe: "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own, which lets readers and writers go on.",
  growsWithTable: true,
  recipe: "R9",
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_CHECK").flatMap(({ node, table, name }) =>
      flag(node, "skip_validation") || node["is_enforced"] === false
        ? []
        : [
            {
              message: `Adding ${name} locks ${named(table)} against readers and writers while every row is checked.`,
              table,
            },
          ],
    ),
});
