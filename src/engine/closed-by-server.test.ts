/** A pooled connection that the server has just closed: what had not begun is done on another one, nothing is done twice. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { createEngine, type Engine } from "./engine.ts";

describeServers("a connection that the server closed", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  let engine: Engine;
  let direct: DriverConnection;
  beforeAll(async () => {
    database = await target.createDatabase();
    direct = await database.driver.connect();
    engine = await createEngine(database.driver, { pool: { max: 1 } });
    await direct.execute("CREATE TABLE items (id int)");
  });
  afterAll(async () => {
    await engine.close();
    await direct.close();
    await database.drop();
  });
  beforeEach(() => direct.execute("TRUNCATE items"));

  /** The server closes the pool's connection, and nobody here has heard of it when the next line runs. */
  async function terminate(): Promise<void> {
    const { rows } = await engine.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const told = direct.query("SELECT pg_terminate_backend($1)", [rows[0]!.pid]);
    await new Promise((resolve) => void setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
    void told.catch(() => {});
  }
  const count = async () => (await direct.query<{ n: number }>("SELECT count(*)::int AS n FROM items")).rows[0]!.n;

  test("costs a statement, a script and a transaction no error", async () => {
    for (let round = 0; round < 3; round += 1) {
      await terminate();
      await engine.query("INSERT INTO items VALUES (1)");
      await terminate();
      await engine.execute("INSERT INTO items VALUES (2); INSERT INTO items VALUES (3)");
      await terminate();
      await engine.transaction(async (connection) => void (await connection.query("INSERT INTO items VALUES (4)")));
    }
    expect(await count()).toBe(12);
  });

  test("ends a transaction that had begun, which is not run again", async () => {
    let runs = 0;
    const work = engine.transaction(async (connection) => {
      runs += 1;
      await connection.query("INSERT INTO items VALUES (1)");
      await direct.query("SELECT pg_terminate_backend($1)", [connection.processId]);
      await connection.query("INSERT INTO items VALUES (2)");
    });
    await expect(work).rejects.toMatchObject({ code: "connection.lost" });
    expect([runs, await count()]).toEqual([1, 0]);
  });
});
