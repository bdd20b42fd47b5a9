import { text, addedConstraints } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const uniqueBlocks = defineRule({
  id: "L10",
  name: "unique-blocks",
  severity: "error",
  title: "a unique constraint is added directly",
  risk: "Its index is built under an ACCESS EXCLUSIVE lock: readers and writers wait for the whole build.",
  safe: "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE USING INDEX, which takes milliseconds.",
  growsWithTable: true,
  recipe: "R7",
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_UNIQUE").flatMap(({ node, table, name }) =>
      text(node, "indexname") !== undefined
        ? []
        : [
            {
              message: `Adding ${name} locks ${named(table)} against readers and writers until its index is built.`,
              table,
            },
          ],
    ),
});
