import { child, nodesOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const rowsChangedUnderLock = defineRule({
  id: "L41",
  name: "rows-changed-under-lock",
  severity: "error",
  title: "rows are changed while a table is locked",
  risk: "What an earlier statement of the transaction has locked stays locked until all rows are changed.",
  safe: "Split it: what changes tables, then what changes rows (op.backfill), then what makes the rules stricter.",
  growsWithTable: true,
  recipe: "R6",
  statement: (subject) => {
    if (!["UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt"].includes(subject.kind)) return [];
    const held = subject.earlier.at(-1)?.measured?.held ?? [];
    const locked = held.filter(
      (lock) => lock.mode === "AccessExclusive" && lock.kind !== "i" && subject.step.isExisting(lock),
    );
    const isSmall =
      subject.kind === "InsertStmt" &&
      nodesOf(subject.node, "FuncCall").length === 0 &&
      child(child(subject.node, "selectStmt"), "SelectStmt")?.["valuesLists"] !== undefined;
    const [first] = locked;
    if (first === undefined || isSmall) return [];
    return [
      {
        message: `${locked.map(named).join(", ")} stays locked against readers and writers while rows are changed.`,
        table: first,
      },
    ];
  },
});
