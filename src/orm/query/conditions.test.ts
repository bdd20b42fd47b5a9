/** What conditions, keys and numbers of rows must not be: nothing that is missing may widen what is meant. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  commerce,
  Customer,
  Order,
  OrderProduct,
  Product,
  storeOf,
  Tag,
  type Store,
} from "../../../tests/support/commerce.ts";
import { describeServers } from "../../../tests/support/databases.ts";
import type { Session } from "../session.ts";

describeServers("a condition", { versions: "newest" }, (target) => {
  let store: Store<typeof commerce>;
  let session: Session<typeof commerce.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, commerce);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute(`TRUNCATE products, customers, tags CASCADE;
      INSERT INTO products (product_name, description, price) VALUES ('tea', 'green', 1), ('mug', NULL, 2), ('pot', 'blue', 3)`);
    session = store.session();
  });

  const none = undefined as never;
  const undefinedIn = (property?: string) => ({
    code: "session.undefined",
    ...(property === undefined ? {} : { property }),
  });
  const count = async () => (await store.rows("SELECT count(*)::int FROM products"))[0]![0];

  describe("that is undefined is an error", () => {
    const products = () => session.select(Product);
    test.each<[string, () => unknown]>([
      ["a value", () => products().where({ productName: none })],
      ["an operand", () => products().where("productName", "=", none)],
      ["one of a list", () => products().where({ productName: ["tea", none] })],
      ["in an expression", () => products().where((eb) => eb("productName", "=", none))],
      ["in a list of an expression", () => products().where((eb) => eb("productName", "in", ["tea", none]))],
      ["in Kysely's and", () => products().where((eb) => eb.and({ productName: none }))],
      ["in Kysely's or", () => products().where((eb) => eb.or({ productName: none }))],
      ["in a condition on related objects", () => products().whereAny("tags", (tag) => tag.where({ name: none }))],
      ["in a filter of what is loaded", () => products().with({ tags: (tag) => tag.where({ name: none }) })],
    ])("as %s", async (_, make) => {
      expect(make).toThrow(expect.objectContaining({ code: "session.undefined" }) as Error);
    });

    test("and names the property", async () => {
      expect(() => session.select(Product).where({ productName: none })).toThrow(
        "Product.productName is undefined in a condition.",
      );
      await expect(session.select(Product).update({ price: none })).rejects.toMatchObject(undefinedIn("price"));
      await expect(session.get(OrderProduct, { orderId: none, productId: 1 })).rejects.toMatchObject(
        undefinedIn("orderId"),
      );
      expect(() => session.select(Order).where({ customer: none })).toThrow(
        expect.objectContaining(undefinedIn("customer")) as Error,
      );
      expect(await count()).toBe(3);
    });
  });

  test("that is none is an error", async () => {
    for (const given of [undefined, null, 5, []]) {
      expect(() => session.select(Product).where(given as never)).toThrow(
        expect.objectContaining({ code: "session.condition" }) as Error,
      );
    }
    expect(() => session.select(Product).where((() => none) as never)).toThrow(/no condition on Product/);
    expect(() => session.select(Product).where("productName" as never)).toThrow(/no condition on Product/);
    expect(() => session.select(Product).where("productname" as never, "=", "tea" as never)).toThrow(/no property/);
  });

  test("on a related object that has no key, or on a collection, is an error", async () => {
    const customer = new Customer({ firstName: "a", lastName: "b", emailAddress: "c" });
    expect(() => session.select(Order).where({ customer })).toThrow(/a Customer that has no key yet/);
    expect(() => session.select(Order).where({ customer: new Tag({ name: "x" }) as never })).toThrow(/Order.customer/);
    expect(() => session.select(Product).where({ tags: new Tag({ name: "x" }) } as never)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("whereAny") as string }) as Error,
    );
  });

  test("finds null among other values, and leaves it out where it is excluded", async () => {
    const names = async (query: ReturnType<Session["select"]>) =>
      (await query.all()).map((product) => (product as Product).productName).toSorted();
    const products = session.select(Product);
    expect(await names(products.where({ description: ["blue", null] }))).toEqual(["mug", "pot"]);
    expect(await names(products.where("description", "in", [null, "blue"]))).toEqual(["mug", "pot"]);
    expect(await names(products.where({ description: [null] }))).toEqual(["mug"]);
    expect(await names(products.where("description", "not in", ["blue", null]))).toEqual(["tea"]);
    expect(await names(products.where("description", "=", null))).toEqual(["mug"]);
    expect(await names(products.where("description", "!=", null))).toEqual(["pot", "tea"]);
    expect(await names(products.where((eb) => eb.not(eb("description", "in", ["blue", null]))))).toEqual(["tea"]);
  });

  test("and numbers of rows, directions, locks and names are checked before anything is sent", async () => {
    const products = session.select(Product);
    const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;
    await expect(products.page({ size: 0 })).rejects.toMatchObject({ code: "session.row-number" });
    for (const given of [-1, 1.5, Number.NaN, "1", none]) {
      expect(() => products.limit(given as number)).toThrow(code("session.row-number"));
      expect(() => products.offset(given as number)).toThrow(code("session.row-number"));
    }
    expect(() => products.orderBy("price", "DESC; --" as never)).toThrow(code("session.choice"));
    expect(() => products.with({ tags: (tag) => tag.orderBy("name", "DESC; --" as never) })).toThrow(
      code("session.choice"),
    );
    expect(() => products.forUpdate("update; --" as never)).toThrow(code("session.choice"));
    await expect(products.update({})).rejects.toMatchObject({ code: "session.empty-update" });
    const tea = await products.where({ productName: "tea" }).one();
    expect(() => session.expire(tea, "pricee")).toThrow(code("session.unknown-property"));
    await expect(session.refresh(tea, { lock: "x" as never })).rejects.toMatchObject({ code: "session.choice" });
    await session.rollback();
    expect(await count()).toBe(3);
  });
});
