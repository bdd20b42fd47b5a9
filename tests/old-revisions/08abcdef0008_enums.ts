/** Old words: enums */
import { type Op } from "limbeck/migration";

export const revision = "08abcdef0008";
export const downRevision = "07abcdef0007";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-08T10:00:00Z";

export function upgrade(op: Op) {
  op.createEnum("mood", ["sad", "happy"], { comment: "how" });
  op.addEnumValue("mood", "fine", { before: "happy" });
  op.renameEnumValue("mood", "fine", "all right");
}

export function downgrade(op: Op) {
  op.renameEnumValue("mood", "all right", "fine");
  op.dropEnum("mood");
}
