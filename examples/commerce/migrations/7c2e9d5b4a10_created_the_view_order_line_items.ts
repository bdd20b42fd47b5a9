/** Created the view order_line_items */
import { sql, type Op } from "limbeck/migration";

export const revision = "7c2e9d5b4a10";
export const downRevision = "3b1f24c07d9e";
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-12-01T04:19:29Z";

export function upgrade(op: Op) {
  op.createView(
    "order_line_items",
    sql`SELECT op.order_id, op.product_id, p.product_name, op.product_count,
      p.price AS unit_price, op.product_count * p.price AS line_price
    FROM order_products op
    JOIN products p ON p.product_id = op.product_id`,
  );
}

export function downgrade(op: Op) {
  op.dropView("order_line_items");
}
