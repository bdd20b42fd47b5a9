/** The models of the guide, in one file. */
import {
  type Collection,
  type InsertOf,
  type RowOf,
  check,
  dataModel,
  doublePrecision,
  foreignKey,
  index,
  integer,
  manyToMany,
  manyToOne,
  model,
  now,
  oneToMany,
  sql,
  table,
  text,
  timestamp,
  varchar,
} from "../../src/public/limbeck.ts";
import type { Equal, Expect } from "./expect-type.ts";

export class Customer extends model("customers", {
  customerId: integer().identity({ always: true }).primaryKey(),
  firstName: varchar().notNull(),
  lastName: varchar().notNull(),
  emailAddress: varchar().notNull(),
  orders: oneToMany<Order>("Order", { backPopulates: "customer", cascade: "all, delete-orphan" }),
}) {
  get fullName() {
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

export class Product extends model(
  "products",
  {
    productId: integer().identity({ always: true }).primaryKey(),
    productName: varchar().notNull(),
    description: text(),
    price: doublePrecision().notNull(),
    orders: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "product", cascade: "all, delete-orphan" }),
    tags: manyToMany<Tag>("Tag", { secondary: "product_tags", backPopulates: "products" }),
  },
  (t) => [
    check(sql`${t.price} >= 0`),
    index([t.productName.desc()], { where: sql`${t.description} IS NOT NULL` }),
    // @ts-expect-error a relationship is no column
    index([t.tags]),
    // @ts-expect-error no such column
    check(sql`${t.prize} >= 0`),
  ],
) {}

export class Tag extends model("tags", {
  tagId: integer().identity({ always: true }).primaryKey(),
  name: varchar().notNull().unique(),
  products: manyToMany<Product>("Product", { secondary: "product_tags", backPopulates: "tags" }),
}) {}

export const productTags = table("product_tags", {
  productId: foreignKey("products.product_id", { onDelete: "cascade" }).primaryKey(),
  tagId: foreignKey("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
});

export const commerce = dataModel({ Customer, Order, OrderProduct, Product, Tag, productTags });

const customer = new Customer({
  firstName: "Ada",
  lastName: "Lovelace",
  emailAddress: "ada@example.org",
  orders: [new Order()],
});
const order = new Order({ customer, products: new Set<OrderProduct>() });

export type Checks = [
  Expect<Equal<typeof customer.customerId, number>>,
  Expect<Equal<typeof customer.fullName, string>>,
  Expect<Equal<typeof customer.orders, Collection<Order>>>,
  Expect<Equal<typeof order.orderDate, Date>>,
  Expect<Equal<typeof order.customer, Customer | null>>,
  Expect<Equal<Product["description"], string | null>>,
  Expect<Equal<Product["tags"], Collection<Tag>>>,
  Expect<Equal<Tag["products"], Collection<Product>>>,
  Expect<Equal<NonNullable<OrderProduct["product"]>["price"], number>>,
];

order.customer = null;
customer.orders.add(order);
order.customer = customer;
customer.firstName = "Augusta";
for (const { products } of customer.orders) products.map((entry) => entry.productCount + 1);

// @ts-expect-error a name is text
customer.firstName = 1;
// @ts-expect-error not null
customer.firstName = null;
// @ts-expect-error no such property
customer.nickName = "Ada";
// @ts-expect-error orders are no products
customer.orders.add(new Product({ productName: "tea", price: 3 }));
// @ts-expect-error no such property
export const made1 = new Customer({ firstName: "Ada", lastName: "L", emailAddress: "e", nickName: "Ada" });
// @ts-expect-error written by the database alone
export const made2 = new Customer({ firstName: "Ada", lastName: "L", emailAddress: "e", customerId: 1 });
// @ts-expect-error a date
export const made3 = new Order({ orderDate: "2026-01-26" });
// @ts-expect-error a product has a price
export const made4 = new Product({ productName: "tea" });
// @ts-expect-error a customer has a name
export const made5 = new Customer();
// A key that a related object fills in need not be there, whichever side says so; nor what the database fills in.
export const made6 = [new Order(), new Order({ customerId: 1 }), new OrderProduct({ productCount: 2 })];

export type RowChecks = [
  Expect<
    Equal<RowOf<typeof Order>, { readonly orderId: number; readonly customerId: number; readonly orderDate: Date }>
  >,
];

export const inserted: InsertOf<typeof Order>[] = [{ customerId: 1 }, { customerId: 1, orderDate: new Date() }];
// @ts-expect-error customerId is missing
export const incomplete: InsertOf<typeof Order> = {};
// @ts-expect-error written by the database alone
export const generated: InsertOf<typeof Order> = { customerId: 1, orderId: 1 };
