import { addedConstraints } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const exclusionBlocks = defineRule({
  id: "L12",
  name: "exclusion-blocks",
  severity: "error",
  title: "an exclusion constraint is added directly",
  risk: "Its index is built under an ACCESS EXCLUSIVE lock, and there is no NOT VALID form.",
  safe: "Make a new table with the constraint, copy the rows in batches, and swap; or take a maintenance window.",
  growsWithTable: true,
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_EXCLUSION").map(({ table, name }) => ({
      message: `Adding ${name} locks ${named(table)} against readers and writers until its index is built.`,
      table,
    })),
});
