/** Old words: rows */
import { bigint, type Op, sql, text } from "limbeck/migration";

export const revision = "17abcdef0017";
export const downRevision = "16abcdef0016";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-17T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("lands", { land_id: bigint().primaryKey(), name: text() });
  op.bulkInsert("lands", [
    { land_id: 1n, name: "A" },
    { land_id: 2n, name: null },
  ]);
  op.execute(sql`UPDATE lands SET name = ${"B"} WHERE land_id = ${2}`);
}

export function downgrade(op: Op) {
  op.execute("DELETE FROM lands");
  op.dropTable("lands");
}
