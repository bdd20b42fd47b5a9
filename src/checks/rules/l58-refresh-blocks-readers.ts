import { flag, tableOf } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const refreshBlocksReaders = defineRule({
  id: "L58",
  name: "refresh-blocks-readers",
  severity: "warning",
  title: "a materialized view is refreshed under a lock",
  risk: "REFRESH takes an ACCESS EXCLUSIVE lock: readers of the view wait until it is computed.",
  safe: "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index.",
  growsWithTable: true,
  statement: (subject) => {
    const view =
      subject.kind === "RefreshMatViewStmt" && !flag(subject.node, "concurrent") ? tableOf(subject) : undefined;
    return view === undefined ? [] : [{ message: `Readers of ${named(view)} wait until it is computed.`, table: view }];
  },
});
