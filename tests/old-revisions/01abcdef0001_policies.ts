/** Old words: policies */
import { integer, type Op, sql, text } from "limbeck/migration";

export const revision = "01abcdef0001";
export const downRevision = null;
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-01T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("orders", { order_id: integer().primaryKey(), owner: text(), total: integer() });
  op.createPolicy("own", "orders", { roles: ["app", "Clerk"], using: sql`owner = current_user` });
  op.createPolicy("writes", "orders", {
    command: "insert",
    restrictive: true,
    check: sql`total > ${"`0`"}::text::integer`,
    comment: "positive",
  });
  op.createPolicy("all", "orders");
  op.alterPolicy("own", "orders", { roles: [], using: sql`owner = session_user` });
  op.setRowSecurity("orders", { enabled: true, forced: true });
}

export function downgrade(op: Op) {
  op.setRowSecurity("orders", { enabled: false, forced: false });
  op.alterPolicy("own", "orders", { roles: ["app"], using: sql`owner = current_user` });
  op.dropPolicy("all", "orders", { ifExists: true });
  op.dropPolicy("writes", "orders");
  op.dropPolicy("own", "orders");
  op.dropTable("orders");
}
