import { alterations } from "../read.ts";
import { defineRule, namedEach } from "../rule.ts";

export const dropForeignKeyLocksBoth = defineRule({
  id: "L21",
  name: "drop-foreign-key-locks-both",
  severity: "warning",
  title: "dropping a foreign key locks both tables",
  risk: "ALTER TABLE … DROP CONSTRAINT takes ACCESS EXCLUSIVE locks on the table and on the one it refers to.",
  safe: "Do it in a revision of its own; limbeck gives up after the lock timeout and tries again.",
  statement: (subject) =>
    alterations(subject, "AT_DropConstraint").flatMap(({ table, name }) => {
      const key = table.constraints.find((each) => each.name === name && each.type === "f");
      const other = key?.references;
      return other === undefined || other === null
        ? []
        : [{ message: `Dropping ${name} locks ${namedEach(table, other)} against readers and writers.`, table }];
    }),
});
