/** Several sessions at once, and connections that are lost. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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

describeServers("sessions side by side", { requires: ["sessions", "cancel"] }, (target) => {
  let store: Store<typeof commerce>;
  beforeAll(async () => {
    store = await storeOf(target, commerce);
  });
  afterAll(() => store.drop());
  beforeEach(async () => {
    await store.execute("TRUNCATE customers, orders, order_products, products, tags, product_tags RESTART IDENTITY");
    await using session = store.session();
    session.add(new Product({ productName: "tea", price: 1 }), new Product({ productName: "mug", price: 1 }));
    await session.commit();
  });

  const prices = async () =>
    (await store.rows("SELECT price FROM products ORDER BY product_id")).map(([price]) => price);

  test("see nothing of each other before the commit, and locks prevent lost updates", async () => {
    await using one = store.session();
    await using two = store.session();
    const tea = (await one.get(Product, 1, { lock: "update" }))!;
    tea.price = 5;
    await one.flush();
    expect((await two.get(Product, 1))!.price).toBe(1);
    await two.rollback();
    const waiting = two.get(Product, 1, { lock: "update", populateExisting: true });
    await one.commit();
    const seen = (await waiting)!;
    expect(seen.price).toBe(5);
    seen.price += 1;
    await two.commit();
    expect(await prices()).toEqual([6, 1]);
  });

  test("repeat their work after a serialisation failure", async () => {
    let runs = 0;
    const work = async (first: boolean) => {
      await using session = store.session();
      await session.retry(
        async (s) => {
          runs += 1;
          const tea = (await s.select(Product).where({ productName: "tea" }).populateExisting().one())!;
          if (first && runs <= 2) await new Promise((resolve) => setTimeout(resolve, 100));
          tea.price += 1;
        },
        { isolation: "repeatable read", delayMs: () => 5 },
      );
    };
    await Promise.all([work(true), work(true)]);
    expect(await prices()).toEqual([3, 1]);
    expect(runs).toBe(3);
  });

  test("name a deadlock, and repeat after it", async () => {
    let arrive = () => {};
    const bothHere = new Promise<void>((resolve) => (arrive = resolve));
    let waiting = 2;
    const meet = (): Promise<void> => {
      waiting -= 1;
      if (waiting === 0) arrive();
      return bothHere;
    };
    const work = async (first: number, second: number) => {
      await using session = store.session();
      await session.retry(async (s) => {
        (await s.get(Product, first, { lock: "update" }))!.price += 1;
        await s.flush();
        await meet();
        (await s.get(Product, second, { lock: "update" }))!.price += 1;
      });
    };
    await Promise.all([work(1, 2), work(2, 1)]);
    expect(await prices()).toEqual([3, 3]);
  });

  test("are usable after a connection was killed in a flush, and nothing is half written", async () => {
    await using session = store.session();
    session.add(new Tag({ name: "first" }));
    await session.flush();
    const connection = await session.connection();
    await store.engine.query("SELECT pg_terminate_backend($1)", [connection.processId]);
    const customer = new Customer({ firstName: "Ada", lastName: "L", emailAddress: "x", orders: [new Order()] });
    session.add(customer);
    await expect(session.flush()).rejects.toMatchObject({ code: "connection.lost" });
    await session.rollback();
    expect(session.stateOf(customer)).toBe("transient");
    expect(await store.rows("SELECT (SELECT count(*)::int FROM tags), (SELECT count(*)::int FROM customers)")).toEqual([
      [0, 0],
    ]);
    session.add(customer);
    await session.commit();
    expect(await store.rows("SELECT count(*)::int FROM orders")).toEqual([[1]]);
  });

  test("read from replicas outside transactions, and from the engine once they have written", async () => {
    const asked: string[] = [];
    const replica = {
      query: (sql: string, ...rest: unknown[]) => {
        asked.push(sql);
        return store.engine.query(sql, ...(rest as [unknown[]]));
      },
    };
    await using session = store.session({ replicas: [replica as never] });
    expect(await session.select(Product).all()).toHaveLength(2);
    expect(asked).toHaveLength(1);
    expect(session.inTransaction).toBe(false);
    session.add(new Tag({ name: "x" }));
    await session.flush();
    expect(await session.select(Tag).count()).toBe(1);
    expect(asked).toHaveLength(1);
  });

  test("stop a query when its signal says so", async () => {
    await using session = store.session();
    const controller = new AbortController();
    const slow = session
      .select(Product)
      .where((eb) => eb(eb.fn("pg_sleep", [eb.val(20)]), "is not", null as never))
      .all({ signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(slow).rejects.toMatchObject({ code: "driver.cancelled" });
    await session.rollback();
    expect(await session.select(Product).count()).toBe(2);
  });

  test("stop loading and savepoints when their signal says so", async () => {
    await using session = store.session();
    const tea = (await session.get(Product, 1))!;
    await using other = store.session();
    await (await other.connection()).query("LOCK TABLE order_products, product_tags");
    const loading = tea.load("tags", { signal: AbortSignal.timeout(50) });
    await expect(loading).rejects.toMatchObject({ code: "driver.cancelled" });
    await session.rollback();
    await (await other.connection()).query("LOCK TABLE tags");
    session.add(new Tag({ name: "late" }));
    const nested = session.beginNested({ signal: AbortSignal.timeout(50) });
    await expect(nested).rejects.toMatchObject({ code: "driver.cancelled" });
    await session.rollback();
    await other.rollback();
    const inner = await session.beginNested({ signal: new AbortController().signal });
    session.add(new Tag({ name: "late" }));
    await inner.commit({ signal: new AbortController().signal });
    await session.commit();
    expect(await store.rows("SELECT name FROM tags")).toEqual([["late"]]);
  });

  test("write nothing when the connection is killed between two statements of one flush, and go on after it", async () => {
    // The second statement waits for a lock, so that the connection ends when one table is written and others are not.
    await store.execute(`
      CREATE FUNCTION wait_for_lock() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$;
      CREATE TRIGGER waits AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION wait_for_lock()`);
    await using guard = store.session();
    await (await guard.connection()).query("SELECT pg_advisory_xact_lock(4711)");
    await using session = store.session();
    const tea = (await session.get(Product, 1))!;
    tea.price = 9;
    const line = new OrderProduct({ product: tea, productCount: 2 });
    const order = new Order({ products: [line] });
    const customer = new Customer({ firstName: "Ada", lastName: "L", emailAddress: "x", orders: [order] });
    session.add(customer);
    store.statements.length = 0;
    const flushing = session.flush();
    const ended = expect(flushing).rejects.toMatchObject({
      code: "connection.lost",
      message: expect.stringMatching(/connection/) as string,
    });
    const waiting = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    let [pid] = (await store.rows(waiting)).flat();
    while (pid === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      [pid] = (await store.rows(waiting)).flat();
    }
    const written = () => store.statements.flatMap((sql) => /^(?:INSERT INTO|UPDATE) (\w+)/.exec(sql)?.[1] ?? []);
    expect(written()).toEqual(["customers"]);
    await store.engine.query("SELECT pg_terminate_backend($1)", [pid]);
    await ended;
    expect(written()).not.toContain("order_products");
    expect(written()).not.toContain("products");
    await expect(session.select(Order).all()).rejects.toMatchObject({ code: "session.inactive" });
    await session.rollback();
    await guard.rollback();
    const counts = "SELECT (SELECT count(*)::int FROM customers), (SELECT count(*)::int FROM orders)";
    expect(await store.rows(counts)).toEqual([[0, 0]]);
    expect(await prices()).toEqual([1, 1]);
    // Objects are as they were before, and the same work can be done again.
    expect([customer, order, line].map((object) => session.stateOf(object))).toEqual(Array(3).fill("transient"));
    expect(tea.price).toBe(1);
    tea.price = 9;
    session.add(customer);
    await session.commit();
    expect(await store.rows(counts)).toEqual([[1, 1]]);
    expect(await store.rows("SELECT product_count FROM order_products")).toEqual([[2]]);
    expect(await prices()).toEqual([9, 1]);
    await store.execute("DROP TRIGGER waits ON orders; DROP FUNCTION wait_for_lock()");
  });
});
