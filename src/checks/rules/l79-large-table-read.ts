import { defineRule, named } from "../rule.ts";

const largeTable = 1_000_000;

export const largeTableRead = defineRule({
  id: "L79",
  name: "large-table-read",
  severity: "warning",
  title: "a large table is read or rewritten",
  risk: "It takes as long as the table is large, whatever lock is held meanwhile.",
  safe: "Plan the time: at a quiet hour, with the statement timeout that it needs.",
  statement: ({ measured, step }) => {
    const touched = [...(measured?.rewritten ?? []), ...(measured?.scanned ?? [])].filter(
      ({ kind }) => kind === "r" || kind === "m",
    );
    const large = touched.filter(
      (relation, at) =>
        touched.findIndex(({ id }) => id === relation.id) === at &&
        step.isExisting(relation) &&
        (step.rowsOf(relation) ?? 0) >= largeTable,
    );
    return large.map((table) => ({
      message: `${named(table)} is ${measured?.rewritten.some(({ id }) => id === table.id) === true ? "written anew" : "read from end to end"}.`,
      table,
    }));
  },
});
