import { afterEach, beforeAll, afterAll, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { Pool, type PoolOptions } from "./pool.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeServers("a pool", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  const pools: Pool[] = [];

  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });
  afterAll(() => database.drop());

  function open(options: PoolOptions, driver: Driver = database.driver): Pool {
    const pool = new Pool(driver, { closeTimeoutMs: 50, ...options });
    pools.push(pool);
    return pool;
  }

  const killer = async (victim: DriverConnection) => {
    const connection = await database.driver.connect();
    await connection.query("SELECT pg_terminate_backend($1)", [victim.processId]);
    await connection.close();
  };

  test("uses a connection again", async () => {
    const pool = open({ max: 3 });
    const first = await pool.acquire();
    await pool.release(first);
    expect(await pool.acquire()).toBe(first);
    expect(pool.size).toEqual({ total: 1, idle: 0, waiting: 0 });
  });

  test("never has more connections than its limit, and serves in turn", async () => {
    const pool = open({ max: 2 });
    const order: number[] = [];
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const connection = await pool.acquire();
        order.push(index);
        most = Math.max(most, pool.size.total);
        await connection.query("SELECT pg_sleep(0.002)");
        await pool.release(connection);
      }),
    );
    expect(most).toBe(2);
    expect(order.filter((index) => index >= 2)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("ends a wait that takes too long", async () => {
    const pool = open({ max: 1, connectTimeoutMs: 30 });
    const only = await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ code: "engine.pool-timeout", max: 1, exitCode: 7 });
    await pool.release(only);
    expect(await pool.acquire()).toBe(only);
  });

  test("ends a wait that is aborted", async () => {
    const pool = open({ max: 1 });
    const only = await pool.acquire();
    await expect(pool.acquire(AbortSignal.timeout(20))).rejects.toMatchObject({ code: "driver.cancelled" });
    await expect(pool.acquire(AbortSignal.abort())).rejects.toMatchObject({ code: "driver.cancelled" });
    expect(pool.size.waiting).toBe(0);
    await pool.release(only);
  });

  test("does not hand out a connection that was lost", async () => {
    const pool = open({ max: 1 });
    const first = await pool.acquire();
    await pool.release(first);
    await killer(first);
    while (first.usable) await pause(5);
    const second = await pool.acquire();
    expect(second).not.toBe(first);
    expect((await second.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("gives the place of a lost connection to whoever waits", async () => {
    const pool = open({ max: 1 });
    const first = await pool.acquire();
    const waiting = pool.acquire();
    await killer(first);
    while (first.usable) await pause(5);
    await pool.release(first);
    expect((await (await waiting).query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
  });

  test("asks a connection that was idle for long for a sign of life", async () => {
    const pool = open({ max: 1, checkAfterMs: 0 });
    const first = await pool.acquire();
    await pool.release(first);
    // Looks usable until it is asked: the pool must find out by itself.
    Object.defineProperty(first, "query", { value: () => Promise.reject(new Error("silence")) });
    const second = await pool.acquire();
    expect(second).not.toBe(first);
  });

  test("closes connections that are idle too long or too old", async () => {
    const pool = open({ idleTimeoutMs: 30 });
    const first = await pool.acquire();
    await pool.release(first);
    await pause(100);
    expect(pool.size.total).toBe(0);
    expect(first.usable).toBe(false);
    const ageing = open({ maxLifetimeMs: 20 });
    const old = await ageing.acquire();
    await pause(40);
    await ageing.release(old);
    expect(old.usable).toBe(false);
    expect(ageing.size.total).toBe(0);
  });

  test("rolls back what a connection left open", async () => {
    const pool = open({ max: 1 });
    const connection = await pool.acquire();
    await connection.execute("BEGIN; CREATE TABLE left_open (n int)");
    await connection.query("SELECT wrong").catch(() => {});
    await pool.release(connection);
    const next = await pool.acquire();
    expect(next).toBe(connection);
    expect(next.transactionStatus).toBe("idle");
    expect((await next.query("SELECT to_regclass('left_open') AS t")).rows).toEqual([{ t: null }]);
  });

  test("waits for connections in use when it closes", async () => {
    const pool = open({ closeTimeoutMs: 5000 });
    const busy = await pool.acquire();
    const waiting = open({ max: 1, closeTimeoutMs: 5000 });
    const held = await waiting.acquire();
    const queued = waiting.acquire().catch((error: unknown) => error);
    const slow = busy.query("SELECT pg_sleep(0.05)").then(() => pool.release(busy));
    await pool.close();
    await slow;
    expect(busy.usable).toBe(false);
    const closing = waiting.close();
    expect(await queued).toMatchObject({ code: "engine.closed" });
    await waiting.release(held);
    await closing;
    await expect(pool.acquire()).rejects.toMatchObject({ code: "engine.closed" });
  });

  test("cancels what runs for too long when it closes", async () => {
    const pool = open({ closeTimeoutMs: 30 });
    const busy = await pool.acquire();
    const slow = busy.query("SELECT pg_sleep(30)").catch((error: unknown) => error);
    await pool.close();
    expect(await slow).toMatchObject({ code: expect.stringMatching(/query-canceled|connection\./) });
  });

  test("passes on why no connection could be made, to everybody who waits", async () => {
    const url = database.url.replace(/\/test_\w+/, "/no_such_database");
    const { pgDriver } = await import("../dialects/postgresql/drivers/pg.ts");
    const pool = open({ max: 1 }, pgDriver(url));
    const failures = await Promise.allSettled([pool.acquire(), pool.acquire(), pool.acquire()]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: "rejected", reason: { kind: "databaseMissing" } });
    }
    expect(pool.size).toEqual({ total: 0, idle: 0, waiting: 0 });
  });
});
