import { alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const dropNotNull = defineRule({
  id: "L49",
  name: "drop-not-null",
  severity: "warning",
  title: "a column may become NULL",
  risk: "Programs that don't expect NULL there fail when they read it.",
  safe: "Let programs that can read NULL run everywhere first.",
  statement: (subject) =>
    alterations(subject, "AT_DropNotNull").flatMap(({ table, name }) =>
      table.columns.some((column) => column.name === name && column.notNull)
        ? [
            {
              message: `Programs must expect NULL in ${name} of ${named(table)} before this runs.`,
              ...(subject.step.direction === "downgrade" ? { severity: "info" as const } : {}),
            },
          ]
        : [],
    ),
});
