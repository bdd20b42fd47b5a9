/** Old words: grants */
import { integer, type Op } from "limbeck/migration";

export const revision = "03abcdef0003";
export const downRevision = "02abcdef0002";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-03T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("ledger", { ledger_id: integer().primaryKey() });
  op.grant(["SELECT"], "TABLE public.ledger", "app");
  op.grant(["INSERT (ledger_id)", "SELECT"], "TABLE public.ledger", "Clerk", { grantOption: true });
  op.revoke(["SELECT"], "TABLE public.ledger", "Clerk", { grantOption: true, onlyOption: true });
  op.grant(["USAGE"], "SCHEMA public", "PUBLIC");
  op.revoke(["SELECT"], "TABLES", "app", { defaults: { forRole: "owner", inSchema: "public" } });
  op.grant(["EXECUTE"], "FUNCTIONS", "app", { defaults: { forRole: "owner" } });
}

export function downgrade(op: Op) {
  op.revoke(["EXECUTE"], "FUNCTIONS", "app", { defaults: { forRole: "owner" } });
  op.revoke(["INSERT (ledger_id)"], "TABLE public.ledger", "Clerk", { grantOption: true });
  op.revoke(["SELECT"], "TABLE public.ledger", "app");
  op.dropTable("ledger");
}
