import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { QueryEvent } from "./connection.ts";
import { createEngine, type Engine } from "./engine.ts";

describeServers("an engine", { versions: "newest" }, (target) => {
  let database: TestDatabase;
  let engine: Engine;

  beforeAll(async () => {
    database = await target.createDatabase();
    engine = await createEngine(database.driver);
    await engine.execute("CREATE TABLE items (id int PRIMARY KEY, name text); CREATE TABLE other (id int)");
  });
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });

  const names = async () =>
    (await engine.query<{ name: string }>("SELECT name FROM items ORDER BY id")).rows.map((row) => row.name);
  const emptied = () => engine.execute("TRUNCATE items");

  test("answers a query", async () => {
    const { rows } = await engine.query("SELECT $1::int + 1 AS sum", [41]);
    expect(rows).toEqual([{ sum: 42 }]);
  });

  test("is not made of a variable that is not set", async () => {
    const unset = process.env["LIMBECK_NO_SUCH_VARIABLE"] as string;
    await expect(createEngine(unset)).rejects.toMatchObject({
      code: "driver.invalid-url",
      message: expect.stringContaining("undefined") as string,
    });
    await expect(createEngine({} as never)).rejects.toMatchObject({ code: "driver.invalid-url" });
  });

  test("commits a transaction that returns, with its value", async () => {
    await emptied();
    const value = await engine.transaction(async (connection) => {
      expect(connection.inTransaction).toBe(true);
      await connection.query("INSERT INTO items VALUES (1, 'kept')");
      return 7;
    });
    expect(value).toBe(7);
    expect(await names()).toEqual(["kept"]);
  });

  test("rolls back a transaction that throws, and passes the error on", async () => {
    await emptied();
    const failure = new Error("on purpose");
    const work = engine.transaction(async (connection) => {
      await connection.query("INSERT INTO items VALUES (1, 'gone')");
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await names()).toEqual([]);
  });

  test("undoes only the inner part when a nested transaction fails", async () => {
    await emptied();
    await engine.transaction(async (connection) => {
      await connection.query("INSERT INTO items VALUES (1, 'outer')");
      const inner = connection.transaction(async () => {
        await connection.query("INSERT INTO items VALUES (2, 'inner')");
        await connection.query("INSERT INTO items VALUES (1, 'duplicate')");
      });
      await expect(inner).rejects.toMatchObject({ code: "database.unique-violation", constraint: "items_pkey" });
      await connection.savepoint(() => connection.query("INSERT INTO items VALUES (3, 'after')"));
    });
    expect(await names()).toEqual(["outer", "after"]);
  });

  test("nests savepoints to any depth", async () => {
    await emptied();
    await engine.transaction(async (connection) => {
      await connection.savepoint(async () => {
        await connection.query("INSERT INTO items VALUES (1, 'first')");
        await connection
          .savepoint(async () => {
            await connection.query("INSERT INTO items VALUES (2, 'second')");
            throw new Error("undo the second");
          })
          .catch(() => {});
      });
    });
    expect(await names()).toEqual(["first"]);
  });

  test("refuses to call a transaction done whose failed statement was swallowed", async () => {
    await emptied();
    const work = engine.transaction(async (connection) => {
      await connection.query("INSERT INTO items VALUES (1, 'lost')");
      await connection.query("SELECT * FROM nowhere").catch(() => {});
    });
    await expect(work).rejects.toMatchObject({ code: "engine.transaction-failed" });
    expect(await names()).toEqual([]);
  });

  test("refuses a savepoint whose failed statement was swallowed, and the transaction goes on", async () => {
    await emptied();
    await engine.transaction(async (connection) => {
      const inner = connection.savepoint(() => connection.query("SELECT * FROM nowhere").catch(() => {}));
      await expect(inner).rejects.toMatchObject({ code: "engine.transaction-failed" });
      await connection.query("INSERT INTO items VALUES (1, 'alive')");
    });
    expect(await names()).toEqual(["alive"]);
  });

  test("says so when the block itself ended the transaction", async () => {
    const work = engine.transaction(async (connection) => void (await connection.execute("COMMIT")));
    await expect(work).rejects.toMatchObject({ code: "engine.transaction-ended" });
  });

  test("runs a transaction as its options say", async () => {
    const options = { isolation: "serializable", readOnly: true, deferrable: true } as const;
    await engine.transaction(async (connection) => {
      const { rows } = await connection.query(
        "SELECT current_setting('transaction_isolation') i, current_setting('transaction_read_only') r, current_setting('transaction_deferrable') d",
      );
      expect(rows).toEqual([{ i: "serializable", r: "on", d: "on" }]);
    }, options);
    const write = engine.transaction((connection) => connection.query("INSERT INTO other VALUES (1)"), {
      readOnly: true,
    });
    await expect(write).rejects.toMatchObject({ code: "database.read-only" });
  });

  test("has explicit begin, commit and rollback", async () => {
    await emptied();
    const connection = await engine.connect();
    await connection.begin();
    await expect(connection.begin()).rejects.toMatchObject({ code: "engine.transaction-state" });
    await connection.query("INSERT INTO items VALUES (1, 'undone')");
    await connection.rollback();
    await connection.begin();
    await connection.query("INSERT INTO items VALUES (2, 'done')");
    await connection.commit();
    await connection.release();
    expect(await names()).toEqual(["done"]);
  });

  test("rolls back what a released connection left open, and refuses to use it again", async () => {
    await emptied();
    const connection = await engine.connect();
    await connection.begin();
    await connection.query("INSERT INTO items VALUES (1, 'left')");
    await connection.release();
    await connection.release();
    expect(await names()).toEqual([]);
    await expect(connection.query("SELECT 1")).rejects.toMatchObject({ code: "engine.connection-released" });
  });

  test("refuses a savepoint outside a transaction", async () => {
    const work = engine.withConnection((connection) => connection.savepoint(async () => {}));
    await expect(work).rejects.toMatchObject({ code: "engine.transaction-state" });
  });

  test("tells of every statement with its duration and outcome, without parameters", async () => {
    const events: QueryEvent[] = [];
    const observed = await createEngine(database.driver, { onQuery: (event) => events.push(event) });
    await observed.query("SELECT $1::text", ["secret"]);
    await observed.query("SELECT wrong").catch(() => {});
    expect(events.map((event) => [event.sql, event.rowCount])).toEqual([
      ["SELECT $1::text", 1],
      ["SELECT wrong", null],
    ]);
    expect(events[1]?.error).toBeInstanceOf(DatabaseError);
    expect(events[0]?.durationMs).toBeGreaterThan(0);
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  test("passes notices on", async () => {
    const notices: string[] = [];
    const listening = await createEngine(database.driver, { onNotice: (notice) => notices.push(notice.message) });
    await listening.execute("DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'careful'; END $$");
    expect(notices).toEqual(["hello", "careful"]);
  });

  test("streams rows in batches", async () => {
    const sizes: number[] = [];
    await engine.withConnection(async (connection) => {
      const batches = connection.stream<{ n: number }>("SELECT n FROM generate_series(1, $1::int) n", [25], {
        batchSize: 10,
      });
      for await (const rows of batches) sizes.push(rows.length);
      expect(connection.inTransaction).toBe(false);
    });
    expect(sizes).toEqual([10, 10, 5]);
  });

  test("ends a stream that is left early, inside and outside a transaction", async () => {
    await engine.withConnection(async (connection) => {
      for await (const _rows of connection.stream("SELECT * FROM generate_series(1, 100)", [], { batchSize: 10 }))
        break;
      expect(connection.inTransaction).toBe(false);
      await connection.transaction(async () => {
        for await (const _rows of connection.stream("SELECT * FROM generate_series(1, 100)", [], { batchSize: 10 }))
          break;
        const { rows } = await connection.query(
          "SELECT count(*)::int AS open FROM pg_cursors WHERE name LIKE 'limbeck%'",
        );
        expect(rows).toEqual([{ open: 0 }]);
      });
    });
  });

  interface Tables {
    items: { id: number; name: string | null };
  }

  test("gives a Kysely that reads and writes", async () => {
    await emptied();
    const kysely = await engine.kysely<Tables>();
    const inserted = await kysely.insertInto("items").values({ id: 1, name: "k" }).executeTakeFirstOrThrow();
    expect(inserted.numInsertedOrUpdatedRows).toBe(1n);
    expect(await kysely.selectFrom("items").selectAll().execute()).toEqual([{ id: 1, name: "k" }]);
    const streamed: number[] = [];
    for await (const row of kysely.selectFrom("items").select("id").stream()) streamed.push(row.id);
    expect(streamed).toEqual([1]);
    const failing = kysely.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("items").execute();
      await sql`SELECT 1/0`.execute(transaction);
    });
    await expect(failing).rejects.toMatchObject({ code: "database.data-exception" });
    expect(await names()).toEqual(["k"]);
    await kysely.destroy();
    expect(await names()).toEqual(["k"]);
  });

  test("gives a Kysely inside a connection's transaction", async () => {
    await emptied();
    const work = engine.transaction(async (connection) => {
      const kysely = await connection.kysely<Tables>();
      await kysely.insertInto("items").values({ id: 1, name: "a" }).execute();
      const inner = kysely.transaction().execute(async (transaction) => {
        await transaction.insertInto("items").values({ id: 2, name: "b" }).execute();
        throw new Error("inner");
      });
      await expect(inner).rejects.toThrow("inner");
      expect(await kysely.selectFrom("items").select("id").execute()).toEqual([{ id: 1 }]);
      throw new Error("outer");
    });
    await expect(work).rejects.toThrow("outer");
    expect(await names()).toEqual([]);
  });
});

describe("closing an engine", () => {
  test("refuses later use, and may be repeated", async () => {
    const engine = await createEngine("pglite:memory");
    expect((await engine.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await engine.close();
    await engine.close();
    await expect(engine.query("SELECT 1")).rejects.toMatchObject({ code: "engine.closed" });
  });
});
