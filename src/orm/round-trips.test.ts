/** How often the session waits for the server, and that what travels together fails as it did alone. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  commerce,
  createStatements,
  Customer,
  Order,
  OrderProduct,
  Product,
  Tag,
} from "../../tests/support/commerce.ts";
import { cuttingProxy } from "../../tests/support/cutting-proxy.ts";
import { countingProxy, type CountingProxy } from "../../tests/support/counting-proxy.ts";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { StaleDataError } from "./errors.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";

describeServers("the session's round trips", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  let proxy: CountingProxy;
  let engine: Engine;
  let direct: Engine;

  beforeAll(async () => {
    database = await target.createDatabase();
    direct = await createEngine(database.url);
    await direct.execute(createStatements(commerce).join(";"));
    proxy = await countingProxy(database.url);
    engine = await createEngine(proxy.url);
  });
  afterAll(async () => {
    await engine.close();
    await direct.close();
    await proxy.close();
    await database.drop();
  });
  beforeEach(async () => {
    await direct.execute(
      `TRUNCATE customers, orders, order_products, products, tags, product_tags RESTART IDENTITY;
       INSERT INTO customers (first_name, last_name, email_address) VALUES ('Ada', 'L', 'a'), ('Ben', 'M', 'b');
       INSERT INTO orders (customer_id) SELECT 1 + n % 2 FROM generate_series(1, 30) n;
       INSERT INTO products (product_name, price) VALUES ('tea', 1), ('mug', 2);
       INSERT INTO order_products (order_id, product_id) SELECT n, 1 FROM generate_series(1, 30) n;
       INSERT INTO tags (name) VALUES ('hot'), ('new')`,
    );
    // The types of a connection that is used for the first time.
    await engine.query("SELECT 1");
  });

  const open = (options: SessionOptions = {}) => new Session(engine, commerce, options);
  const count = async (work: () => Promise<unknown>): Promise<number> => {
    proxy.taken();
    await work();
    return proxy.taken();
  };
  const answer = async (sql: string) => (await direct.query<unknown[]>(sql, [], { rowMode: "array" })).rows;

  test("are one for a read, whatever it is", async () => {
    await using session = open();
    expect(await count(() => session.get(Order, 1))).toBe(1);
    expect(await count(() => session.get(Order, 1))).toBe(0);
    expect(await count(() => session.select(Order).where("customerId", "=", 1).count())).toBe(1);
    expect(await count(() => session.select(Order).exists())).toBe(1);
    expect(await count(() => session.select(Order).where({ customerId: 1 }).limit(3).all())).toBe(1);
    expect(await count(() => session.select(Order).with({ customer: "joined" }).all())).toBe(1);
    expect(session.inTransaction).toBe(false);
    expect(engine.poolSize).toMatchObject({ idle: 1, total: 1 });
    expect(await count(() => session.close())).toBe(0);
  });

  test("are one for relationships side by side, and for reads at the same time", async () => {
    await using session = open();
    const page = () =>
      session.select(Order).orderBy("orderId").limit(20).with({ customer: true, products: true }).all();
    expect(await count(page)).toBe(2);
    await using other = open();
    expect(await count(() => Promise.all([1, 2, 3].map((id) => other.get(Order, id))))).toBe(1);
    expect(engine.poolSize.total).toBe(1);
  });

  test("are one for a commit of what needs no answer in between", async () => {
    await using session = open();
    const tag = new Tag({ name: "cold" });
    session.add(tag);
    expect(await count(() => session.commit())).toBe(1);
    expect(tag.tagId).toBe(3);
    tag.name = "warm";
    expect(await count(() => session.commit())).toBe(1);
    session.add(new Tag({ name: "a" }), new Customer({ firstName: "C", lastName: "N", emailAddress: "c" }));
    expect(await count(() => session.commit())).toBe(1);
    session.delete(tag);
    expect(await count(() => session.commit())).toBe(1);
    expect(await answer("SELECT name FROM tags ORDER BY name")).toEqual([["a"], ["hot"], ["new"]]);
    expect(await count(() => session.commit())).toBe(0);
  });

  test("are two to load, change and commit, and for parents with children", async () => {
    await using session = open();
    const change = async () => {
      const tea = (await session.get(Product, 1))!;
      tea.price += 1;
      await session.commit();
    };
    expect(await count(change)).toBe(2);
    expect(await answer("SELECT price FROM products WHERE product_id = 1")).toEqual([[2]]);
    const customer = new Customer({ firstName: "D", lastName: "O", emailAddress: "d" });
    customer.orders.add(new Order());
    session.add(customer);
    expect(await count(() => session.commit())).toBe(2);
    const link = async () => {
      const [tea, hot] = [await session.get(Product, 1), await session.get(Tag, 1)];
      tea!.tags.add(hot!);
      await session.commit();
    };
    expect(await count(link)).toBe(2);
    expect(await answer("SELECT * FROM product_tags")).toEqual([[1, 1]]);
  });

  test("of a block are those of its statements; one without any takes none", async () => {
    await using session = open();
    expect(await count(() => session.transaction(async () => {}))).toBe(0);
    const work = () =>
      session.transaction(async (s) => {
        expect(s.inTransaction).toBe(true);
        (await s.get(Product, 2))!.price = 9;
      });
    expect(await count(work)).toBe(2);
    expect(await answer("SELECT price FROM products WHERE product_id = 2")).toEqual([[9]]);
    const nested = () => session.transaction((s) => s.beginNested(async () => void s.add(new Tag({ name: "in" }))));
    expect(await count(nested)).toBe(4);
  });

  test("leave a block one snapshot where it is asked for, and reads outside of one their own", async () => {
    await using session = open();
    await session.transaction(
      async (s) => {
        const before = await s.select(Tag).count();
        await direct.execute("INSERT INTO tags (name) VALUES ('between')");
        expect(await s.select(Tag).count()).toBe(before);
      },
      { isolation: "repeatable read" },
    );
    for (const options of [{ transaction: { isolation: "serializable" } }, { readsInTransaction: true }] as const) {
      await using inside = open(options);
      await inside.get(Tag, 1);
      expect(inside.inTransaction).toBe(true);
      expect(await count(() => inside.rollback())).toBe(1);
    }
    await using locking = open();
    await locking.get(Tag, 1, { lock: "update" });
    expect(locking.inTransaction).toBe(true);
    await using refreshing = open();
    const tag = (await refreshing.get(Tag, 2))!;
    await refreshing.refresh(tag);
    expect(refreshing.inTransaction).toBe(false);
    await refreshing.refresh(tag, { lock: "update" });
    expect(refreshing.inTransaction).toBe(true);
  });

  test("let a row that is gone or was changed stop the commit that went along", async () => {
    await using session = open();
    const [tea, hot] = [(await session.get(Product, 1))!, (await session.get(Tag, 1))!];
    await direct.execute("DELETE FROM tags WHERE tag_id = 1");
    tea.price = 7;
    hot.name = "gone";
    const failure = await session.commit().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StaleDataError);
    expect(failure).toMatchObject({ message: expect.stringContaining("Tag") as string });
    await session.rollback();
    expect(await answer("SELECT price FROM products WHERE product_id = 1")).toEqual([[1]]);
    expect(tea.price).toBe(1);
    session.delete(hot);
    await expect(session.commit()).rejects.toBeInstanceOf(StaleDataError);
    await session.rollback();
    tea.price = 8;
    await session.commit();
    expect(await answer("SELECT price FROM products WHERE product_id = 1")).toEqual([[8]]);
  });

  test("name the statement that failed, and nothing of the others stays", async () => {
    await using session = open();
    session.add(new Customer({ firstName: "E", lastName: "P", emailAddress: "e" }), new Tag({ name: "hot" }));
    await expect(session.commit()).rejects.toMatchObject({
      code: "session.unique",
      model: "Tag",
      properties: ["name"],
      cause: { statement: expect.stringContaining("INSERT INTO tags") as string },
    });
    await session.rollback();
    expect(await answer("SELECT count(*)::int FROM customers")).toEqual([[2]]);
  });

  test("tell of a COMMIT that failed", async () => {
    await direct.execute(
      `CREATE TABLE guarded (id int PRIMARY KEY);
       ALTER TABLE tags ADD guard int REFERENCES guarded DEFERRABLE INITIALLY DEFERRED;
       ALTER TABLE tags ALTER guard SET DEFAULT 5`,
    );
    try {
      await using session = open();
      session.add(new Tag({ name: "unguarded" }));
      await expect(session.commit()).rejects.toMatchObject({ cause: { statement: "COMMIT", sqlState: "23503" } });
      await session.rollback();
      expect(session.inTransaction).toBe(false);
      expect(await answer("SELECT count(*)::int FROM tags")).toEqual([[2]]);
    } finally {
      await direct.execute("ALTER TABLE tags DROP guard; DROP TABLE guarded");
    }
  });

  test("begin on another connection where the server has closed the pooled one", async () => {
    const terminate = async () => {
      const { rows } = await engine.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await direct.query("SELECT pg_terminate_backend($1)", [rows[0]!.pid]);
    };
    await using session = open();
    for (const attempt of [1, 2, 3]) {
      await terminate();
      expect((await session.get(Tag, 1, { populateExisting: true }))!.name).toBe("hot");
      await terminate();
      session.add(new Tag({ name: `again ${attempt}` }));
      await session.commit();
      await terminate();
      await session.transaction(async (s) => void (await s.select(Tag).where({ tagId: 1 }).update({ name: "hot" })));
    }
    expect(await answer("SELECT count(*)::int FROM tags")).toEqual([[5]]);
  });

  test("never begin anew what had begun", async () => {
    await using session = open();
    await session.begin();
    session.add(new Tag({ name: "lost" }));
    await session.flush();
    const connection = await session.connection();
    await direct.query("SELECT pg_terminate_backend($1)", [connection.processId]);
    await expect(session.select(Tag).count()).rejects.toMatchObject({ code: "connection.lost" });
    await expect(session.commit()).rejects.toMatchObject({ code: "connection.lost" });
    await session.rollback();
    expect(await answer("SELECT count(*)::int FROM tags")).toEqual([[2]]);
  });

  test("leave nothing outside of a transaction that has not begun", async () => {
    const raw = await engine.connect();
    raw.beginWithNext({ isolation: "serializable" });
    await expect(raw.query("SELECT 1", [], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "driver.cancelled",
    });
    expect(raw.inTransaction).toBe(true);
    const [level] = (await raw.query("SELECT current_setting('transaction_isolation') AS level")).rows;
    expect(level).toEqual({ level: "serializable" });
    await expect(raw.query("SELECT nothing")).rejects.toMatchObject({ sqlState: "42703" });
    expect(raw.transactionStatus).toBe("failed");
    await raw.rollback();
    raw.beginWithNext();
    await expect(raw.query("SELECT nothing")).rejects.toMatchObject({ sqlState: "42703", completed: 1 });
    expect(raw.transactionStatus).toBe("failed");
    await raw.release();
  });

  test.each(["request", "reply"] as const)("don't commit twice where nobody answered: cut at the %s", async (at) => {
    const cutting = await cuttingProxy(database.url, { commit: 1, at });
    const cut = await createEngine(cutting.url);
    try {
      await using session = new Session(cut, commerce);
      session.add(new Tag({ name: "once" }), new Customer({ firstName: "F", lastName: "Q", emailAddress: "f" }));
      await expect(session.commit()).rejects.toMatchObject({ code: "connection.lost" });
      await session.rollback();
      const rows = await answer("SELECT count(*)::int FROM tags WHERE name = 'once'");
      expect(rows).toEqual([[at === "reply" ? 1 : 0]]);
    } finally {
      await cut.close();
      await cutting.close();
    }
  });

  test("of a deletion with its children keep the order of the tables", async () => {
    await using session = open();
    const order = await session.select(Order).where({ orderId: 1 }).with({ products: true }).one();
    session.delete(order);
    session.add(new OrderProduct({ orderId: 2, productId: 2, productCount: 3 }));
    await session.commit();
    expect(await answer("SELECT count(*)::int FROM order_products")).toEqual([[30]]);
  });
});
