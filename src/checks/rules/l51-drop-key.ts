import { alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const dropKey = defineRule({
  id: "L51",
  name: "drop-key",
  severity: "warning",
  title: "a rule of the data goes",
  risk: "Nothing keeps duplicates out any more; ON CONFLICT of programs and foreign keys that stand on it fail.",
  safe: "Look for what stands on it first, and say why it may go: a comment `limbeck: allow L51: why`.",
  statement: (subject) =>
    alterations(subject, "AT_DropConstraint").flatMap(({ table, name }) => {
      const key = table.constraints.find((each) => each.name === name && ["p", "u", "x"].includes(each.type));
      if (key === undefined) return [];
      const used = table.referencedBy.map(named);
      const severity = subject.step.direction === "downgrade" ? { severity: "info" as const } : {};
      return [
        {
          message: `${name} no longer keeps (${key.columns.join(", ")}) of ${named(table)} unique${used.length === 0 ? "" : `; ${used.join(", ")} refers to the table`}.`,
          ...severity,
        },
      ];
    }),
});
