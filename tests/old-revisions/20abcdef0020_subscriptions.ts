/** Old words: subscriptions */
import { type Op } from "limbeck/migration";

export const revision = "20abcdef0020";
export const downRevision = "19abcdef0019";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-20T10:00:00Z";

export function upgrade(op: Op) {
  op.execute("SELECT 1");
}

export function downgrade(op: Op) {
  op.execute("SELECT 2");
}
