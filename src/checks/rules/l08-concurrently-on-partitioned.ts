import { child, flag, relationName } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const concurrentlyOnPartitioned = defineRule({
  id: "L08",
  name: "concurrently-on-partitioned",
  severity: "error",
  title: "an index of a partitioned table can't be built concurrently",
  risk: "PostgreSQL refuses CREATE INDEX CONCURRENTLY on a partitioned table.",
  safe: "CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION for each.",
  statement: (subject) => {
    const name = relationName(child(subject.node, "relation"));
    const table = subject.kind === "IndexStmt" && name !== undefined ? subject.facts.relation(name) : undefined;
    return flag(subject.node, "concurrent") && table?.kind === "p"
      ? [{ message: `${named(table)} is partitioned: PostgreSQL builds none of its indexes concurrently.`, table }]
      : [];
  },
});
