/** Backfills in batches that go by key: every kind of table, every row once, also after a run that was cut off. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { runLine, type Op, type RunSettings } from "../../tests/support/revision-line.ts";
import { sql } from "../sql/sql.ts";
import type { RunEvent } from "./run-options.ts";

const rows = (count: number) => `FROM generate_series(1, ${count}) AS n`;

/** Tables by the key that they have. */
const tables: Readonly<Record<string, readonly [name: string, make: string]>> = {
  "a key": [
    "t",
    `CREATE TABLE t AS SELECT n AS id, NULL::text AS state, 0 AS hits ${rows(95)}; ALTER TABLE t ADD PRIMARY KEY (id)`,
  ],
  "a key of text and numbers, quoted, in a schema": [
    's."Odd t"',
    `CREATE SCHEMA s; CREATE TABLE s."Odd t" AS SELECT n % 7 AS "Key", 'k''' || n AS name, NULL::text AS state, 0 AS hits ${rows(95)};
     ALTER TABLE s."Odd t" ADD PRIMARY KEY (name, "Key")`,
  ],
  "a unique index alone": [
    "t",
    `CREATE TABLE t AS SELECT n::numeric / 3 AS id, NULL::text AS state, 0 AS hits ${rows(95)};
     ALTER TABLE t ALTER id SET NOT NULL; CREATE UNIQUE INDEX ON t (id) INCLUDE (state)`,
  ],
  "no key": [
    "t",
    `CREATE TABLE t AS SELECT n AS id, NULL::text AS state, 0 AS hits, repeat('x', 900) AS wide ${rows(95)}`,
  ],
  "partitions without a key": [
    "t",
    `CREATE TABLE t (id integer, state text, hits integer DEFAULT 0, wide text DEFAULT repeat('x', 1900)) PARTITION BY RANGE (id);
     CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (50); CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (50) TO (1000);
     INSERT INTO t (id) SELECT n ${rows(95)}`,
  ],
  children: [
    "t",
    `CREATE TABLE t (id integer PRIMARY KEY, state text, hits integer DEFAULT 0); CREATE TABLE child () INHERITS (t);
     INSERT INTO t (id) SELECT n ${rows(45)}; INSERT INTO child (id) SELECT n ${rows(50)}`,
  ],
};

describeServers("a backfill", (target) => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await target.createDatabase()));
  afterEach(() => database.drop());

  const query = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const connection = await database.driver.connect();
    const results = await connection.execute(text).finally(() => connection.close());
    return results.at(-1)?.rows ?? [];
  };
  const go = (up: (op: Op) => void, settings: RunSettings = {}) => runLine(database.driver, { a: { up } }, settings);
  const state = (name: string) =>
    query(
      `SELECT count(*)::int AS rows, count(state)::int AS done, min(hits) AS least, max(hits) AS most FROM ${name}`,
    );

  for (const [what, [name, make]] of Object.entries(tables)) {
    test(`of a table with ${what} changes every row once, in transactions of their own`, async () => {
      await query(make);
      const events: RunEvent[] = [];
      await go(
        (op) =>
          op.backfill(name, {
            set: { hits: sql`hits + 1`, state: sql`id_of(state)` },
            where: sql`state IS NULL`,
            batchSize: 10,
          }),
        { onEvent: (event) => void events.push(event) },
      ).catch((error: unknown) => expect(String(error)).toContain("id_of"));
      await go(
        (op) =>
          op.backfill(name, {
            set: { hits: sql`hits + 1`, state: sql`txid_current()::text` },
            where: sql`state IS NULL`,
            batchSize: 10,
          }),
        { onEvent: (event) => void events.push(event) },
      );
      expect(await state(name)).toEqual([{ rows: 95, done: 95, least: 1, most: 1 }]);
      const [{ batches } = {}] = await query(`SELECT count(DISTINCT state)::int AS batches FROM ${name}`);
      expect(batches).toBeGreaterThan(1);
      expect(events).toContainEqual(expect.objectContaining({ type: "progress", changed: 95 }));
      expect(await query("SELECT * FROM limbeck_progress")).toEqual([]);
    });
  }

  test("that stops on the way goes on after the last batch that was committed", async () => {
    await query(tables["a key"]![1]);
    const up = (op: Op) =>
      op.backfill("t", {
        set: { hits: sql`hits + 1`, state: sql`(100 / (id - 50))::text` },
        where: sql`state IS NULL`,
        batchSize: 20,
      });
    await expect(go(up)).rejects.toMatchObject({ exitCode: 5, failure: { state: "partial" } });
    expect(await query("SELECT position::json ->> 'position' AS at FROM limbeck_progress")).toEqual([{ at: '["40"]' }]);
    await query("DELETE FROM t WHERE id = 50");
    const done: number[] = [];
    await go(up, { onEvent: (event) => void (event.type === "progress" && done.push(event.changed)) });
    expect(done.at(-1)).toBe(54);
    expect(await state("t")).toEqual([{ rows: 94, done: 94, least: 1, most: 1 }]);
  });

  test("sees rows that came before the place where it was, and one that never ends says so", async () => {
    await query(tables["a key"]![1]);
    await query(`CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.id = 90 THEN INSERT INTO t VALUES (-1, NULL, 0); END IF; RETURN NEW; END $$;
      CREATE TRIGGER late BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION late()`);
    await go((op) => op.backfill("t", { set: { state: "x" }, where: sql`state IS NULL`, batchSize: 10 }));
    expect(await query("SELECT count(*)::int AS left FROM t WHERE state IS NULL")).toEqual([{ left: 0 }]);
    await query("DROP TRIGGER late ON t");
    await expect(
      runLine(database.driver, {
        a: { up: () => {} },
        b: { up: (op) => op.backfill("t", { set: { hits: 1 }, where: "true", batchSize: 50 }) },
      }),
    ).rejects.toThrow(/does not end/);
  });
});

describeServers("a backfill beside others", { requires: ["sessions"] }, (target) => {
  test("waits for no row for long, and takes smaller batches", async () => {
    const database = await target.createDatabase();
    const other = await database.driver.connect();
    await other.execute(tables["a key"]![1]);
    await other.execute("BEGIN; UPDATE t SET hits = hits WHERE id = 30");
    const going = runLine(
      database.driver,
      { a: { up: (op) => op.backfill("t", { set: { state: "x" }, where: sql`state IS NULL` }) } },
      { ddlLockTimeoutMs: 50 },
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    await other.execute("COMMIT");
    await going;
    const { rows: left } = await other.query("SELECT count(*)::int AS left FROM t WHERE state IS NULL");
    await other.close();
    await database.drop();
    expect(left).toEqual([{ left: 0 }]);
  });
});
