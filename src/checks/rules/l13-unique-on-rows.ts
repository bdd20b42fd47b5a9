import { isUniqueBy } from "../indexes.ts";
import { child, list, text, flag, tableOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const uniqueOnRows = defineRule({
  id: "L13",
  name: "unique-on-rows",
  severity: "warning",
  title: "rows that are there may break a new unique rule",
  risk: "One duplicate makes the deployment fail in the middle; a concurrent build leaves an invalid index that still enforces.",
  safe: "Count duplicates first: SELECT columns, count(*) FROM table GROUP BY columns HAVING count(*) > 1 LIMIT 5.",
  growsWithTable: true,
  statement: (subject) => {
    if (subject.kind !== "IndexStmt" || !flag(subject.node, "unique")) return [];
    const table = tableOf(subject);
    const columns = list(subject.node, "indexParams").map((one) => text(child(one, "IndexElem"), "name") ?? "");
    if (table === undefined || subject.step.rowsOf(table) === 0 || isUniqueBy(table, columns)) return [];
    return [{ message: `${named(table)} must hold no duplicates of (${columns.join(", ")}) before this runs.`, table }];
  },
});
