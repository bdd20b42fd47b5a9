/** Old words: types */
import { type Op } from "limbeck/migration";

export const revision = "13abcdef0013";
export const downRevision = "12abcdef0012";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-13T10:00:00Z";

export function upgrade(op: Op) {
  op.createCompositeType("address", { street: "text", number: "integer" });
  op.createRangeType("money_range", "numeric");
  op.renameType("address", "place");
}

export function downgrade(op: Op) {
  op.renameType("place", "address");
  op.dropRangeType("money_range");
  op.dropCompositeType("address");
}
