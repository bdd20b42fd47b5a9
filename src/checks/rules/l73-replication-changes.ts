import { text, alterations } from "../read.ts";
import { defineRule, named } from "../rule.ts";

export const replicationChanges = defineRule({
  id: "L73",
  name: "replication-changes",
  severity: "warning",
  title: "subscribers get something else",
  risk: "Consumers of the log break when a publication or the replica identity of a table changes.",
  safe: "Agree with them first.",
  statement: (subject) => [
    ...alterations(subject, "AT_ReplicaIdentity").map(({ table }) => ({
      message: `What subscribers get of changes in ${named(table)} is something else.`,
    })),
    ...(subject.kind === "AlterPublicationStmt"
      ? [{ message: `Subscribers of ${text(subject.node, "pubname")} get something else.` }]
      : []),
  ],
});
