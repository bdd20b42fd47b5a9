/** Old words: extensions */
import { type Op } from "limbeck/migration";

export const revision = "18abcdef0018";
export const downRevision = "17abcdef0017";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-18T10:00:00Z";

export function upgrade(op: Op) {
  op.createExtension("pg_trgm", { schema: "public" });
}

export function downgrade(op: Op) {
  op.dropExtension("pg_trgm", { cascade: true });
}
