import { narrows } from "../narrowing.ts";
import { child, alterations, typeNameOf, typeModifiers } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const typeChangeLoses = defineRule({
  id: "L33",
  name: "type-change-loses",
  severity: "error",
  title: "a change of type can lose values or fail on them",
  risk: "A value that does not fit the new type makes the deployment fail, or is cut by what USING says.",
  safe: "Count the rows that would change first; put them aside, then change the type by a new column.",
  statement: (subject) =>
    alterations(subject, "AT_AlterColumnType").flatMap(({ table, name, command }) => {
      const type = child(child(child(command, "def"), "ColumnDef"), "typeName");
      const before = table.columns.find((column) => column.name === name)?.type ?? "";
      const isLossy = narrows(before, typeNameOf(type)?.name ?? "", typeModifiers(type));
      if (!isLossy || subject.step.rowsOf(table) === 0) return [];
      return [{ message: `${name} of ${named(table)} is ${before}: not every value fits the new type.` }];
    }),
});
