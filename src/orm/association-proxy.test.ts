/** Association proxies in a session: what they add and take out is written as the association objects underneath. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { storeOf, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Order, Product, shop } from "../../tests/support/proxied-orders.ts";
import type { Session } from "./session.ts";

describeServers("an association proxy", { versions: "newest" }, (target) => {
  let store: Store<typeof shop>;
  let session: Session<typeof shop.declarations>;
  beforeAll(async () => {
    store = await storeOf(target, shop);
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session?.close();
    await store.execute("TRUNCATE orders, lines, products RESTART IDENTITY");
    session = store.session();
  });

  const stored = async () => {
    const order = new Order({ products: [new Product({ name: "tea" }), new Product({ name: "milk" })] });
    session.add(order);
    await session.commit();
    await session.close();
    session = store.session();
  };
  const lines = () => store.rows("SELECT name, count FROM lines JOIN products USING (product_id) ORDER BY name");

  test("writes association objects", async () => {
    await stored();
    expect(await lines()).toEqual([
      ["milk", 2],
      ["tea", 2],
    ]);
  });

  test("takes one out: the association object is an orphan", async () => {
    await stored();
    const order = await session
      .select(Order)
      .with({ lines: { product: true } })
      .one();
    order.products.remove(order.products.find(({ name }) => name === "tea")!);
    order.products.add(new Product({ name: "rum" }));
    await session.commit();
    expect((await lines()).map(([name]) => name)).toEqual(["milk", "rum"]);
  });

  test("adds to an unloaded collection, and never claims to know it", async () => {
    await stored();
    const order = await session.select(Order).one();
    const rum = new Product({ name: "rum" });
    order.products.add(rum);
    const notLoaded = expect.objectContaining({ code: "session.not-loaded" });
    expect(() => order.products.length).toThrow(notLoaded);
    expect(() => order.products.has(rum)).toThrow(notLoaded);
    expect(() => order.products.remove(new Product({ name: "x" }))).toThrow(notLoaded);
    await session.commit();
    await session.close();
    session = store.session();
    const again = await session.select(Order).with({ lines: true }).one();
    // The association objects are known, what they lead to is not.
    expect(() => again.products.toArray()).toThrow(notLoaded);
    await session.load(again, { lines: { product: true } });
    expect(again.products.map(({ name }) => name).toSorted()).toEqual(["milk", "rum", "tea"]);
  });

  test("is loaded by its object, with what it goes through", async () => {
    await stored();
    const order = await session.select(Order).one();
    store.statements.length = 0;
    await order.load("products");
    expect(order.products.map(({ name }) => name).toSorted()).toEqual(["milk", "tea"]);
    expect(order.lines).toHaveLength(2);
    expect(store.statements).toHaveLength(2);
    await expect(order.load("product" as never)).rejects.toMatchObject({
      hint: 'Did you mean "products"?',
    });
  });

  test("is loaded along by its own name, with what it goes through", async () => {
    await stored();
    store.statements.length = 0;
    const order = await session.select(Order).with({ products: true }).one();
    expect(order.products.map(({ name }) => name).toSorted()).toEqual(["milk", "tea"]);
    expect(store.statements).toHaveLength(3);
    await session.close();
    session = store.session();
    const [again] = await session.load(await session.select(Order).all(), { products: { lines: true }, lines: true });
    const [product] = again!.products;
    expect(product!.lines.map(({ order: of }) => of)).toEqual([again]);
    await expect((async () => session.select(Order).with({ product: true } as never))()).rejects.toMatchObject({
      code: "session.unknown-property",
    });
  });
});
