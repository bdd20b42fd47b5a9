import { child, addedColumns, typeNameOf, isSerial } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const newColumnWithoutDefault = defineRule({
  id: "L25",
  name: "new-column-without-default",
  severity: "error",
  title: "a column that may not be NULL comes without a default",
  risk: "The statement fails where there are rows, and programs that don't know the column can insert no more.",
  safe: "Add it with a default, or nullable: fill it in batches, then make it NOT NULL by a validated check.",
  recipe: "R8",
  statement: (subject) =>
    addedColumns(subject).flatMap((column) => {
      const isFilled = ["CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED"].some(column.has);
      const isRequired = column.has("CONSTR_NOTNULL") || column.has("CONSTR_PRIMARY");
      if (!isRequired || isFilled || isSerial(typeNameOf(child(column.definition, "typeName")))) return [];
      if (subject.step.rowsOf(column.table) === 0) return [];
      return [{ message: `${column.name} of ${named(column.table)} has no value for the rows that are there.` }];
    }),
});
