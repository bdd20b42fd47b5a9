/** The expectations of SQLAlchemy's users on states, transactions and stale rows, on the models of the guide. */
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
} from "../../tests/support/commerce.ts";
import { describeServers } from "../../tests/support/databases.ts";
import { sql } from "../sql/sql.ts";
import type { Session } from "./session.ts";

type Commerce = typeof commerce.declarations;

const customer = (name = "Ada") =>
  new Customer({ firstName: name, lastName: "L", emailAddress: `${name}@example.org` });

describeServers("a session", (target) => {
  let store: Store<typeof commerce>;
  let session: Session<Commerce>;

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
    store.statements.length = 0;
  });

  const count = async (table: string) => (await store.rows(`SELECT count(*)::int FROM ${table}`))[0]![0];
  async function stored() {
    const ada = customer();
    ada.orders.add(new Order(), new Order());
    session.add(ada, new Product({ productName: "tea", price: 3 }));
    await session.commit();
    store.statements.length = 0;
    return ada;
  }
  async function reopened() {
    await session.close();
    session = store.session();
    store.statements.length = 0;
  }

  describe("states", () => {
    test("E30: deleted and added again before the flush: nothing happens", async () => {
      const ada = await stored();
      session.delete(ada);
      session.add(ada);
      await session.flush();
      expect(store.statements).toEqual([]);
      expect(session.stateOf(ada)).toBe("persistent");
    });

    test("E31: a value set to itself, or set back, writes nothing", async () => {
      const ada = await stored();
      ada.firstName = "Ada";
      expect(session.isModified(ada)).toBe(false);
      ada.firstName = "Augusta";
      expect(session.isModified(ada)).toBe(true);
      ada.firstName = "Ada";
      expect(session.isModified(ada)).toBe(false);
      const [order] = ada.orders;
      order!.orderDate = new Date(order!.orderDate);
      await session.flush();
      expect(store.statements).toEqual([]);
    });

    test("E32: a value that was expired is written even if it is the old one", async () => {
      const ada = await stored();
      session.expire(ada);
      ada.firstName = "Zoe";
      ada.firstName = "Ada";
      await session.flush();
      expect(store.statements).toHaveLength(1);
      expect(store.statements[0]).toMatch(/^UPDATE customers AS t SET first_name = v\.c0 FROM/);
    });

    test("E33: an expression is computed by the database, and its value comes back", async () => {
      await stored();
      const tea = await session.select(Product).one();
      Object.assign(tea, { price: sql`price + 1` });
      await session.flush();
      expect(tea.price).toBe(4);
    });

    test("E34: what is in the session is not asked for again", async () => {
      const ada = await stored();
      expect(await session.get(Customer, ada.customerId)).toBe(ada);
      expect(store.statements).toEqual([]);
      session.expire(ada);
      expect(() => ada.firstName).toThrow(expect.objectContaining({ code: "session.expired", property: "firstName" }));
      expect(await session.get(Customer, ada.customerId)).toBe(ada);
      expect(ada.firstName).toBe("Ada");
      expect(store.statements).toHaveLength(1);
    });

    test("E34: with expireOnCommit a commit forgets all values", async () => {
      await session.close();
      session = store.session({ expireOnCommit: true });
      const ada = await stored();
      expect(() => ada.firstName).toThrow(expect.objectContaining({ code: "session.expired" }));
      await session.refresh(ada);
      expect(ada.firstName).toBe("Ada");
    });

    test("E35: a query sees what was added before it", async () => {
      session.add(customer());
      expect(await session.select(Customer).count()).toBe(1);
    });

    test("E36: new rows of a table are one insert, and keys come back in the order of the objects", async () => {
      const ada = await stored();
      const orders = [new Order(), new Order(), new Order()];
      ada.orders.add(...orders);
      await session.flush();
      expect(store.statements).toHaveLength(1);
      expect(orders.map((order) => order.orderId)).toEqual([3, 4, 5]);
    });

    test("E37: merge tells the session's own object what another one says", async () => {
      await stored();
      await reopened();
      const given = new Tag({ name: "x" });
      Object.assign(given, { tagId: 9 });
      const tea = (await session.get(Product, 1))!;
      await reopened();
      tea.price = 5;
      const own = await session.merge(tea);
      expect(own).not.toBe(tea);
      expect(own.price).toBe(5);
      await session.flush();
      expect(store.statements.map((text) => text.slice(0, 6))).toEqual(["SELECT", "UPDATE"]);
      expect(store.statements[1]).toContain("SET price = v.c0 FROM");
    });

    test("E42: a deleted order stays in a loaded list until the commit", async () => {
      const ada = await stored();
      const order = ada.orders[0]!;
      session.delete(order);
      await session.flush();
      expect(ada.orders.has(order)).toBe(true);
      await session.commit();
      expect(ada.orders.has(order)).toBe(false);
    });

    test("E44: an object belongs to one session", async () => {
      const ada = await stored();
      const other = store.session();
      expect(() => other.add(ada)).toThrow(expect.objectContaining({ code: "session.other-session" }));
      await other.close();
    });

    test("E45: an object without a session says so when something is to be loaded", async () => {
      await stored();
      await reopened();
      const ada = (await session.get(Customer, 1))!;
      await session.close();
      expect(() => ada.orders.length).toThrow(expect.objectContaining({ code: "relationship.detached" }));
      await expect(ada.load("orders")).rejects.toMatchObject({ code: "relationship.no-session" });
      expect(ada.firstName).toBe("Ada");
    });

    test("E46: unloaded is an error that says what to do, selectin is two queries, joined is one without duplicates", async () => {
      await stored();
      await reopened();
      const lazy = await session.select(Customer).one();
      expect(() => lazy.orders.length).toThrow(
        expect.objectContaining({
          code: "session.not-loaded",
          hint: expect.stringContaining('customer.load("orders")'),
        }),
      );
      store.statements.length = 0;
      const [selectin] = await session.select(Customer).with({ orders: true }).all();
      expect(selectin!.orders.length).toBe(2);
      expect(store.statements).toHaveLength(2);
      await reopened();
      const joined = await session.select(Customer).with({ orders: "joined" }).all();
      expect(joined).toHaveLength(1);
      expect(joined[0]!.orders.length).toBe(2);
      expect(store.statements).toHaveLength(1);
    });

    test("E47: expiring forgets what was added to a list", async () => {
      const ada = await stored();
      ada.orders.add(new Order());
      session.expire(ada, "orders");
      expect(() => ada.orders.length).toThrow(expect.objectContaining({ code: "session.not-loaded" }));
    });

    test("E49: setting the foreign key itself moves no list until it is flushed", async () => {
      const ada = await stored();
      const bob = customer("Bob");
      session.add(bob);
      await session.flush();
      const order = ada.orders[0]!;
      order.customerId = bob.customerId;
      expect(ada.orders.has(order)).toBe(true);
      expect(order.customer).toBe(ada);
      await session.flush();
      expect(ada.orders.has(order)).toBe(false);
      expect(order.customer).toBe(bob);
    });
  });

  describe("transactions", () => {
    test("E38: a savepoint that is rolled back takes its objects along, what was before stays", async () => {
      const ada = customer();
      session.add(ada);
      const savepoint = await session.beginNested();
      const order = new Order();
      ada.orders.add(order);
      ada.firstName = "Zoe";
      await session.flush();
      await savepoint.rollback();
      expect(session.stateOf(order)).toBe("transient");
      expect(ada.firstName).toBe("Ada");
      expect(ada.orders.length).toBe(0);
      await session.commit();
      expect([await count("customers"), await count("orders")]).toEqual([1, 0]);
    });

    test("E38: savepoints nest, and what an inner one committed goes with the outer one", async () => {
      const ada = await stored();
      const failed = session.beginNested(async () => {
        ada.firstName = "Outer";
        await session.beginNested(async () => {
          ada.lastName = "Inner";
        });
        throw new RangeError("on purpose");
      });
      await expect(failed).rejects.toThrow("on purpose");
      expect([ada.firstName, ada.lastName]).toEqual(["Ada", "L"]);
      await session.commit();
      expect(await store.rows("SELECT first_name, last_name FROM customers")).toEqual([["Ada", "L"]]);
    });

    test("E39: a rolled back object is new again, keeps its key, and can be added once more", async () => {
      const ada = customer();
      session.add(ada);
      await session.flush();
      await session.rollback();
      expect(session.stateOf(ada)).toBe("transient");
      expect(ada.customerId).toBe(1);
      session.add(ada);
      await session.commit();
      expect(ada.customerId).toBe(2);
    });

    test("E39: rolled back changes and deletions are undone in memory", async () => {
      const ada = await stored();
      ada.firstName = "Zoe";
      const [first, second] = ada.orders;
      session.delete(second!);
      ada.orders.remove(first!);
      await session.flush();
      await session.rollback();
      expect(ada.firstName).toBe("Ada");
      expect([...ada.orders]).toEqual([first, second]);
      expect(first!.customer).toBe(ada);
      expect([first, second].map((order) => session.stateOf(order!))).toEqual(["persistent", "persistent"]);
      ada.firstName = "Eve";
      await session.commit();
      expect(await store.rows("SELECT first_name FROM customers")).toEqual([["Eve"]]);
    });

    test("E40: a value for a key that is always generated is refused by the database", async () => {
      const tag = new Tag({ name: "x" });
      Object.assign(tag, { tagId: 77 });
      session.add(tag);
      await expect(session.flush()).rejects.toMatchObject({ sqlState: "428C9" });
    });

    test("E43: after a failed flush only a rollback helps, and nothing of it is written", async () => {
      await stored();
      session.add(new Tag({ name: "same" }), new Tag({ name: "same" }));
      const failure = await session.flush().catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: "session.unique",
        model: "Tag",
        properties: ["name"],
        constraint: "tags_name_key",
      });
      expect(session.inTransaction).toBe(false);
      await expect(session.select(Tag).count()).rejects.toMatchObject({ code: "session.inactive", cause: failure });
      expect(() => session.add(new Tag({ name: "y" }))).toThrow(expect.objectContaining({ code: "session.inactive" }));
      await session.rollback();
      expect(await session.select(Tag).count()).toBe(0);
    });

    test("E43: in a savepoint, what was before it survives", async () => {
      session.add(new Tag({ name: "same" }));
      const failed = session.beginNested(async () => {
        session.add(new Tag({ name: "same" }));
      });
      await expect(failed).rejects.toMatchObject({ code: "session.unique" });
      await session.commit();
      expect(await count("tags")).toBe(1);
    });

    test("transaction() commits what returns, rolls back what throws, and nests", async () => {
      const value = await session.transaction(async (s) => {
        s.add(new Tag({ name: "kept" }));
        await s
          .transaction(async () => s.add(new Tag({ name: "undone" })) && Promise.reject(new Error("x")))
          .catch(() => {});
        return 7;
      });
      expect(value).toBe(7);
      expect(await store.rows("SELECT name FROM tags")).toEqual([["kept"]]);
    });
  });

  describe("rows that others changed", () => {
    test.each(["update", "delete"])("E48: an %s of a row that is gone fails", async (what) => {
      const ada = await stored();
      await store.execute("DELETE FROM customers");
      if (what === "update") ada.firstName = "Zoe";
      else session.delete(ada);
      await expect(session.flush()).rejects.toMatchObject({
        code: "session.stale",
        model: what === "update" ? "Customer" : "Order",
      });
    });

    test("E48: refreshing it says that it is gone", async () => {
      const ada = await stored();
      await store.execute("DELETE FROM customers");
      await expect(session.refresh(ada)).rejects.toMatchObject({ code: "session.object-deleted", model: "Customer" });
    });

    test("a row below that vanished is no silent success either", async () => {
      const ada = await stored();
      const line = new OrderProduct({ product: await session.select(Product).one() });
      ada.orders[0]!.products.add(line);
      await session.commit();
      await store.execute("DELETE FROM order_products");
      line.productCount = 4;
      await expect(session.flush()).rejects.toMatchObject({ code: "session.stale", model: "OrderProduct" });
    });
  });
});
