import { child, list, strings, relationName, addedConstraints } from "../read.ts";
import { defineRule } from "../rule.ts";

export const foreignKeyTypesDiffer = defineRule({
  id: "L18",
  name: "foreign-key-types-differ",
  severity: "error",
  title: "a foreign key joins columns of different types",
  risk: "Each check casts; an index may not serve it, and later one of the columns overflows where the other does not.",
  safe: "Bring the columns to one type first.",
  statement: (subject) =>
    addedConstraints(subject, "CONSTR_FOREIGN").flatMap(({ node, table, name }) => {
      const other = subject.facts.relation(relationName(child(node, "pktable")) ?? { name: "" });
      const columns = strings(list(node, "fk_attrs"));
      const written = strings(list(node, "pk_attrs"));
      const keys = written.length > 0 ? written : (other?.constraints.find(({ type }) => type === "p")?.columns ?? []);
      return columns.flatMap((column, at) => {
        const type = table.columns.find((each) => each.name === column)?.type;
        const key = other?.columns.find((each) => each.name === keys[at])?.type;
        return type === undefined || key === undefined || type === key
          ? []
          : [{ message: `${name}: ${column} is ${type}, and what it refers to is ${key}.`, table }];
      });
    }),
});
