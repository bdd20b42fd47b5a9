import { text, flag, tableOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const indexBlocksWrites = defineRule({
  id: "L01",
  name: "index-blocks-writes",
  severity: "error",
  title: "an index is built on a table that is in use",
  risk: "CREATE INDEX holds a SHARE lock until the index is built: every INSERT, UPDATE and DELETE waits.",
  safe: "Build it with CREATE INDEX CONCURRENTLY, outside of a transaction: op.createIndex(…, { concurrently: true }). limbeck checks that the index is valid, and removes what a failed build has left.",
  growsWithTable: true,
  recipe: "R3",
  statement: (subject) => {
    const table = subject.kind === "IndexStmt" && !flag(subject.node, "concurrent") ? tableOf(subject) : undefined;
    if (table === undefined || !["r", "m"].includes(table.kind)) return [];
    const name = text(subject.node, "idxname") ?? "an index";
    return [{ message: `Building ${name} keeps writers of ${named(table)} waiting until it is done.`, table }];
  },
});
