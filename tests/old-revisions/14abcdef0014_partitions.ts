/** Old words: partitions */
import { integer, type Op, partitionBy } from "limbeck/migration";

export const revision = "14abcdef0014";
export const downRevision = "13abcdef0013";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-14T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("logs", { log_id: integer().notNull() }, (t) => [partitionBy.range(t["log_id"]!)]);
  op.createTable("logs_1", { log_id: integer().notNull() });
  op.attachPartition("logs", "logs_1", "FOR VALUES FROM (0) TO (100)");
}

export function downgrade(op: Op) {
  op.detachPartition("logs", "logs_1");
  op.dropTable("logs_1");
  op.dropTable("logs");
}
