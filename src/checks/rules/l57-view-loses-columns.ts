import { child, flag, relationName } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const viewLosesColumns = defineRule({
  id: "L57",
  name: "view-loses-columns",
  severity: "error",
  title: "a view is replaced by one with other columns",
  risk: "CREATE OR REPLACE VIEW can only add columns at the end: PostgreSQL refuses anything else (42P16).",
  safe: "Drop the view and make it again in one transaction, with its grants.",
  statement: (subject) =>
    subject.kind === "ViewStmt" && flag(subject.node, "replace") && subject.refusedWith === "42P16"
      ? [
          {
            message: `${named(relationName(child(subject.node, "view")) ?? { name: "The view" })} can't lose or move columns by REPLACE.`,
          },
        ]
      : [],
});
