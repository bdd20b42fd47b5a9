/** Chapter 1: customers place orders; products are for sale. */
import {
  dataModel,
  doublePrecision,
  integer,
  manyToOne,
  model,
  now,
  oneToMany,
  text,
  timestamp,
  varchar,
} from "limbeck";

export class Customer extends model("customers", {
  customerId: integer().identity({ always: true }).primaryKey(),
  firstName: varchar().notNull(),
  lastName: varchar().notNull(),
  emailAddress: varchar().notNull(),
  orders: oneToMany<Order>("Order", { backPopulates: "customer", cascade: "all, delete-orphan" }),
}) {
  get fullName(): string {
    return `${this.firstName} ${this.lastName}`;
  }
}

export class Order extends model("orders", {
  orderId: integer().identity({ always: true }).primaryKey(),
  customerId: integer().notNull().references("customers.customer_id", { onDelete: "cascade" }),
  orderDate: timestamp({ timezone: true }).notNull().serverDefault(now()),
  customer: manyToOne<Customer>("Customer", { backPopulates: "orders" }),
}) {}

export class Product extends model("products", {
  productId: integer().identity({ always: true }).primaryKey(),
  productName: varchar().notNull(),
  description: text(),
  price: doublePrecision().notNull(),
}) {}

export const commerce = dataModel({ Customer, Order, Product });
