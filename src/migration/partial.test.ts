/** Revisions that are not one transaction: with steps outside of it, or that end it themselves. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { creates, runLine, table, type Body, type Script } from "../../tests/support/revision-line.ts";
import type { DriverConnection } from "../driver/driver.ts";
import type { RevisionFailedError } from "./errors.ts";
import type { RunEvent } from "./run-options.ts";
import { stampDatabase } from "./stamp.ts";

describeServers("a revision that is not one transaction", (target) => {
  let database: TestDatabase;
  let connection: DriverConnection;

  beforeEach(async () => {
    database = await target.createDatabase();
    connection = await database.driver.connect();
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  const exec = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await connection.execute(sql)).at(-1)?.rows ?? [];
  const rows = async (): Promise<unknown[]> =>
    (await exec("SELECT version_num FROM limbeck_version ORDER BY 1")).map((row) => row["version_num"]);
  const exists = async (name: string): Promise<boolean> =>
    (await exec(`SELECT to_regclass('${name}') IS NOT NULL AS found`))[0]?.["found"] === true;
  const failure = async (promise: Promise<unknown>): Promise<RevisionFailedError> =>
    promise.then(
      () => expect.unreachable("the run should have failed"),
      (error: unknown) => error as RevisionFailedError,
    );

  /** CREATE TABLE, an index outside of the transaction, CREATE TABLE. */
  const withIndex = (fails: { value: boolean }): Script => ({
    up: (op) => {
      op.execute("CREATE TABLE before_index (id integer)");
      op.execute("CREATE INDEX CONCURRENTLY made_alone ON before_index (id)", {
        transactional: false,
        done: "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('made_alone')",
        cleanUp: "DROP INDEX CONCURRENTLY IF EXISTS made_alone",
      });
      op.execute("CREATE TABLE after_index (id integer)");
      if (fails.value) op.execute("SELECT nonsense");
    },
  });

  test("a statement outside of a transaction commits what came before; a rerun goes on after it", async () => {
    const fails = { value: true };
    const error = await failure(runLine(database.driver, { a: withIndex(fails) }));
    expect(error).toMatchObject({ exitCode: 5, failure: { state: "partial", statementsCommitted: 2 } });
    expect([await exists("made_alone"), await exists("after_index"), await rows()]).toEqual([true, false, []]);
    fails.value = false;
    const result = await runLine(database.driver, { a: withIndex(fails) });
    expect(result.steps[0]?.resumed).toBe(true);
    expect([await exists("after_index"), await rows()]).toEqual([true, ["a"]]);
    expect(await exec("SELECT * FROM limbeck_progress")).toEqual([]);
  });

  test("a half-done revision whose file was corrected is gone on with after the statements that are committed", async () => {
    await failure(runLine(database.driver, { a: withIndex({ value: true }) }));
    const events: RunEvent[] = [];
    const corrected = { ...withIndex({ value: false }), checksum: "corrected" };
    const onEvent = (event: RunEvent): void => void events.push(event);
    const result = await runLine(database.driver, { a: corrected }, { onEvent });
    expect(result.steps[0]?.resumed).toBe(true);
    expect(events).toContainEqual({ type: "warning", message: expect.stringContaining("a has changed since") });
    expect([await exists("after_index"), await rows()]).toEqual([true, ["a"]]);
  });

  test("a half-done revision that ends with the statements that are committed must have the same ones", async () => {
    await failure(runLine(database.driver, { a: withIndex({ value: true }) }));
    const other: Script = {
      up: (op) => {
        op.execute("CREATE TABLE before_index (id integer)");
        op.execute("CREATE INDEX CONCURRENTLY another ON before_index (id)", { transactional: false });
      },
      checksum: "edited",
    };
    await expect(runLine(database.driver, { a: other })).rejects.toMatchObject({
      code: "migration.partly-applied-changed",
      exitCode: 6,
    });
  });

  test.each([{ atomic: false }, { atomic: true }])(
    "a revision that commits by itself and then fails is not said to have left nothing: %j",
    async (options) => {
      const commits: Body = async (op) => {
        await op.execute("CREATE TABLE stays (id integer)");
        await op.execute("COMMIT");
        await op.execute("SELECT nonsense");
      };
      const error = await failure(runLine(database.driver, { a: { up: commits } }, options));
      expect(error).toMatchObject({ exitCode: 5, failure: { state: "uncertain" } });
      expect(error.message).toContain("ended its own transaction");
      expect(await exists("stays")).toBe(true);
    },
  );

  test("a revision that commits, begins again and fails is found out as well; CASE … END is no end of one", async () => {
    const begins: Body = async (op) => {
      await op.execute("COMMIT");
      await op.execute("BEGIN");
      await op.execute("SELECT nonsense");
    };
    expect((await failure(runLine(database.driver, { a: { up: begins } }))).failure.state).toBe("uncertain");
    const harmless: Body = async (op) => {
      await op.execute("SELECT CASE WHEN true THEN 1 END");
      await op.execute("SELECT nonsense");
    };
    expect((await failure(runLine(database.driver, { a: { up: harmless } }))).failure.state).toBe("unchanged");
  });

  test("a half-done revision that now gives other statements is not gone on with", async () => {
    await failure(runLine(database.driver, { a: withIndex({ value: true }) }));
    const other: Script = {
      up: (op) => {
        op.execute("CREATE TABLE something_else (id integer)");
        withIndex({ value: false }).up(op);
      },
    };
    await expect(runLine(database.driver, { a: other })).rejects.toMatchObject({
      code: "migration.partly-applied-changed",
    });
    expect(await exists("something_else")).toBe(false);
  });

  test("nothing else runs while a revision is half done, until somebody stamps", async () => {
    const scripts = { a: creates("ta"), b: withIndex({ value: true }) };
    await failure(runLine(database.driver, scripts));
    await expect(runLine(database.driver, scripts, { down: "base" })).rejects.toMatchObject({
      code: "migration.partly-applied",
      exitCode: 5,
    });
    await stampDatabase({
      driver: database.driver,
      table,
      defaultSchema: "public",
      plan: () => ({ rowsBefore: ["a"], rowsAfter: ["a"], rowChanges: { delete: [], update: [], insert: [] } }),
      purge: false,
      migrationLockWaitSeconds: 1,
      ddlLockTimeoutMs: 1000,
      runId: "stamp",
      toolVersion: "0",
    });
    await runLine(database.driver, scripts, { down: "base" });
    expect(await rows()).toEqual([]);
  });

  test("the left-overs of a statement that failed alone are cleaned up", async () => {
    await exec("CREATE TABLE doubled (id integer); INSERT INTO doubled VALUES (1), (1)");
    const up: Body = (op) =>
      void op.execute("CREATE UNIQUE INDEX CONCURRENTLY one ON doubled (id)", {
        transactional: false,
        done: "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('one')",
        cleanUp: "DROP INDEX CONCURRENTLY IF EXISTS one",
      });
    expect((await failure(runLine(database.driver, { a: { up } }))).failure).toMatchObject({
      sqlState: "23505",
      state: "partial",
    });
    expect(await exists("one")).toBe(false);
    await exec("DELETE FROM doubled");
    await runLine(database.driver, { a: { up } });
    expect(await rows()).toEqual(["a"]);
  });

  test("an atomic run refuses a statement outside of a transaction before anything is run or made", async () => {
    const events: RunEvent[] = [];
    const scripts = { a: creates("ta"), b: withIndex({ value: false }) };
    await expect(
      runLine(database.driver, scripts, { atomic: true, onEvent: (event) => void events.push(event) }),
    ).rejects.toMatchObject({ code: "migration.not-atomic", exitCode: 4, revision: "b" });
    expect(events).toEqual([]);
    expect([await exists("ta"), await exists("limbeck_version"), await exists("limbeck_ledger")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("an atomic run undoes all where only a look at the database leads to a statement outside", async () => {
    const up: Body = async (op) => {
      const [row] = await op.query<{ yes: boolean }>("SELECT true AS yes");
      if (row?.yes === true) withIndex({ value: false }).up(op);
    };
    await expect(runLine(database.driver, { a: creates("ta"), b: { up } }, { atomic: true })).rejects.toMatchObject({
      code: "migration.not-atomic",
      exitCode: 4,
    });
    expect([await exists("ta"), await exists("before_index"), await rows()]).toEqual([false, false, []]);
  });

  test("an atomic run does not go on with a half-done revision", async () => {
    await failure(runLine(database.driver, { a: withIndex({ value: true }) }));
    const up: Body = (op) => void op.execute("CREATE TABLE another ()");
    await expect(runLine(database.driver, { a: { up } }, { atomic: true })).rejects.toMatchObject({
      code: "migration.partly-applied",
    });
    expect(await exists("another")).toBe(false);
  });
});
