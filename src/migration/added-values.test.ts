/** Values of enums that a revision adds: inside its transaction, or committed before it where the revision uses them. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { runLine, type Op, type RunSettings, type Script } from "../../tests/support/revision-line.ts";
import { operations as postgresqlOperations } from "../dialects/postgresql/operations.ts";
import type { OpFor } from "./op.ts";
import type { RunEvent } from "./run-options.ts";

type FullOp = OpFor<typeof postgresqlOperations>;

const up = (body: (op: FullOp) => void): Script => ({ up: (op: Op) => body(op as unknown as FullOp) });
const definitions = () => postgresqlOperations;

/** What uses a value, and a query that finds it done. */
const uses: Readonly<Record<string, readonly [use: string, found: string]>> = {
  "a default": [
    "ALTER TABLE t ALTER m SET DEFAULT 'new'",
    "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 't'::regclass",
  ],
  "a check": [
    "ALTER TABLE t ADD CHECK (m <> 'new')",
    "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 't'::regclass",
  ],
  "the predicate of an index": [
    "CREATE INDEX i ON t (id) WHERE m = 'new'",
    "SELECT 1 FROM pg_class WHERE relname = 'i'",
  ],
  rows: ["UPDATE t SET m = 'new'", "SELECT 1 FROM t WHERE m = 'new'"],
  "code that is SQL": ["DO $$ BEGIN EXECUTE 'UPDATE t SET m = ''new'''; END $$", "SELECT 1 FROM t WHERE m = 'new'"],
  "the bounds of a partition": [
    "CREATE TABLE p (m mood) PARTITION BY LIST (m); CREATE TABLE p_new PARTITION OF p FOR VALUES IN ('new')",
    "SELECT 1 FROM pg_class WHERE relname = 'p_new'",
  ],
  "a generated column": [
    "ALTER TABLE t ADD g boolean GENERATED ALWAYS AS (m = 'new') STORED",
    "SELECT 1 FROM pg_attribute WHERE attname = 'g'",
  ],
  "a column that becomes of the enum": [
    "ALTER TABLE t ALTER x TYPE mood USING x::mood",
    "SELECT 1 FROM t WHERE x = 'new'",
  ],
  "a function's body": [
    "CREATE FUNCTION f() RETURNS mood LANGUAGE sql RETURN 'new'::mood",
    "SELECT 1 FROM pg_proc WHERE proname = 'f'",
  ],
};

describeServers("values that are added to enums", (target) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await target.createDatabase();
    await query(
      "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id integer, m mood, x text); INSERT INTO t VALUES (1, 'ok', 'new')",
    );
  });
  afterEach(() => database.drop());

  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const connection = await database.driver.connect();
    const results = await connection.execute(sql).finally(() => connection.close());
    return results.at(-1)?.rows ?? [];
  };
  const labels = async () =>
    (await query("SELECT enumlabel FROM pg_enum ORDER BY enumsortorder")).map((row) => row["enumlabel"]);
  const isThere = async (name: string) =>
    (await query(`SELECT to_regclass('${name}') AS found`))[0]?.["found"] !== null;
  const go = (script: Script, settings: RunSettings = {}) =>
    runLine(database.driver, { a: script }, { definitions, ...settings });

  test("that nothing uses are added in the transaction, and go with it", async () => {
    const script = (last: string) =>
      up((op) => {
        op.execute("CREATE TABLE before (id integer)");
        op.addEnumValue("mood", "new", { before: "ok" });
        op.addEnumValue("mood", "newer", { after: "new" });
        op.execute("CREATE TABLE after (m mood)");
        op.execute(last);
      });
    await expect(go(script("SELECT nonsense"))).rejects.toMatchObject({ failure: { state: "unchanged" } });
    expect([await labels(), await isThere("before"), await isThere("limbeck_progress")]).toEqual([
      ["ok"],
      false,
      false,
    ]);
    await go(script("CREATE TABLE last (id integer)"), { atomic: true });
    expect([await labels(), await isThere("last")]).toEqual([["new", "newer", "ok"], true]);
  });

  for (const [what, [use, found]] of Object.entries(uses)) {
    test(`that ${what} needs are committed first, and the revision stays one transaction`, async () => {
      const events: RunEvent[] = [];
      const script = (last: string) =>
        up((op) => {
          op.execute("CREATE TABLE before (id integer)");
          op.addEnumValue("mood", "new", { after: "ok" });
          op.execute(use);
          op.execute(last);
        });
      await expect(go(script("SELECT nonsense"))).rejects.toMatchObject({ failure: { state: "unchanged" } });
      expect([await labels(), await isThere("before"), await isThere("limbeck_progress")]).toEqual([
        ["ok", "new"],
        false,
        false,
      ]);
      await go(script("CREATE TABLE last (id integer)"), { onEvent: (event) => void events.push(event) });
      expect([await query(found), await isThere("last")]).toEqual([[expect.anything()], true]);
      expect(events.some((event) => event.type === "notice" && event.message.startsWith("Committed"))).toBe(false);
    });
  }

  test("by SQL are committed where they stand, and the run can be gone on with", async () => {
    const script = (last: string) =>
      up((op) => {
        op.execute("CREATE TABLE before (id integer)");
        op.execute("ALTER TYPE mood ADD VALUE 'new'");
        op.execute("UPDATE t SET m = 'new'");
        op.execute(last);
      });
    await expect(go(script("SELECT nonsense"))).rejects.toMatchObject({
      failure: { state: "partial", statementsCommitted: 2 },
    });
    await go(script("CREATE TABLE last (id integer)"));
    expect([await labels(), await isThere("last"), await query("SELECT m FROM t")]).toEqual([
      ["ok", "new"],
      true,
      [{ m: "new" }],
    ]);
  });

  test("after a step outside of the transaction, or under a new name of the enum, work too", async () => {
    await go(
      up((op) => {
        op.execute("CREATE INDEX CONCURRENTLY i ON t (id)", { transactional: false });
        op.execute("ALTER TYPE mood RENAME TO temper");
        op.addEnumValue("temper", "new");
        op.execute("UPDATE t SET m = 'new'");
      }),
    );
    expect([await labels(), await query("SELECT m FROM t")]).toEqual([["ok", "new"], [{ m: "new" }]]);
    expect(await query("SELECT * FROM limbeck_progress")).toEqual([]);
  });

  test("and used cannot be part of an atomic run, which says so and leaves nothing", async () => {
    const script = up((op) => {
      op.addEnumValue("mood", "new");
      op.execute("UPDATE t SET m = 'new'");
    });
    await expect(go(script, { atomic: true })).rejects.toMatchObject({ code: "migration.not-atomic" });
    expect(await labels()).toEqual(["ok"]);
  });
});
