import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectTo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../../../tests/support/databases.ts";
import type { DriverConnection } from "../../../driver/driver.ts";
import { driverFor } from "./open-driver.ts";

/** A way to the server over a unix socket that notes what the client sends and when the server answers. */
async function recording(url: string): Promise<{ url: string; events: string[]; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  const target = `${new URL(url).searchParams.get("host")}/.s.PGSQL.5432`;
  const events: string[] = [];
  const server = createServer((client) => {
    const upstream = connectTo(target);
    client.on("data", (bytes) => (events.push(bytes.toString("latin1")), upstream.write(bytes)));
    upstream.on("data", (bytes) => (events.push("answer"), client.write(bytes)));
    client.on("close", () => upstream.destroy()).on("error", () => {});
    upstream.on("close", () => client.destroy()).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(join(folder, ".s.PGSQL.5432"), resolve));
  const through = new URL(url);
  through.searchParams.set("host", folder);
  return { url: through.href, events, close: () => server.close(() => rmSync(folder, { recursive: true })) };
}

describeServers("statements that may follow one another", { requires: ["sessions"] }, (target) => {
  let database: TestDatabase;
  const opened: DriverConnection[] = [];

  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((connection) => connection.close()));
  });
  afterAll(() => database.drop());

  async function connect(): Promise<DriverConnection> {
    const connection = await database.driver.connect();
    opened.push(connection);
    return connection;
  }

  const pipeline = { pipeline: true } as const;

  async function begun(): Promise<DriverConnection> {
    const connection = await connect();
    await connection.execute("BEGIN");
    return connection;
  }

  test("are sent before the first is answered", async () => {
    const recorded = await recording(database.url);
    const driver = driverFor(recorded.url);
    const connection = await driver.connect();
    await connection.execute("BEGIN");
    recorded.events.length = 0;
    const results = await Promise.all([
      connection.query("SELECT pg_sleep(0.2), 1 AS n", [], pipeline),
      connection.query("SELECT 2 AS n", [], pipeline),
      connection.query("SELECT $1::int AS n", [3], pipeline),
    ]);
    expect(results.map(({ rows }) => (rows[0] as { n: number }).n)).toEqual([1, 2, 3]);
    const sent = recorded.events.findIndex((event) => event.includes("$1::int"));
    expect(sent).toBeGreaterThanOrEqual(0);
    expect(sent).toBeLessThan(recorded.events.indexOf("answer"));
    await driver.close();
    recorded.close();
  });

  test("fail with the one that failed before them, up to the savepoint", async () => {
    const connection = await begun();
    await connection.execute("CREATE TEMPORARY TABLE followed (n int) ON COMMIT DROP; SAVEPOINT s");
    const settled = await Promise.allSettled([
      connection.query("INSERT INTO followed VALUES (1)", [], pipeline),
      connection.query("INSERT INTO followed VALUES ($1)", ["x"], pipeline),
      connection.query("INSERT INTO followed VALUES (3)", [], pipeline),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(settled[1]).toMatchObject({ reason: { sqlState: "22P02", statement: expect.stringContaining("$1") } });
    expect(settled[2]).toMatchObject({ reason: { sqlState: "25P02" } });
    expect(connection.transactionStatus).toBe("failed");
    await connection.execute("ROLLBACK TO SAVEPOINT s");
    const again = [4, 5].map((n) => connection.query("INSERT INTO followed VALUES ($1)", [n], pipeline));
    expect((await Promise.all(again)).map(({ rowCount }) => rowCount)).toEqual([1, 1]);
    expect((await connection.query("SELECT n FROM followed ORDER BY n")).rows).toEqual([{ n: 4 }, { n: 5 }]);
  });

  test("are each their own transaction where none is open", async () => {
    const connection = await connect();
    await connection.execute("CREATE TEMPORARY TABLE alone (n int)");
    const settled = await Promise.allSettled(
      ["1", "x", "3"].map((n) => connection.query("INSERT INTO alone VALUES ($1)", [n], pipeline)),
    );
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await connection.query("SELECT count(*)::int AS n FROM alone")).rows).toEqual([{ n: 2 }]);
  });

  test("keep their order with others, notices, and types seen for the first time", async () => {
    const connection = await begun();
    await connection.execute("CREATE TYPE followed_mood AS ENUM ('sad', 'glad')");
    const notices: string[] = [];
    connection.onNotice(({ message }) => notices.push(message));
    const results = await Promise.all([
      connection.query("SELECT ARRAY['sad', 'glad']::followed_mood[] AS v", [], pipeline),
      connection.query("SELECT 2 AS v", [], pipeline),
      connection.query("DO $$ BEGIN RAISE NOTICE 'third'; END $$", [], pipeline),
      connection.query("SELECT 4 AS v"),
      connection.query("SELECT ARRAY['glad']::followed_mood[] AS v", [], pipeline),
      connection.query("SELECT repeat('x', 300000) AS v", [], pipeline),
      connection.query("SELECT length($1) AS v", ["y".repeat(300_000)], pipeline),
      connection.query("SELECT 8 AS v", [], pipeline),
    ]);
    const values = results.map(({ rows }) => (rows[0] as { v: unknown } | undefined)?.v);
    expect(values).toEqual([["sad", "glad"], 2, undefined, 4, ["glad"], "x".repeat(300_000), 300_000, 8]);
    expect(notices).toEqual(["third"]);
    await connection.execute("ROLLBACK");
  });

  test("are each answered, in bursts of any size", async () => {
    const connection = await begun();
    for (const size of [1, 40, 200_000, 3]) {
      const asked = Array.from({ length: 30 }, async (_, index) => {
        // Some are asked for while earlier ones are on their way, some after those were answered.
        for (let turns = index % 7; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        const text = `SELECT ${index} AS n, length($1) AS l, repeat('x', ${size}) AS x`;
        const { rows } = await connection.query(text, ["y".repeat(size)], index % 11 === 10 ? {} : pipeline);
        return [index, rows] as const;
      });
      for (const [index, rows] of await Promise.all(asked)) {
        expect(rows).toEqual([{ n: index, l: size, x: "x".repeat(size) }]);
      }
    }
  });

  test("are over with the one that is cancelled, and with the connection", async () => {
    const [connection, killer] = [await begun(), await connect()];
    const follow = () => {
      const texts = ["SELECT pg_sleep(30)", "SELECT 2", "SELECT 3"];
      return Promise.allSettled(texts.map((text) => connection.query(text, [], pipeline)));
    };
    const cancelled = follow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await connection.cancel();
    const states = (await cancelled).map((each) => (each as { reason?: { sqlState?: string } }).reason?.sqlState);
    expect(states).toEqual(["57014", "25P02", "25P02"]);
    await connection.execute("ROLLBACK; BEGIN");
    const killed = follow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await killer.query("SELECT pg_terminate_backend($1)", [connection.processId]);
    const codes = (await killed).map((each) => (each as { reason?: { code?: string } }).reason?.code);
    expect(codes).toEqual(["connection.lost", "connection.lost", "connection.lost"]);
  });
});
