/** Chapter 2: an order holds products, each with a count: OrderProduct is an association object. */
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
  products: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "order", cascade: "all, delete-orphan" }),
}) {}

export class OrderProduct extends model("order_products", {
  orderId: integer().references("orders.order_id", { onDelete: "cascade" }).primaryKey(),
  productId: integer().references("products.product_id", { onDelete: "cascade" }).primaryKey(),
  productCount: integer().notNull().serverDefault("1"),
  order: manyToOne<Order>("Order", { backPopulates: "products" }),
  product: manyToOne<Product>("Product", { backPopulates: "orders" }),
}) {}

export class Product extends model("products", {
  productId: integer().identity({ always: true }).primaryKey(),
  productName: varchar().notNull(),
  description: text(),
  price: doublePrecision().notNull(),
  orders: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "product", cascade: "all, delete-orphan" }),
}) {}

export const commerce = dataModel({ Customer, Order, OrderProduct, Product });
