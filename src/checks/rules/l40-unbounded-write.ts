import { child, tableOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const unboundedWrite = defineRule({
  id: "L40",
  name: "unbounded-write",
  severity: "error",
  title: "one statement changes a whole table",
  risk: "Every row stays locked until it ends: writers wait for all of it, the log and the dead rows grow at once.",
  safe: "op.backfill(table, { set, where }): small transactions, which a run that was cut off goes on with.",
  growsWithTable: true,
  recipe: "R6",
  statement: (subject) => {
    if (!["UpdateStmt", "DeleteStmt"].includes(subject.kind) || child(subject.node, "whereClause") !== undefined)
      return [];
    const table = tableOf(subject);
    if (table === undefined) return [];
    const verb = subject.kind === "UpdateStmt" ? "changed" : "deleted";
    return [{ message: `Every row of ${named(table)} is ${verb} in one transaction.`, table }];
  },
});
