import { list, text, flag } from "../read.ts";
import { defineRule } from "../rule.ts";

export const wideIndex = defineRule({
  id: "L09",
  name: "wide-index",
  severity: "info",
  title: "an index has more than three columns",
  risk: "Columns far behind rarely help a query; each costs room and slows every write.",
  safe: "Lead with the columns that select most, and leave out the rest, or INCLUDE them.",
  statement: (subject) =>
    subject.kind === "IndexStmt" && !flag(subject.node, "unique") && list(subject.node, "indexParams").length > 3
      ? [
          {
            message: `${text(subject.node, "idxname") ?? "The index"} has ${list(subject.node, "indexParams").length} columns.`,
          },
        ]
      : [],
});
