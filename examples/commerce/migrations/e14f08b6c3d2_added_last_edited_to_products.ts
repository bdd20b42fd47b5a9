/** Added last_edited to products */
import { now, timestamp, type Op } from "limbeck/migration";

export const revision = "e14f08b6c3d2";
export const downRevision = "7c2e9d5b4a10";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-12-01T04:19:34Z";

export function upgrade(op: Op) {
  op.addColumn("products", "last_edited", timestamp({ timezone: true }).notNull().serverDefault(now()));
}

export function downgrade(op: Op) {
  op.dropColumn("products", "last_edited");
}
