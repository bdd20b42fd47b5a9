/** Initial commit: created customers, orders, products */
import { doublePrecision, integer, now, text, timestamp, varchar, type Op } from "limbeck/migration";

export const revision = "a0cf7f5d705d";
export const downRevision = null;
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-11-22T14:42:55Z";

export function upgrade(op: Op) {
  op.createTable("customers", {
    customer_id: integer().identity({ always: true }).primaryKey(),
    first_name: varchar().notNull(),
    last_name: varchar().notNull(),
    email_address: varchar().notNull(),
  });
  op.createTable("orders", {
    order_id: integer().identity({ always: true }).primaryKey(),
    customer_id: integer().notNull().references("customers.customer_id", { onDelete: "cascade" }),
    order_date: timestamp({ timezone: true }).notNull().serverDefault(now()),
  });
  op.createTable("products", {
    product_id: integer().identity({ always: true }).primaryKey(),
    product_name: varchar().notNull(),
    description: text(),
    price: doublePrecision().notNull(),
  });
}

export function downgrade(op: Op) {
  op.dropTable("products");
  op.dropTable("orders");
  op.dropTable("customers");
}
