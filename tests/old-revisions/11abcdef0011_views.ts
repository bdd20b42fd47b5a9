/** Old words: views */
import { integer, type Op, sql } from "limbeck/migration";

export const revision = "11abcdef0011";
export const downRevision = "10abcdef0010";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-11T10:00:00Z";

export function upgrade(op: Op) {
  op.createTable("items", { item_id: integer().primaryKey(), price: integer() });
  op.createView("cheap", sql`SELECT item_id FROM items WHERE price < 10`, { comment: "few" });
  op.createMaterializedView("prices", sql`SELECT sum(price) AS total FROM items`);
  op.replaceView("cheap", sql`SELECT item_id FROM items WHERE price < 5`);
}

export function downgrade(op: Op) {
  op.dropMaterializedView("prices");
  op.dropView("cheap");
  op.dropTable("items");
}
