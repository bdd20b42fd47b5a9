/** Partitions that a statement attaches. */
import type { RelationFacts } from "../dialects/statement-facts.ts";
import { alterations, child, relationName } from "./read.ts";
import { existing, type Subject } from "./rule.ts";

export interface Attached {
  readonly parent: RelationFacts;
  readonly partition: RelationFacts | undefined;
}

export function attached(subject: Subject): readonly Attached[] {
  return alterations(subject, "AT_AttachPartition").map(({ table, command }) => ({
    parent: table,
    partition: existing(subject, relationName(child(child(child(command, "def"), "PartitionCmd"), "name"))),
  }));
}
