import { child, list, text, tableOf } from "../read.ts";
import { defineRule } from "../rule.ts";

export const vacuumFull = defineRule({
  id: "L62",
  name: "vacuum-full",
  severity: "error",
  title: "a table is written anew under a lock",
  risk: "VACUUM FULL and CLUSTER hold an ACCESS EXCLUSIVE lock until the whole table is copied.",
  safe: "Plain VACUUM; pg_repack; REPACK (CONCURRENTLY) from PostgreSQL 19.",
  growsWithTable: true,
  statement: (subject) => {
    const isFull =
      subject.kind === "VacuumStmt" &&
      list(subject.node, "options").some((each) => text(child(each, "DefElem"), "defname") === "full");
    return isFull || subject.kind === "ClusterStmt"
      ? [{ message: "The table is locked against readers and writers until it is copied.", table: tableOf(subject) }]
      : [];
  },
});
