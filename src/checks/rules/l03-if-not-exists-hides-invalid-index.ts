import { text, flag } from "../read.ts";
import { defineRule } from "../rule.ts";

export const ifNotExistsHidesInvalidIndex = defineRule({
  id: "L03",
  name: "if-not-exists-hides-invalid-index",
  severity: "error",
  title: "IF NOT EXISTS takes an index that is not valid for done",
  risk: "A build that failed leaves an invalid index. CREATE INDEX CONCURRENTLY IF NOT EXISTS passes over it and reports success; the index is never used.",
  safe: "Leave IF NOT EXISTS out: limbeck itself finds out on a rerun whether the index is there, valid and the same.",
  statement: (subject) =>
    subject.kind === "IndexStmt" && flag(subject.node, "concurrent") && flag(subject.node, "if_not_exists")
      ? [{ message: `An invalid ${text(subject.node, "idxname") ?? "index"} would be taken for done.` }]
      : [],
});
