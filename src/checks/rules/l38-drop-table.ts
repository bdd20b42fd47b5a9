import { droppedTables } from "../dropped.ts";
import { text } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const dropTable = defineRule({
  id: "L38",
  name: "drop-table",
  severity: "error",
  title: "a table goes with its rows",
  risk: "The rows are gone, and programs that still name the table fail at once.",
  safe: "First a release that no longer uses it; rename it and revoke access, wait, then drop it in a later one.",
  recipe: "R10",
  statement: (subject) => {
    const severity = (own: boolean) =>
      own || subject.step.direction === "downgrade" ? { severity: "info" as const } : {};
    const tables = droppedTables(subject).map((table) => ({
      message: `The rows of ${named(table)} are gone afterwards.`,
      ...severity(subject.step.isOwn(table)),
    }));
    const isSchema = subject.kind === "DropStmt" && text(subject.node, "removeType") === "OBJECT_SCHEMA";
    const all = subject.kind === "DropdbStmt" || (isSchema && text(subject.node, "behavior") === "DROP_CASCADE");
    return [...tables, ...(all ? [{ message: "Everything in it is gone afterwards.", ...severity(false) }] : [])];
  },
});
