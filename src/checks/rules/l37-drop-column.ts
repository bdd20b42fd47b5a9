import { alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const dropColumn = defineRule({
  id: "L37",
  name: "drop-column",
  severity: "error",
  title: "a column goes with its values",
  risk: "The values are gone, and programs that still name the column fail at once.",
  safe: "First a release that no longer uses it; drop it in a later one. Keep the values where they may be needed: op.setRowsAside.",
  recipe: "R10",
  statement: (subject) =>
    alterations(subject, "AT_DropColumn").flatMap(({ table, name }) => {
      if (!table.columns.some((column) => column.name === name)) return [];
      const severity = subject.step.direction === "downgrade" ? { severity: "info" as const } : {};
      return [{ message: `The values of ${name} of ${named(table)} are gone afterwards.`, ...severity }];
    }),
});
