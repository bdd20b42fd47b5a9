/** An order's products through its order products: a view that both reads and writes the collection underneath. */
import { describe, expect, test } from "vitest";
import {
  associationProxy,
  dataModel,
  foreignKey,
  integer,
  manyToOne,
  model,
  oneToMany,
  text,
} from "../../tests/support/vocabulary.ts";

class Order extends model("orders", {
  orderId: integer().identity().primaryKey(),
  lines: oneToMany<Line>("Line", { backPopulates: "order", cascade: "all, delete-orphan" }),
  products: associationProxy<Product>("lines", "product"),
  twice: associationProxy<Product>("lines", "product", { creator: (product) => new Line({ product, count: 2 }) }),
}) {}

class Line extends model("lines", {
  orderId: foreignKey<number>("orders.order_id").primaryKey(),
  productId: foreignKey<number>("products.product_id").primaryKey(),
  count: integer().notNull().default(1),
  order: manyToOne<Order>("Order", { backPopulates: "lines" }),
  product: manyToOne<Product>("Product"),
}) {}

class Product extends model("products", {
  productId: integer().identity().primaryKey(),
  name: text().notNull(),
}) {}

dataModel({ Order, Line, Product });

describe("an association proxy", () => {
  const [tea, milk] = [new Product({ name: "tea" }), new Product({ name: "milk" })];

  test("adds by an association object of its own, and reads through those that are there", () => {
    const order = new Order();
    order.products.add(tea);
    order.lines.add(new Line({ product: milk, count: 3 }));
    expect(order.lines.map(({ product, count }) => [product, count])).toEqual([
      [tea, null],
      [milk, 3],
    ]);
    expect(order.lines[0]!.order).toBe(order);
    expect([...order.products]).toEqual([tea, milk]);
    expect([order.products.length, order.products[1], order.products.has(tea)]).toEqual([2, milk, true]);
    expect(order.products.map(({ name }) => name)).toEqual(["tea", "milk"]);
    expect(order.products).toBe(order.products);
  });

  test("uses its creator", () => {
    const order = new Order();
    order.twice.add(tea, milk);
    expect(order.lines.map(({ count }) => count)).toEqual([2, 2]);
  });

  test("adds nothing twice", () => {
    const order = new Order({ products: [tea, tea] });
    order.products.add(tea);
    expect(order.lines.length).toBe(1);
  });

  test("takes the association object out with the item", () => {
    const order = new Order({ products: [tea, milk] });
    const [line] = order.lines;
    expect([order.products.remove(tea), order.products.remove(tea)]).toEqual([true, false]);
    expect([line!.order, order.products.toArray()]).toEqual([null, [milk]]);
  });

  test("keeps the association objects of what stays when all is replaced", () => {
    const order = new Order({ products: [tea] });
    const [line] = order.lines;
    order.products = [milk, tea] as never;
    expect(order.lines.has(line!)).toBe(true);
    expect(new Set(order.products)).toEqual(new Set([tea, milk]));
    order.products.clear();
    expect(order.lines.length).toBe(0);
  });

  test("goes through a collection of its class, to a property of the other one", () => {
    expect(() => model("t", { id: integer().primaryKey(), a: associationProxy<Product>("lnes", "product") })).toThrow(
      expect.objectContaining({ code: "relationship.association-proxy", place: "t.a" }),
    );
    class Wrong extends model("wrong", {
      id: integer().primaryKey(),
      parts: oneToMany<Part>("Part"),
      names: associationProxy<string>("parts", "nmae"),
    }) {}
    class Part extends model("parts", {
      id: integer().primaryKey(),
      name: text(),
      wrongId: integer().references("wrong.id"),
    }) {}
    expect(() => dataModel({ Wrong, Part })).toThrow(
      expect.objectContaining({ code: "relationship.association-proxy", hint: 'Did you mean "name"?' }),
    );
  });
});
