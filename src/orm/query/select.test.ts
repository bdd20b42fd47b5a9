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
import { sql } from "../../sql/sql.ts";
import { kyselyOf } from "../kysely-session.ts";
import type { Session } from "../session.ts";

describeServers("a query", (target) => {
  let store: Store<typeof commerce>;
  let session: Session<typeof commerce.declarations>;

  beforeAll(async () => {
    store = await storeOf(target, commerce);
    session = store.session();
    const products = ["tea", "mug", "scarf", "pot"].map(
      (productName, at) => new Product({ productName, price: at + 1 }),
    );
    products[0]!.tags.add(new Tag({ name: "hot" }), new Tag({ name: "gift" }));
    products[1]!.description = "blue";
    for (const name of ["Ada", "Bob"]) {
      const customer = new Customer({ firstName: name, lastName: "L", emailAddress: "x" });
      for (let n = 0; n < 3; n++) {
        const lines = products.slice(0, n + 1).map((product) => new OrderProduct({ product, productCount: n + 1 }));
        customer.orders.add(new Order({ orderDate: new Date(Date.UTC(2026, 0, n + 1)), products: lines }));
      }
      session.add(customer);
    }
    session.add(...products);
    await session.commit();
  });
  afterAll(async () => {
    await session.close();
    await store.drop();
  });
  beforeEach(async () => {
    await session.close();
    session = store.session();
    store.statements.length = 0;
  });

  const names = (products: readonly { readonly productName: string }[]) =>
    products.map((product) => product.productName);

  test("takes conditions as values, as an operator, or as an expression", async () => {
    const products = session.select(Product).orderBy("price");
    expect(names(await products.where({ description: null, price: [1, 3] }).all())).toEqual(["tea", "scarf"]);
    expect(names(await products.where("price", ">=", 3).all())).toEqual(["scarf", "pot"]);
    expect(
      names(await products.where((eb) => eb.or([eb("price", "=", 1), eb("productName", "like", "m%")])).all()),
    ).toEqual(["tea", "mug"]);
    const ada = await session.select(Customer).where({ firstName: "Ada" }).one();
    expect(await session.select(Order).where({ customer: ada }).count()).toBe(3);
    expect(() => session.select(Product).where({ prize: 1 } as never)).toThrow(
      expect.objectContaining({ code: "session.unknown-property" }),
    );
  });

  test("asks for related rows without loading them", async () => {
    const hot = session.select(Product).whereAny("tags", (tag) => tag.where({ name: "hot" }));
    expect(names(await hot.all())).toEqual(["tea"]);
    expect(names(await session.select(Product).whereNone("orders").all())).toEqual(["pot"]);
    expect(
      await session
        .select(Customer)
        .whereAny("orders", (order) => order.whereAny("products", (line) => line.where("productCount", ">", 2)))
        .count(),
    ).toBe(2);
  });

  test("orders, limits, counts, and knows one, none and several", async () => {
    const products = session.select(Product);
    expect(names(await products.orderBy("price", "desc").limit(2).offset(1).all())).toEqual(["scarf", "mug"]);
    expect(
      names(
        await products
          .orderBy((eb) => eb.fn("length", ["productName"]))
          .orderBy("productName")
          .limit(2)
          .all(),
      ),
    ).toEqual(["mug", "pot"]);
    expect(await products.limit(3).count()).toBe(3);
    expect(await products.where({ price: 9 }).exists()).toBe(false);
    expect(await products.where({ price: 9 }).first()).toBeNull();
    await expect(products.where({ price: 9 }).one()).rejects.toMatchObject({ code: "session.no-row" });
    await expect(products.oneOrNull()).rejects.toMatchObject({ code: "session.several-rows" });
  });

  test("loads a tree with one query for each relationship, however many rows", async () => {
    const customers = await session
      .select(Customer)
      .orderBy("customerId")
      .with({ orders: { products: { product: { tags: true } } } })
      .all();
    expect(store.statements).toHaveLength(5);
    expect(customers[0]!.orders[2]!.products.map((line) => line.product?.productName)).toEqual(["tea", "mug", "scarf"]);
    expect(customers[0]!.orders[0]!.products[0]!.product!.tags.length).toBe(2);
    expect(customers[0]!.orders[0]!.products[0]!.product).toBe(customers[1]!.orders[0]!.products[0]!.product);
  });

  test("filters, orders and limits what it loads along", async () => {
    const customers = await session
      .select(Customer)
      .with({
        orders: (orders) =>
          orders
            .where("orderDate", ">", new Date(Date.UTC(2026, 0, 1)))
            .orderBy("orderDate", "desc")
            .limit(1),
      })
      .all();
    expect(customers.map((customer) => customer.orders.map((order) => order.orderDate.getUTCDate()))).toEqual([
      [3],
      [3],
    ]);
  });

  test("joins on request, and loads what is there already", async () => {
    const orders = await session.select(Order).orderBy("orderId").limit(2).with({ customer: "joined" }).all();
    expect(store.statements).toHaveLength(1);
    expect(orders[0]!.customer!.firstName).toBe("Ada");
    await session.load(orders, { products: true });
    expect(orders.map((order) => order.products.length)).toEqual([1, 2]);
  });

  test("joins to many rows under a limit, and counts the rows of the class", async () => {
    const query = session.select(Order).where("orderId", ">", 1).orderBy("orderDate", "desc").orderBy("orderId");
    const page = query.limit(3).offset(1).with({ customer: "joined", products: "joined" });
    await using other = store.session();
    store.statements.length = 0;
    const orders = await other
      .select(Order)
      .where("orderId", ">", 1)
      .orderBy("orderDate", "desc")
      .orderBy("orderId")
      .limit(3)
      .offset(1)
      .with({ customer: "joined", products: "joined" })
      .all();
    expect(store.statements).toHaveLength(1);
    expect(orders.map((order) => [order.orderId, order.customer!.firstName, order.products.length])).toEqual([
      [6, "Bob", 3],
      [2, "Ada", 2],
      [5, "Bob", 2],
    ]);
    expect((await page.all()).map((order) => order.orderId)).toEqual([6, 2, 5]);
  });

  test("streams rows in constant memory", async () => {
    const seen: number[] = [];
    for await (const order of session
      .select(Order)
      .orderBy("orderId")
      .with({ products: true })
      .stream({ batchSize: 2 })) {
      seen.push(order.products.length);
    }
    expect(seen).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test("pages by keyset, in both directions and over equal values", async () => {
    const orders = session.select(Order).orderBy("orderDate", "desc");
    const pages: number[][] = [];
    let after: string | null = null;
    do {
      const page: { items: { orderId: number }[]; next: string | null } = await orders.page({ size: 4, after });
      pages.push(page.items.map((order) => order.orderId));
      after = page.next;
    } while (after !== null);
    expect(pages).toEqual([
      [3, 6, 2, 5],
      [1, 4],
    ]);
    const described = session.select(Product).orderBy("description").orderBy("price", "desc");
    const first = await described.page({ size: 2 });
    const second = await described.page({ size: 2, after: first.next });
    expect([names(first.items), names(second.items), second.next]).toEqual([["mug", "pot"], ["scarf", "tea"], null]);
    await expect(orders.page({ size: 1, after: "nonsense" })).rejects.toMatchObject({ code: "session.cursor" });
  });

  test("locks rows and reads them anew", async () => {
    const tea = await session.select(Product).where({ productName: "tea" }).forUpdate().one();
    expect(store.statements[0]).toMatch(/FOR UPDATE OF t$/);
    expect(await session.select(Product).where({ productName: "tea" }).forUpdate().skipLocked().one()).toBe(tea);
  });

  test("updates and deletes by criteria, and objects of the session follow", async () => {
    const [tea, mug] = await session.select(Product).orderBy("productId").all();
    mug!.description = "mine";
    expect(
      await session
        .select(Product)
        .where("price", "<", 3)
        .update({ price: sql`price * 10`, description: "bulk" }),
    ).toBe(2);
    expect([tea!.price, tea!.description, mug!.price]).toEqual([10, "bulk", 20]);
    const line = (await session.get(OrderProduct, [1, 1]))!;
    expect(await session.select(Customer).where({ firstName: "Ada" }).delete()).toBe(1);
    expect(session.stateOf(line)).toBe("deleted");
    await session.rollback();
    expect([tea!.price, tea!.description]).toEqual([1, null]);
    expect(session.stateOf(line)).toBe("persistent");
  });

  describe("Kysely", () => {
    test("speaks of declarations and properties, in the session's transaction", async () => {
      session.add(new Tag({ name: "unseen" }));
      const tags = await session.kysely
        .selectFrom("Tag")
        .select(["tagId", "name"])
        .where("name", "=", "unseen")
        .execute();
      expect(tags).toEqual([{ tagId: expect.any(Number), name: "unseen" }]);
      await session.kysely
        .updateTable("Product")
        .set({ productName: "pots" })
        .where("productName", "=", "pot")
        .execute();
      const rows = await session.kysely
        .selectFrom("Order as o")
        .innerJoin("Customer", "Customer.customerId", "o.customerId")
        .select(["Customer.firstName", (eb) => eb.fn.countAll<bigint>().as("orders")])
        .groupBy("Customer.firstName")
        .orderBy("Customer.firstName")
        .execute();
      expect(rows).toEqual([
        { firstName: "Ada", orders: 3n },
        { firstName: "Bob", orders: 3n },
      ]);
      await session.rollback();
      expect(await session.select(Tag).where({ name: "unseen" }).exists()).toBe(false);
    });

    test("works on an engine, too", async () => {
      const db = await kyselyOf(store.engine, commerce);
      const links = await db.selectFrom("productTags").selectAll().execute();
      expect(links).toHaveLength(2);
      expect(Object.keys(links[0]!)).toEqual(["productId", "tagId"]);
      const made = await db.insertInto("Tag").values({ name: "made" }).returning(["tagId"]).executeTakeFirstOrThrow();
      await db.deleteFrom("Tag").where("tagId", "=", made.tagId).execute();
    });
  });
});
