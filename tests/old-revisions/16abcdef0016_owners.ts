/** Old words: owners */
import { integer, type Op } from "limbeck/migration";

export const revision = "16abcdef0016";
export const downRevision = "15abcdef0015";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-16T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("desks", { desk_id: integer().primaryKey() });
  op.setOwner("TABLE public.desks", "app");
}

export function downgrade(op: Op) {
  op.setOwner("TABLE public.desks", "owner");
  op.dropTable("desks");
}
