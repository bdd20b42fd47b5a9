import { tableOf, alterations } from "../read.ts";
import { defineRule, named, type Found } from "../rule.ts";

export const triggerLocks = defineRule({
  id: "L52",
  name: "trigger-locks",
  severity: "warning",
  title: "a trigger is made or turned off on a table in use",
  risk: "Both take a SHARE ROW EXCLUSIVE lock, which stops writers. A trigger that is off lets rows in that break a rule, without a word.",
  safe: "Make triggers in a short transaction. Never turn all of them off.",
  statement: (subject) => {
    const made = subject.kind === "CreateTrigStmt" ? tableOf(subject) : undefined;
    const off = alterations(subject, "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser");
    return [
      ...(made === undefined
        ? []
        : [
            {
              message: `Writers of ${named(made)} wait until the transaction ends.`,
              table: made,
              severity: "info" as const,
            },
          ]),
      ...off.map(({ table, name, type }): Found => ({
        message: `${type === "AT_DisableTrig" ? `The trigger ${name}` : "Every trigger"} of ${named(table)} no longer fires.`,
        severity: type === "AT_DisableTrigAll" ? "error" : "warning",
      })),
    ];
  },
});
