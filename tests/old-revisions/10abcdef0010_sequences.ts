/** Old words: sequences */
import { type Op } from "limbeck/migration";

export const revision = "10abcdef0010";
export const downRevision = "09abcdef0009";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-10T10:00:00Z";

export function upgrade(op: Op) {
  op.createSequence("numbers", { start: "5", increment: "2", cache: "3", cycle: true });
  op.alterSequence("numbers", { increment: "1" }, { increment: "2" });
}

export function downgrade(op: Op) {
  op.dropSequence("numbers", { ifExists: true });
}
