import { text, addedConstraints, scans } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const primaryKeyBlocks = defineRule({
  id: "L11",
  name: "primary-key-blocks",
  severity: "error",
  title: "a primary key is added directly",
  risk: "Its index is built, and its columns are read for NULL, under an ACCESS EXCLUSIVE lock.",
  safe: "Make the columns NOT NULL by a validated check, CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX.",
  growsWithTable: true,
  recipe: "R7",
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_PRIMARY").flatMap(({ node, table }) =>
      text(node, "indexname") !== undefined && !scans(subject, table)
        ? []
        : [
            {
              message: `Adding a primary key locks ${named(table)} against readers and writers while it is read.`,
              table,
            },
          ],
    ),
});
