import { child, flag, relationName, addedConstraints } from "../read.ts";
import { defineRule, namedEach } from "../rule.ts";

export const foreignKeyBlocks = defineRule({
  id: "L14",
  name: "foreign-key-blocks",
  severity: "error",
  title: "a foreign key is checked while both tables are locked",
  risk: "A SHARE ROW EXCLUSIVE lock on both tables stops writers of both until every row is checked.",
  safe: "Add it NOT VALID, which takes milliseconds, then VALIDATE CONSTRAINT in a transaction of its own, which lets writers go on.",
  growsWithTable: true,
  recipe: "R2",
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_FOREIGN").flatMap(({ node, table, name }) => {
      if (flag(node, "skip_validation") || node["is_enforced"] === false) return [];
      const other = relationName(child(node, "pktable"));
      return [
        {
          message: `Adding ${name} keeps writers of ${namedEach(table, ...(other === undefined ? [] : [other]))} waiting while every row is checked.`,
          table,
        },
      ];
    }),
});
