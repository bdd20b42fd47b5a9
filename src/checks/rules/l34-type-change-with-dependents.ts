import { alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const typeChangeWithDependents = defineRule({
  id: "L34",
  name: "type-change-with-dependents",
  severity: "error",
  title: "something stands on the column whose type changes",
  risk: "PostgreSQL refuses the change while a view, a generated column, a policy or a trigger uses the column.",
  safe: "Drop what stands on it and make it again in the same transaction, with its grants: revision --autogenerate writes this.",
  statement: (subject) =>
    subject.refusedWith !== undefined && ["0A000", "2BP01"].includes(subject.refusedWith)
      ? alterations(subject, "AT_AlterColumnType").map(({ table, name }) => ({
          message: `The type of ${name} of ${named(table)} can't change while something stands on it.`,
        }))
      : [],
});
