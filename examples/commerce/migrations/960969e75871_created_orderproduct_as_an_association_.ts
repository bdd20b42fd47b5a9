/** Created OrderProduct as an association table to track Order-Product association */
import { integer, type Op } from "limbeck/migration";

export const revision = "960969e75871";
export const downRevision = "a0cf7f5d705d";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-22T14:43:04Z";

export function upgrade(op: Op) {
  op.createTable("order_products", {
    order_id: integer().references("orders.order_id", { onDelete: "cascade" }).primaryKey(),
    product_id: integer().references("products.product_id", { onDelete: "cascade" }).primaryKey(),
    product_count: integer().notNull().serverDefault("1"),
  });
}

export function downgrade(op: Op) {
  op.dropTable("order_products");
}
