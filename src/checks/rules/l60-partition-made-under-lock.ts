import { child, list, relationName } from "../read.ts";
import { defineRule, existing, named } from "../rule.ts";

export const partitionMadeUnderLock = defineRule({
  id: "L60",
  name: "partition-made-under-lock",
  severity: "error",
  title: "a partition is made of a table in use",
  risk: "CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE locks on the parent and on the default partition, which it reads.",
  safe: "CREATE TABLE (LIKE parent INCLUDING ALL), then ATTACH PARTITION, which lets readers and writers of the parent go on.",
  growsWithTable: true,
  statement: (subject) => {
    if (subject.kind !== "CreateStmt" || child(subject.node, "partbound") === undefined) return [];
    const parent = existing(subject, relationName(list(subject.node, "inhRelations")[0]));
    if (parent === undefined) return [];
    return [
      {
        message: `${named(parent)}${parent.hasDefaultPartition ? " and its default partition are" : " is"} locked against readers and writers.`,
        table: parent,
      },
    ];
  },
});
