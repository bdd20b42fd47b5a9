import { describe, expect, test } from "vitest";
import { sql } from "../sql/sql.ts";
import { check } from "../kinds/check/declare.ts";
import { foreignKey } from "../kinds/foreign-key/declare.ts";
import { index } from "../kinds/index/declare.ts";
import { table } from "../kinds/table/table.ts";
import { doublePrecision, integer } from "../dialects/postgresql/types/numbers.ts";
import { text, varchar } from "../dialects/postgresql/types/text.ts";
import { timestamp } from "../dialects/postgresql/types/times.ts";
import { now } from "../dialects/postgresql/types/any-type.ts";
import { dataModel } from "./data-model.ts";
import { mapperOf } from "./mapper.ts";
import { model } from "./model.ts";
import { manyToMany, manyToOne, oneToMany } from "./relationship.ts";

class Customer extends model("customers", {
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

class Order extends model("orders", {
  orderId: integer().identity({ always: true }).primaryKey(),
  customerId: integer().notNull().references("customers.customer_id", { onDelete: "cascade" }),
  orderDate: timestamp({ timezone: true }).notNull().serverDefault(now()),
  customer: manyToOne<Customer>("Customer", { backPopulates: "orders" }),
  products: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "order", cascade: "all, delete-orphan" }),
}) {}

class OrderProduct extends model("order_products", {
  orderId: integer().references("orders.order_id", { onDelete: "cascade" }).primaryKey(),
  productId: integer().references("products.product_id", { onDelete: "cascade" }).primaryKey(),
  productCount: integer().notNull().serverDefault("1"),
  order: manyToOne<Order>("Order", { backPopulates: "products" }),
  product: manyToOne<Product>("Product", { backPopulates: "orders" }),
}) {}

class Product extends model(
  "products",
  {
    productId: integer().identity({ always: true }).primaryKey(),
    productName: varchar().notNull(),
    description: text(),
    price: doublePrecision().notNull(),
    orders: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "product", cascade: "all, delete-orphan" }),
    tags: manyToMany<Tag>("Tag", { secondary: "product_tags", backPopulates: "products" }),
  },
  (t) => [check(sql`${t.price} >= 0`), index([t.productName.desc()], { where: sql`${t.description} IS NOT NULL` })],
) {}

class Tag extends model("tags", {
  tagId: integer().identity({ always: true }).primaryKey(),
  name: varchar().notNull().unique(),
  products: manyToMany<Product>("Product", { secondary: "product_tags", backPopulates: "tags" }),
}) {}

const productTags = table("product_tags", {
  productId: foreignKey("products.product_id", { onDelete: "cascade" }).primaryKey(),
  tagId: foreignKey("tags.tag_id", { onDelete: "cascade" }).primaryKey(),
});

const commerce = dataModel({ Customer, Order, OrderProduct, Product, Tag, productTags });

describe("the commerce model", () => {
  test("becomes plain data with every name filled in", () => {
    expect([...commerce.metadata.objects].map(([key, object]) => [key, object])).toMatchSnapshot();
  });

  test("is assembled once", () => {
    expect(commerce.metadata).toBe(commerce.metadata);
  });

  test("says where each object was declared", () => {
    expect(Object.fromEntries(commerce.metadata.origins)).toMatchObject({
      "table public.orders": "Order",
      "column public.orders.customer_id": "Order.customerId",
      "foreignKey public.orders.orders_customer_id_fkey": "Order.customerId",
      "check public.products.products_price_check": "Product",
      "column public.product_tags.tag_id": "productTags.tagId",
    });
  });

  test("maps relationships with their joins", () => {
    const { relationships } = mapperOf(Product);
    const tags = relationships.get("tags")!;
    expect(tags.backPopulates).toBe(mapperOf(Tag).relationships.get("products"));
    expect(tags.secondary!.sourcePairs.map(({ local, remote }) => [local.name, remote.name])).toEqual([
      ["product_id", "product_id"],
    ]);
    expect(tags.secondary!.targetPairs.map(({ local, remote }) => [local.name, remote.name])).toEqual([
      ["tag_id", "tag_id"],
    ]);
    const orders = mapperOf(Customer).relationships.get("orders")!;
    expect(orders.direction).toBe("oneToMany");
    expect(orders.pairs.map(({ local, remote }) => [local.property, remote.property])).toEqual([
      ["customerId", "customerId"],
    ]);
    expect([...orders.cascade].sort()).toEqual([
      "delete",
      "delete-orphan",
      "expunge",
      "merge",
      "refresh-expire",
      "save-update",
    ]);
  });

  test("makes instances that hold values and related objects", () => {
    const customer = new Customer({ firstName: "Ada", lastName: "Lovelace", emailAddress: "ada@example.org" });
    const order = new Order({ orderDate: new Date(0), customer });
    customer.orders.add(order);
    expect(customer.fullName).toBe("Ada Lovelace");
    expect([...customer.orders]).toEqual([order]);
    expect(order.customer).toBe(customer);
    expect(JSON.parse(JSON.stringify(customer))).toEqual({
      firstName: "Ada",
      lastName: "Lovelace",
      emailAddress: "ada@example.org",
    });
    expect(new Product({ productName: "tea", price: 3 }).description).toBeNull();
    expect(Object.keys(customer)).toEqual([]);
  });
});
