import { child, list, text } from "../read.ts";
import { defineRule } from "../rule.ts";

export const repackInstead = defineRule({
  id: "L80",
  name: "repack-instead",
  severity: "info",
  title: "PostgreSQL 19 has a better way to write a table anew",
  risk: "VACUUM FULL and CLUSTER lock everybody out.",
  safe: "REPACK (CONCURRENTLY).",
  statement: (subject) => {
    const isFull =
      subject.kind === "ClusterStmt" ||
      (subject.kind === "VacuumStmt" &&
        list(subject.node, "options").some((each) => text(child(each, "DefElem"), "defname") === "full"));
    return isFull && subject.step.serverVersion >= 190000
      ? [{ message: "REPACK (CONCURRENTLY) lets readers and writers go on." }]
      : [];
  },
});
