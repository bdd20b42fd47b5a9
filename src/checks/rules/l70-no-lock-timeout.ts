import type { SqlNode } from "../../dialects/statement-facts.ts";
import { child, list, text } from "../read.ts";
import { defineRule } from "../rule.ts";

function isZero(node: SqlNode | undefined): boolean {
  const constant = child(node, "A_Const");
  const number = child(constant, "ival");
  if (number !== undefined) return Number(number["ival"] ?? 0) === 0;
  return /^0(ms|s|min)?$/.test(String(child(constant, "sval")?.["sval"] ?? "1"));
}

export const noLockTimeout = defineRule({
  id: "L70",
  name: "no-lock-timeout",
  severity: "error",
  title: "statements may wait for a lock without end",
  risk: "A statement that waits for a strong lock keeps everybody behind it waiting, as long as the slowest transaction takes.",
  safe: "Leave ddlLockTimeout above 0, and lock_timeout alone in revisions.",
  statement: (subject) => {
    const isOff =
      subject.kind === "VariableSetStmt" &&
      ["lock_timeout"].includes(text(subject.node, "name") ?? "") &&
      isZero(list(subject.node, "args")[0]);
    return isOff
      ? [{ message: "Without lock_timeout, a statement that waits keeps everybody behind it waiting." }]
      : [];
  },
  step: ({ lockTimeoutMs, statements }) => {
    const [first] = statements;
    return lockTimeoutMs === 0 && first !== undefined
      ? [{ message: "ddlLockTimeout is 0: a statement that waits keeps everybody behind it waiting.", at: first }]
      : [];
  },
});
