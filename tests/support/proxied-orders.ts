/** Orders whose products are seen through their lines. */
import {
  associationProxy,
  dataModel,
  foreignKey,
  integer,
  manyToOne,
  model,
  oneToMany,
  text,
} from "../../src/public/limbeck.ts";

export class Order extends model("orders", {
  orderId: integer().identity().primaryKey(),
  lines: oneToMany<Line>("Line", { backPopulates: "order", cascade: "all, delete-orphan" }),
  products: associationProxy<Product>("lines", "product", { creator: (product) => new Line({ product, count: 2 }) }),
}) {}

export class Line extends model("lines", {
  orderId: foreignKey<number>("orders.order_id").primaryKey(),
  productId: foreignKey<number>("products.product_id").primaryKey(),
  count: integer().notNull(),
  order: manyToOne<Order>("Order", { backPopulates: "lines" }),
  product: manyToOne<Product>("Product", { backPopulates: "lines" }),
}) {}

export class Product extends model("products", {
  productId: integer().identity().primaryKey(),
  name: text().notNull(),
  lines: oneToMany<Line>("Line", { backPopulates: "product" }),
}) {}

export const shop = dataModel({ Order, Line, Product });
