import { list, relationName } from "../read.ts";
import { defineRule, existing, named } from "../rule.ts";

export const truncate = defineRule({
  id: "L39",
  name: "truncate",
  severity: "error",
  title: "all rows of a table go",
  risk: "The rows are gone; the table, and with CASCADE every table that refers to it, is locked against everybody.",
  safe: "Delete in batches what is to go, or say that it may: a comment `limbeck: allow L39: why`.",
  statement: (subject) =>
    subject.kind === "TruncateStmt"
      ? list(subject.node, "relations").flatMap((one) => {
          const table = existing(subject, relationName(one));
          return table === undefined ? [] : [{ message: `All rows of ${named(table)} are gone afterwards.` }];
        })
      : [],
});
