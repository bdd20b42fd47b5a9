import { child, alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const defaultChanges = defineRule({
  id: "L50",
  name: "default-changes",
  severity: "warning",
  title: "a default changes that programs may rely on",
  risk: "A program that leaves the column out inserts something else afterwards, or NULL.",
  safe: "Let programs write the value themselves before the default goes.",
  statement: (subject) =>
    alterations(subject, "AT_ColumnDefault").flatMap(({ table, name, command }) => {
      const had = table.columns.some((column) => column.name === name && column.hasDefault);
      if (!had) return [];
      return child(command, "def") === undefined
        ? [{ message: `Programs that leave out ${name} of ${named(table)} insert NULL afterwards.` }]
        : [
            {
              message: `Programs that leave out ${name} of ${named(table)} insert another value afterwards.`,
              severity: "info" as const,
            },
          ];
    }),
});
