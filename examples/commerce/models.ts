/** The shop as it is now: chapter 6 lets the database itself keep when a product was edited last. */
import {
  dataModel,
  doublePrecision,
  foreignKey,
  integer,
  manyToMany,
  manyToOne,
  model,
  now,
  oneToMany,
  sql,
  sqlFunction,
  table,
  text,
  timestamp,
  trigger,
  varchar,
  view,
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
  lastEdited: timestamp({ timezone: true })
    .notNull()
    .serverDefault(now())
    .onUpdate(() => new Date()),
  orders: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "product", cascade: "all, delete-orphan" }),
  tags: manyToMany<Tag>("Tag", { secondary: "product_tags", backPopulates: "products" }),
}) {}

export class Tag extends model("tags", {
  tagId: integer().identity({ always: true }).primaryKey(),
  name: varchar().notNull().unique(),
  products: manyToMany<Product>("Product", { secondary: "product_tags", backPopulates: "tags" }),
}) {}

/** Its columns take the types of the columns that they refer to. */
export const productTags = table("product_tags", {
  productId: foreignKey("products.product_id", { onDelete: "cascade" }).primaryKey(),
  tagId: foreignKey("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
});

/** Each line of an order with what it costs: the price of one, and of all of them. */
export const orderLineItems = view(
  "order_line_items",
  sql`
    SELECT op.order_id, op.product_id, p.product_name, op.product_count,
      p.price AS unit_price, op.product_count * p.price AS line_price
    FROM order_products op
    JOIN products p ON p.product_id = op.product_id`,
);

/** Whoever changes a product, the database says when: also a statement by hand. */
export const setLastEdited = sqlFunction(sql`
  CREATE FUNCTION set_last_edited() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.last_edited := now();
    RETURN NEW;
  END
  $$`);

export const productsLastEdited = trigger("products_last_edited", {
  on: "products",
  timing: "before",
  events: ["update"],
  execute: "set_last_edited()",
});

export const commerce = dataModel({
  Customer,
  Order,
  OrderProduct,
  Product,
  Tag,
  productTags,
  orderLineItems,
  setLastEdited,
  productsLastEdited,
});
