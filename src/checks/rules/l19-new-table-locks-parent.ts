import { child, text, relationName, nodesOf } from "../read.ts";
import { defineRule, existing, named, type Found } from "../rule.ts";

export const newTableLocksParent = defineRule({
  id: "L19",
  name: "new-table-locks-parent",
  severity: "warning",
  title: "a new table refers to one that is in use",
  risk: "A SHARE ROW EXCLUSIVE lock on the referenced table waits for every transaction that writes it, and new writers wait behind it.",
  safe: "Keep the transaction short, or make the table without the key and add it NOT VALID in a step of its own, which is tried again when the lock is not to be had.",
  growsWithTable: true,
  statement: (subject) =>
    subject.kind !== "CreateStmt"
      ? []
      : nodesOf(subject.node, "Constraint").flatMap((node): Found[] => {
          const parent = existing(subject, relationName(child(node, "pktable")));
          if (text(node, "contype") !== "CONSTR_FOREIGN" || parent === undefined) return [];
          const rows = subject.step.rowsOf(parent);
          const severity = rows === undefined ? { severity: "info" as const } : {};
          return [
            {
              message: `Making the table stops writers of ${named(parent)} until the transaction ends.`,
              table: parent,
              ...severity,
            },
          ];
        }),
});
