import { child, list, text, relationName } from "../read.ts";
import { defineRule, existing, named } from "../rule.ts";

export const reindexBlocks = defineRule({
  id: "L06",
  name: "reindex-blocks",
  severity: "error",
  title: "an index is rebuilt under locks",
  risk: "REINDEX holds a SHARE lock on the table and an ACCESS EXCLUSIVE lock on each index: writers wait, and readers that would plan with the index wait, too.",
  safe: "REINDEX … CONCURRENTLY, outside of a transaction. A run that fails leaves an index ending in _ccnew, which limbeck removes.",
  growsWithTable: true,
  statement: (subject) => {
    if (subject.kind !== "ReindexStmt") return [];
    const isConcurrent = list(subject.node, "params").some(
      (one) => text(child(one, "DefElem"), "defname") === "concurrently",
    );
    const name = relationName(child(subject.node, "relation"));
    const table = name === undefined ? undefined : (existing(subject, name) ?? subject.facts.tableOfIndex(name));
    if (isConcurrent || (table !== undefined && !subject.step.isExisting(table))) return [];
    return [{ message: `Rebuilding ${name === undefined ? "indexes" : named(name)} keeps writers waiting.`, table }];
  },
});
