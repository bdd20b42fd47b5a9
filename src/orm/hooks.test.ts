/** What hooks add or change is written by the same flush; objects that were deleted, and transactions that are open already. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { commerce, Customer, Order, Product, storeOf, Tag, type Store } from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { Box, Key, Part, workshop } from "../../tests/support/workshop.ts";
import type { Session } from "./session.ts";

describeServers("a session", { versions: "newest" }, (target) => {
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
    await store.execute("TRUNCATE customers, orders, order_products, products, tags, product_tags RESTART IDENTITY");
    session = store.session();
  });
  const customer = () => new Customer({ firstName: "a", lastName: "b", emailAddress: "c" });
  const product = (productName: string) => new Product({ productName, price: 1 });
  const tags = async () => {
    await session.close();
    return (await store.rows("SELECT name FROM tags ORDER BY name")).flat();
  };

  describe("writes what hooks add", () => {
    test.each(["beforeInsert", "afterInsert", "beforeUpdate", "afterUpdate", "beforeDelete", "afterDelete"] as const)(
      "in %s, with the same commit",
      async (name) => {
        const tea = product("tea");
        session.add(tea);
        if (!name.endsWith("Insert")) await session.commit();
        session.addHooks(Product, { [name]: () => void session.add(new Tag({ name })) });
        if (name.endsWith("Update")) tea.price = 2;
        if (name.endsWith("Delete")) session.delete(tea);
        await session.commit();
        expect(session.isDirty).toBe(false);
        expect(await tags()).toEqual([name]);
      },
    );

    test.each(["beforeFlush", "afterFlush", "beforeCommit"] as const)("in %s", async (name) => {
      let isDone = false;
      session.addHooks({
        [name]: () => {
          if (!isDone) session.add(new Tag({ name }));
          isDone = true;
        },
      });
      session.add(product("tea"));
      await session.commit();
      expect(await tags()).toEqual([name]);
    });

    test("and what they make the object refer to, before it", async () => {
      session.addHooks(Order, {
        beforeInsert: (order) => {
          order.customer = customer();
          session.add(order.customer);
        },
        beforeUpdate: (order) => {
          order.customer = customer();
          session.add(order.customer);
        },
      });
      const order = new Order();
      session.add(order);
      await session.commit();
      expect(order.customerId).toBe(1);
      order.orderDate = new Date(0);
      await session.commit();
      expect(order.customerId).toBe(2);
      await session.close();
      expect(await store.rows("SELECT customer_id FROM orders")).toEqual([[2]]);
    });

    test("and what they change, also of the object that was just written", async () => {
      session.addHooks(Product, { afterInsert: (one) => void (one.description = "made") });
      session.add(product("tea"));
      await session.commit();
      await session.close();
      expect(await store.rows("SELECT description FROM products")).toEqual([["made"]]);
    });

    test("but not for ever", async () => {
      let count = 0;
      session.addHooks({ afterFlush: () => void session.add(new Tag({ name: `t${(count += 1)}` })) });
      session.add(product("tea"));
      await expect(session.commit()).rejects.toMatchObject({ code: "session.endless-flush", models: ["Tag"] });
      await session.rollback();
      expect(count).toBe(100);
      expect(await tags()).toEqual([]);
    });

    test("and refuses what would wait for the hook", async () => {
      session.addHooks(Product, { beforeInsert: () => session.flush() });
      session.add(product("tea"));
      await expect(session.commit()).rejects.toMatchObject({ code: "session.flushing" });
      await session.rollback();
    });
  });

  test("tells hooks of a loaded object once", async () => {
    session.add(product("tea"));
    await session.commit();
    const seen: string[] = [];
    session.addHooks(Product, { load: ({ productName }) => void seen.push(productName) });
    await session.select(Product).all();
    expect(seen).toEqual([]);
    session.clear();
    for (let round = 0; round < 3; round += 1) await session.select(Product).populateExisting().all();
    expect(seen).toEqual(["tea"]);
  });

  describe("inserts again", () => {
    test("what was deleted and committed, with its key and what goes with it", async () => {
      const order = new Order({ orderDate: new Date(0) });
      const ada = customer();
      ada.orders.add(order);
      session.add(ada);
      await session.commit();
      session.delete(ada);
      await session.commit();
      expect(session.stateOf(ada)).toBe("detached");
      session.add(ada);
      expect(session.stateOf(ada)).toBe("pending");
      await session.commit();
      expect([session.stateOf(ada), session.stateOf(order)]).toEqual(["persistent", "persistent"]);
      await session.close();
      expect(await store.rows("SELECT order_id, customer_id FROM orders")).toEqual([[1, 1]]);
    });

    test("what a statement by criteria deleted, unless that is rolled back", async () => {
      const tag = new Tag({ name: "x" });
      session.add(tag);
      await session.commit();
      await session.select(Tag).where({ name: "x" }).delete();
      await session.commit();
      session.add(tag);
      await session.flush();
      await session.rollback();
      expect(session.stateOf(tag)).toBe("detached");
      session.add(tag);
      await session.commit();
      expect(await tags()).toEqual(["x"]);
    });
  });

  describe("has the isolation that was asked for", () => {
    const isolation = async () => {
      const connection = await session.connection();
      return (await connection.query<{ transaction_isolation: string }>("SHOW transaction_isolation")).rows[0]!
        .transaction_isolation;
    };
    const serializable = { isolation: "serializable" } as const;
    const open = { code: "session.transaction-open" };

    test("after it has read", async () => {
      await session.close();
      session = store.session({ readsInTransaction: true });
      for (const run of [
        () => session.transaction(isolation, serializable),
        () => session.retry(isolation, serializable),
        () => session.begin(serializable).then(isolation),
      ]) {
        await session.rollback();
        await session.select(Tag).all();
        expect(session.inTransaction).toBe(true);
        expect(await run()).toBe("serializable");
      }
      await session.rollback();
    });

    test("or refuses it, once it has written, locked or begun", async () => {
      session.add(new Tag({ name: "x" }));
      await session.flush();
      await expect(session.transaction(isolation, serializable)).rejects.toMatchObject(open);
      await expect(session.retry(isolation)).rejects.toMatchObject(open);
      await session.commit();
      await session.select(Tag).forUpdate().all();
      await expect(session.begin(serializable)).rejects.toMatchObject(open);
      await session.rollback();
      await session.begin();
      await expect(session.begin()).rejects.toMatchObject(open);
      await session.rollback();
      await session.transaction(async () => {
        await expect(session.transaction(isolation, serializable)).rejects.toMatchObject(open);
        await session.transaction(async () => {});
      });
    });
  });
});

describeServers("declarations that say more than the database", { versions: "newest" }, (target) => {
  let store: Store<typeof workshop>;
  beforeAll(async () => {
    store = await storeOf(target, workshop);
  });
  afterAll(() => store.drop());

  test("serverValue() reads back what a trigger sets, after inserts, updates and updates by criteria", async () => {
    const session = store.session();
    const [one, two] = [new Part({ name: "one" }), new Part({ name: "two", born: "there" })];
    session.add(one, two);
    await session.commit();
    expect([one.stamp, one.born, two.stamp, two.born]).toEqual(["ONE", "here!", "TWO", "there!"]);
    one.name = "three";
    await session.flush();
    expect(one.stamp).toBe("THREE");
    await session.select(Part).where({ name: "two" }).update({ name: "four" });
    expect(two.stamp).toBe("FOUR");
    await session.close();
  });

  test('cascade "none" says what was not written', async () => {
    const warnings: string[] = [];
    const session = store.session({ onWarning: (message) => void warnings.push(message) });
    const box = new Box({ parts: [new Part({ name: "new" })] });
    session.add(box);
    await session.commit();
    box.parts.add(new Part({ name: "newer" }));
    await session.commit();
    expect(warnings).toEqual(
      Array(2).fill(expect.stringContaining("Box.parts holds a Part that is not in the session")),
    );
    await session.close();
  });

  test("singleParent refuses a second parent, known from memory or from the database", async () => {
    const session = store.session();
    const key = new Key();
    const [first, second] = [new Box({ keys: [key] }), new Box()];
    expect(() => second.keys.add(key)).toThrow(/another parent/);
    session.add(first, second);
    await session.commit();
    session.clear();
    const [a, b] = await session
      .select(Box)
      .where({ id: [first.id, second.id] })
      .with({ keys: true })
      .orderBy("id")
      .all();
    const [held] = a!.keys;
    expect(() => b!.keys.add(held!)).toThrow(/another parent/);
    a!.keys.remove(held!);
    b!.keys.add(held!);
    await session.commit();
    expect(b!.keys.length).toBe(1);
    await session.close();
  });
});
