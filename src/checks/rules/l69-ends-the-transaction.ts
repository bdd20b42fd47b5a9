import { text, flag } from "../read.ts";
import { defineRule } from "../rule.ts";

export const endsTheTransaction = defineRule({
  id: "L69",
  name: "ends-the-transaction",
  severity: "error",
  title: "the revision ends its transaction, or changes the session",
  risk: "What came before is kept although the revision may fail; a SET stays for the revisions that follow.",
  safe: "Steps of their own by { transactional: false }; SET LOCAL for settings.",
  statement: (subject) => {
    if (subject.kind === "TransactionStmt")
      return [
        { message: `${subject.text.split(/\s/)[0]?.toUpperCase()} takes the transaction out of limbeck's hands.` },
      ];
    const isSession = subject.kind === "VariableSetStmt" && !flag(subject.node, "is_local");
    return isSession && subject.byHand
      ? [
          {
            message: `${text(subject.node, "name") ?? "The setting"} stays set after the revision's transaction; SET LOCAL does not.`,
            severity: "warning" as const,
          },
        ]
      : [];
  },
});
