/** The expectations of SQLAlchemy's users, one by one: relationships and the unit of work on the models of the guide. */
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
import type { Session } from "./session.ts";

type Commerce = typeof commerce.declarations;

const customer = (name = "Ada") =>
  new Customer({ firstName: name, lastName: "L", emailAddress: `${name}@example.org` });
const product = (name: string, price = 1) => new Product({ productName: name, price });

describeServers("the expectations", (target) => {
  let store: Store<typeof commerce>;
  let session: Session<Commerce>;

  beforeAll(async () => {
    store = await storeOf(target, commerce);
  });
  afterAll(() => store.drop());
  beforeEach(async () => {
    await session?.close();
    await store.execute("TRUNCATE customers, orders, order_products, products, tags, product_tags RESTART IDENTITY");
    session = store.session();
    store.statements.length = 0;
  });

  /** Statements by verb and table, since the last call. */
  const written = () => {
    const words = store.statements.map((sql) => /^(INSERT INTO|UPDATE|DELETE FROM|SELECT) (\S+)?/.exec(sql));
    store.statements.length = 0;
    return words.map((match) => (match?.[1] === "SELECT" ? "SELECT" : `${match?.[1]?.split(" ")[0]} ${match?.[2]}`));
  };
  const count = async (table: string) => (await store.rows(`SELECT count(*)::int FROM ${table}`))[0]![0];

  /** A customer with two orders, the first with two products; committed, in a session of its own when `fresh`. */
  async function shop() {
    const [tea, mug] = [product("tea", 3), product("mug", 8)];
    const ada = customer();
    const first = new Order({
      products: [new OrderProduct({ product: tea, productCount: 2 }), new OrderProduct({ product: mug })],
    });
    const second = new Order();
    ada.orders.add(first, second);
    session.add(ada);
    await session.commit();
    written();
    return { ada, first, second, tea, mug };
  }

  async function reopened() {
    await session.close();
    session = store.session();
    written();
  }

  describe("one-to-many", () => {
    test("E1: the other side follows at once, and keys and defaults come back", async () => {
      const [c, o] = [customer(), new Order()];
      o.customer = c;
      expect([...c.orders]).toEqual([o]);
      session.add(c);
      expect(session.stateOf(o)).toBe("pending");
      await session.flush();
      expect(written()).toEqual(["INSERT customers", "INSERT orders"]);
      expect(o.orderId).toBe(1);
      expect(o.customerId).toBe(c.customerId);
      expect(o.orderDate).toBeInstanceOf(Date);
    });

    test("E2: an added order has its customer, and takes the customer along", () => {
      const [c, o] = [customer(), new Order()];
      c.orders.add(o);
      expect(o.customer).toBe(c);
      session.add(o);
      expect(session.stateOf(c)).toBe("pending");
    });

    test("E3: no cascade through the other side: a new order stays out until it is added", async () => {
      const { ada } = await shop();
      const o = new Order();
      o.customer = ada;
      expect(ada.orders.has(o)).toBe(true);
      expect(session.stateOf(o)).toBe("transient");
      await session.flush();
      expect(written()).toEqual([]);
      session.add(o);
      await session.flush();
      expect(written()).toEqual(["INSERT orders"]);
    });

    test("E4: an order moves to another customer with one update", async () => {
      const { ada, first } = await shop();
      const bob = customer("Bob");
      session.add(bob);
      await session.commit();
      written();
      bob.orders.add(first);
      expect(ada.orders.has(first)).toBe(false);
      expect(first.customer).toBe(bob);
      await session.flush();
      expect(written()).toEqual(["UPDATE orders"]);
    });

    test("E5: removed here and added there without a flush between is a move", async () => {
      const { ada, first } = await shop();
      const bob = customer("Bob");
      session.add(bob);
      await session.commit();
      written();
      ada.orders.remove(first);
      bob.orders.add(first);
      await session.flush();
      expect(written()).toEqual(["UPDATE orders"]);
    });

    test("E6: changing never flushes; where a flush came between, the deleted order is inserted again", async () => {
      const { ada, first } = await shop();
      const bob = customer("Bob");
      session.add(bob);
      await session.commit();
      const { orderId, orderDate } = first;
      ada.orders.remove(first);
      await session.flush();
      expect(session.stateOf(first)).toBe("deleted");
      bob.orders.add(first);
      expect(session.stateOf(first)).toBe("pending");
      await session.commit();
      expect(await store.rows("SELECT order_id, customer_id, order_date FROM orders WHERE order_id = 1")).toEqual([
        [orderId, bob.customerId, orderDate],
      ]);
      expect(await count("order_products")).toBe(2);
    });

    test("E7: a removed order is an orphan and goes, with all below it", async () => {
      const { ada, first } = await shop();
      ada.orders.remove(first);
      expect(first.customer).toBeNull();
      await session.flush();
      expect(written()).toEqual(["DELETE order_products", "DELETE orders"]);
      expect(session.stateOf(first)).toBe("deleted");
      await session.commit();
      expect(session.stateOf(first)).toBe("detached");
    });

    test("E8: an order whose customer is set to null goes", async () => {
      const { first } = await shop();
      first.customer = null;
      await session.commit();
      expect(await count("orders")).toBe(1);
    });

    test("E9: also where the customer was never loaded, or the order is expired", async () => {
      await shop();
      await reopened();
      const first = (await session.get(Order, 1))!;
      first.customer = null;
      const second = (await session.get(Order, 2))!;
      session.expire(second);
      second.customer = null;
      await session.commit();
      expect(await count("orders")).toBe(0);
      expect(await count("customers")).toBe(1);
    });

    test("E10: an order without any customer is refused by the database, in the model's words", async () => {
      session.add(new Order());
      await expect(session.flush()).rejects.toMatchObject({
        code: "session.not-null",
        model: "Order",
        properties: ["customerId"],
      });
    });

    test("E11: a new order that is removed again was never there", async () => {
      const { ada } = await shop();
      const o = new Order();
      ada.orders.add(o);
      expect(session.stateOf(o)).toBe("pending");
      ada.orders.remove(o);
      expect(session.stateOf(o)).toBe("transient");
      await session.flush();
      expect(written()).toEqual([]);
    });

    test("E12: a new list keeps what stays, inserts what is new, then deletes what is gone", async () => {
      const { ada, first, second } = await shop();
      const o = new Order();
      ada.orders.replace([second, o]);
      expect([...ada.orders]).toEqual([second, o]);
      await session.flush();
      expect(written()).toEqual(["INSERT orders", "DELETE order_products", "DELETE orders"]);
      expect(session.stateOf(first)).toBe("deleted");
    });

    test("E13: clear deletes all; null and members of another class are errors", async () => {
      const { ada } = await shop();
      expect(() => (ada.orders = null as never)).toThrow(
        expect.objectContaining({ code: "relationship.not-a-collection" }),
      );
      expect(() => ada.orders.add(product("x") as never)).toThrow(
        expect.objectContaining({ code: "relationship.wrong-class" }),
      );
      expect(() => ada.orders.add(null as never)).toThrow(
        expect.objectContaining({ code: "relationship.wrong-class" }),
      );
      ada.orders.clear();
      await session.commit();
      expect(await count("orders")).toBe(0);
    });
  });

  describe("association objects", () => {
    test.each(["adding", "assigning"])("E14: one moves to another order by %s, with its primary key", async (how) => {
      const { first, second } = await shop();
      const line = first.products[0]!;
      if (how === "adding") second.products.add(line);
      else line.order = second;
      expect(first.products.has(line)).toBe(false);
      expect([...second.products]).toEqual([line]);
      await session.flush();
      expect(written()).toEqual(["UPDATE order_products"]);
      expect(line.orderId).toBe(second.orderId);
      expect(line.productCount).toBe(2);
      expect(await session.get(OrderProduct, { orderId: 2, productId: 1 })).toBe(line);
      expect(await session.get(OrderProduct, { orderId: 1, productId: 1 })).toBeNull();
    });

    test.each(["removing", "assigning"])(
      "E15: one goes when an order lets it go by %s, though the product doesn't",
      async (how) => {
        const { first, tea } = await shop();
        const line = first.products[0]!;
        expect(tea.orders.has(line)).toBe(true);
        if (how === "removing") first.products.remove(line);
        else line.order = null;
        await session.flush();
        expect(written()).toEqual(["DELETE order_products"]);
        expect(session.stateOf(line)).toBe("deleted");
      },
    );

    test("E16: one that only has a product comes in with the order, and leaves with it", async () => {
      const { second, tea } = await shop();
      const line = new OrderProduct();
      line.product = tea;
      expect(session.stateOf(line)).toBe("transient");
      second.products.add(line);
      expect(session.stateOf(line)).toBe("pending");
      second.products.remove(line);
      expect(session.stateOf(line)).toBe("transient");
    });

    test("E17: one without a product is refused", async () => {
      const { second } = await shop();
      second.products.add(new OrderProduct());
      await expect(session.flush()).rejects.toMatchObject({ code: "session.not-null", properties: ["productId"] });
    });

    test("E18: the same product twice in one order is refused before anything is written", async () => {
      const { second, tea } = await shop();
      second.products.add(new OrderProduct({ product: tea }), new OrderProduct({ product: tea }));
      await expect(session.flush()).rejects.toMatchObject({
        code: "session.duplicate-identity",
        model: "OrderProduct",
      });
      expect(written()).toEqual([]);
    });

    test("E19: one that replaces another with the same key takes over its row", async () => {
      const { first, tea } = await shop();
      const old = first.products[0]!;
      first.products.remove(old);
      const line = new OrderProduct({ product: tea, productCount: 9 });
      first.products.add(line);
      await session.flush();
      expect(written()).toEqual(["UPDATE order_products"]);
      expect(session.stateOf(old)).toBe("deleted");
      expect(session.stateOf(line)).toBe("persistent");
      await session.commit();
      expect(await store.rows("SELECT product_count FROM order_products WHERE product_id = 1")).toEqual([[9]]);
    });

    test("E19: what the new one leaves to the database is the default again", async () => {
      const { first, tea } = await shop();
      first.products.remove(first.products[0]!);
      const line = new OrderProduct({ product: tea });
      first.products.add(line);
      await session.commit();
      expect(line.productCount).toBe(1);
    });

    test("E20: a default of the server is read after the flush", async () => {
      const { first } = await shop();
      expect(first.products[1]!.productCount).toBe(1);
    });

    test("E21: deleting a product takes its lines and links, not orders and tags", async () => {
      const { tea } = await shop();
      tea.tags.add(new Tag({ name: "hot" }));
      await session.commit();
      session.delete(tea);
      await session.commit();
      expect(
        await store.rows(
          "SELECT (SELECT count(*)::int FROM orders), (SELECT count(*)::int FROM order_products), (SELECT count(*)::int FROM product_tags), (SELECT count(*)::int FROM tags)",
        ),
      ).toEqual([[2, 1, 0, 1]]);
    });

    test("E22: deleting a customer takes orders and lines, children first; products stay", async () => {
      const { ada } = await shop();
      session.delete(ada);
      await session.flush();
      expect(written()).toEqual(["DELETE order_products", "DELETE orders", "DELETE customers"]);
      await session.commit();
      expect(await count("products")).toBe(2);
    });

    test("E22: what nobody loaded is left to ON DELETE CASCADE, and objects that are there follow", async () => {
      await shop();
      await reopened();
      const order = (await session.get(Order, 1))!;
      session.delete((await session.get(Customer, 1))!);
      written();
      await session.flush();
      expect(written()).toEqual(["DELETE customers"]);
      expect(session.stateOf(order)).toBe("deleted");
      await session.rollback();
      expect(session.stateOf(order)).toBe("persistent");
      const line = (await session.get(OrderProduct, [2, 1])) ?? (await session.get(OrderProduct, [1, 1]))!;
      session.delete((await session.get(Customer, 1))!);
      await session.commit();
      expect(session.stateOf(line)).toBe("detached");
    });
  });

  describe("many-to-many", () => {
    async function tagged() {
      const { tea, mug } = await shop();
      const [hot, gift] = [new Tag({ name: "hot" }), new Tag({ name: "gift" })];
      tea.tags.add(hot, gift);
      await session.commit();
      written();
      return { tea, mug, hot, gift };
    }

    test("E23: both sides know at once", () => {
      const [p, t] = [product("tea"), new Tag({ name: "hot" })];
      p.tags = [t] as never;
      expect([...t.products]).toEqual([p]);
    });

    test.each(["product", "tag"])("E24: taking a tag off at the %s deletes one link, and no tag", async (side) => {
      const { tea, hot, gift } = await tagged();
      if (side === "product") tea.tags.remove(hot);
      else hot.products.remove(tea);
      expect([...tea.tags]).toEqual([gift]);
      expect([...hot.products]).toEqual([]);
      await session.commit();
      expect(written()).toEqual(["DELETE product_tags"]);
      expect(await count("tags")).toBe(2);
    });

    test("E25: put on and taken off again writes nothing, either way round", async () => {
      const { tea, mug, hot } = await tagged();
      mug.tags.add(hot);
      mug.tags.remove(hot);
      tea.tags.remove(hot);
      hot.products.add(tea);
      await session.flush();
      expect(written()).toEqual([]);
    });

    test("E26: a new list writes the difference", async () => {
      const { tea, hot, gift } = await tagged();
      const fresh = new Tag({ name: "new" });
      tea.tags.replace([gift, fresh]);
      await session.flush();
      expect(written()).toEqual(["INSERT tags", "DELETE product_tags", "INSERT product_tags"]);
      expect([...tea.tags]).toEqual([gift, fresh]);
      expect(hot.products.length).toBe(0);
    });

    test("E27: links are a set, however often and from whichever side they are made", async () => {
      const { tea, mug, hot } = await tagged();
      tea.tags.add(hot, hot);
      mug.tags.add(hot);
      hot.products.add(mug, mug);
      expect(tea.tags.length).toBe(2);
      await session.flush();
      expect(written()).toEqual(["INSERT product_tags"]);
      await reopened2();
      const unseen = (await session.get(Product, 1))!;
      unseen.tags.add((await session.get(Tag, 1))!);
      await session.flush();
      await unseen.load("tags");
      expect(unseen.tags.length).toBe(2);
    });

    const reopened2 = async () => {
      await session.commit();
      await reopened();
    };

    test("E28: deleting a tag takes its links, products stay; deleting one product leaves shared tags", async () => {
      const { tea, mug, hot, gift } = await tagged();
      mug.tags.add(gift);
      await session.commit();
      session.delete(hot);
      await session.commit();
      expect(await count("product_tags")).toBe(2);
      session.delete(tea);
      await session.commit();
      expect(await store.rows("SELECT name FROM tags")).toEqual([["gift"]]);
      expect(await count("product_tags")).toBe(1);
    });

    test("E29: a link that vanished elsewhere is stale when it is taken off", async () => {
      const { tea, hot } = await tagged();
      await store.execute("DELETE FROM product_tags");
      tea.tags.remove(hot);
      await expect(session.flush()).rejects.toMatchObject({ code: "session.stale", expected: 1, matched: 0 });
    });

    test("E41: a unique value is free for a new object as soon as the old one is deleted", async () => {
      const { tea, hot } = await tagged();
      session.delete(hot);
      const again = new Tag({ name: "hot" });
      tea.tags.add(again);
      await session.commit();
      expect(again.tagId).toBe(3);
      expect(await store.rows("SELECT tag_id FROM product_tags ORDER BY 1")).toEqual([[2], [3]]);
    });

    test("E41: also when another object takes the value of a renamed one", async () => {
      const { hot, gift } = await tagged();
      hot.name = "warm";
      gift.name = "hot";
      session.add(new Tag({ name: "gift" }));
      await session.commit();
      expect(await store.rows("SELECT name FROM tags ORDER BY tag_id")).toEqual([["warm"], ["hot"], ["gift"]]);
    });
  });
});
