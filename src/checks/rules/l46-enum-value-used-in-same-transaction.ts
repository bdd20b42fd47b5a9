import { text, nodesOf } from "../read.ts";
import { defineRule } from "../rule.ts";

export const enumValueUsedInSameTransaction = defineRule({
  id: "L46",
  name: "enum-value-used-in-same-transaction",
  severity: "error",
  title: "a new value of an enum is used in the transaction that adds it",
  risk: "PostgreSQL refuses to use it before it is committed (55P04).",
  safe: 'Add it in a revision of its own, or outside of the transaction: op.execute("ALTER TYPE …", { transactional: false }).',
  statement: (subject) => {
    const added = subject.earlier.flatMap((other) =>
      other.kind === "AlterEnumStmt" && text(other.node, "oldVal") === undefined
        ? (text(other.node, "newVal") ?? [])
        : [],
    );
    const used = nodesOf(subject.node, "sval").map(String);
    const value = added.find((label) => used.includes(label));
    if (subject.refusedWith !== "55P04" && (value === undefined || subject.kind === "AlterEnumStmt")) return [];
    return [
      {
        message: `The value ${value ?? "that was added"} can't be used before the transaction that adds it is committed.`,
      },
    ];
  },
});
