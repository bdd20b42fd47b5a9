import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { creates, line, runLine, table, type Body, type Script } from "../../tests/support/revision-line.ts";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { planUpgrade } from "../script/plan.ts";
import type { RevisionFailedError } from "./errors.ts";
import { acquireLock, releaseLock } from "./lock.ts";
import type { RunEvent, RunResult } from "./run-options.ts";

describeServers("a run", (target) => {
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

  test("goes up and down and leaves one row, the head", async () => {
    const scripts = { a: creates("ta"), b: creates("tb") };
    const up = await runLine(database.driver, scripts);
    expect(up.steps.map((step) => step.revision)).toEqual(["a", "b"]);
    expect(await rows()).toEqual(["b"]);
    await runLine(database.driver, scripts, { down: "base" });
    expect(await rows()).toEqual([]);
    expect([await exists("ta"), await exists("tb")]).toEqual([false, false]);
  });

  test("with nothing to do takes no lock and creates nothing", async () => {
    const result = await runLine(database.driver, { a: creates("ta") }, { to: "base" });
    expect(result.steps).toEqual([]);
    expect(await exists("limbeck_version")).toBe(false);
  });

  test("runs calls in order, awaited or not, with op.db and op.query between them", async () => {
    const seen: unknown[] = [];
    const up: Body = async (op) => {
      op.execute("CREATE TABLE t (id integer, word text)");
      await op.db.insertInto("t").values({ id: 1, word: "kysely" }).execute();
      op.bulkInsert("t", [{ id: 2, word: "bulk" }]);
      seen.push(await op.query("SELECT id::text FROM t ORDER BY id"));
      op.execute("UPDATE t SET word = 'done'");
    };
    await runLine(database.driver, { a: { up } });
    expect(seen).toEqual([[{ id: "1" }, { id: "2" }]]);
    expect(await exec("SELECT DISTINCT word FROM t")).toEqual([{ word: "done" }]);
  });

  test("a failing call that nobody awaits fails the revision, and is no unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", listener);
    const up: Body = (op) => {
      op.execute("CREATE TABLE t ()");
      op.execute("SELECT nonsense");
      op.execute("CREATE TABLE after_failure ()");
    };
    const error = await failure(runLine(database.driver, { a: { up } }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", listener);
    expect(unhandled).toEqual([]);
    expect(error).toMatchObject({
      code: "migration.failed",
      exitCode: 4,
      failure: { sqlState: "42703", state: "unchanged", operation: "execute SELECT nonsense" },
    });
    expect([await exists("t"), await rows()]).toEqual([false, []]);
  });

  test("a failure that the revision swallows still fails it", async () => {
    const up: Body = async (op) => {
      await op.execute("SELECT nonsense").catch(() => {});
    };
    expect((await failure(runLine(database.driver, { a: { up } }))).failure.sqlState).toBe("42703");
  });

  test("keeps the revisions before a failing one, unless the run is atomic", async () => {
    const bad: Script = { up: (op) => void op.execute("SELECT nonsense") };
    const error = await failure(runLine(database.driver, { a: creates("ta"), b: bad }));
    expect(error).toMatchObject({ exitCode: 5, failure: { state: "stopped", rows: ["a"], completed: ["a"] } });
    expect(await rows()).toEqual(["a"]);
    await exec("DROP TABLE ta; DELETE FROM limbeck_version");
    const atomic = await failure(runLine(database.driver, { a: creates("ta"), b: bad }, { atomic: true }));
    expect(atomic).toMatchObject({ exitCode: 4, failure: { state: "unchanged", rows: [] } });
    expect([await exists("ta"), await rows()]).toEqual([false, []]);
  });

  test.each(["COMMIT", "ROLLBACK", "COMMIT; BEGIN", "COMMIT AND CHAIN"])(
    "notices a revision that says %s",
    async (sql) => {
      const up: Body = (op) => void op.execute(`CREATE TABLE t (); ${sql}; SELECT 1`);
      expect(await failure(runLine(database.driver, { a: { up } }))).toMatchObject({
        code: "migration.transaction-ended",
        exitCode: 5,
      });
      expect(await rows()).toEqual([]);
    },
  );

  test("settings of one revision don't reach the next", async () => {
    const seen: unknown[] = [];
    await exec("CREATE SCHEMA other");
    await runLine(database.driver, {
      a: { up: (op) => void op.execute("SET search_path = other; SET statement_timeout = '1234s'") },
      b: {
        up: async (op) => {
          seen.push(
            ...(await op.query(
              "SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout",
            )),
          );
        },
      },
    });
    expect(seen).toEqual([{ path: "public", timeout: "0" }]);
    await exec("RESET ALL");
  });

  test("a version table of that name in another schema is not taken for ours", async () => {
    await exec("CREATE SCHEMA other; CREATE TABLE other.limbeck_version (x integer); SET search_path = other, public");
    await runLine(database.driver, { a: creates("ta") });
    await exec("RESET search_path");
    expect(await exec("SELECT version_num FROM public.limbeck_version")).toEqual([{ version_num: "a" }]);
  });

  test("writes the ledger, also of failures", async () => {
    await failure(
      runLine(database.driver, { a: creates("ta"), b: { up: (op) => void op.execute("SELECT nonsense") } }),
    );
    expect(
      await exec("SELECT version_num, direction, outcome, checksum, sqlstate, run_id FROM limbeck_ledger ORDER BY id"),
    ).toEqual([
      { version_num: "a", direction: "upgrade", outcome: "done", checksum: "a", sqlstate: null, run_id: "run" },
      { version_num: "b", direction: "upgrade", outcome: "failed", checksum: "b", sqlstate: "42703", run_id: "run" },
    ]);
  });

  test("a password in a statement that fails is not repeated", async () => {
    const up: Body = (op) => void op.execute("ALTER ROLE nobody_at_all PASSWORD 'c4nary'");
    const error = await failure(runLine(database.driver, { a: { up } }));
    expect(JSON.stringify([error.message, error.failure])).not.toContain("c4nary");
    expect(await exec("SELECT * FROM limbeck_ledger WHERE limbeck_ledger::text LIKE '%c4nary%'")).toEqual([]);
  });

  test("says when a revision has no downgrade", async () => {
    const scripts = { a: { up: () => {} } };
    await runLine(database.driver, scripts);
    await expect(runLine(database.driver, scripts, { down: "base" })).rejects.toMatchObject({
      code: "migration.no-downgrade",
      exitCode: 8,
    });
  });

  const abortingIn = (abort: AbortController, options: { transactional?: boolean } = {}): Script => ({
    up: async (op) => {
      await op.execute("CREATE TABLE tb ()", options);
      // What is tried without a database, before an atomic run, ends here.
      await op.query("SELECT 1");
      abort.abort();
      await op.execute("CREATE TABLE after_abort ()");
    },
  });

  test.each([
    {
      atomic: false,
      state: "stopped",
      exitCode: 5,
      rows: ["a"],
      completed: ["a"],
      says: "The revision before it stayed",
    },
    {
      atomic: true,
      state: "unchanged",
      exitCode: 4,
      rows: [],
      completed: [],
      says: "the database is unchanged, at base",
    },
  ])("a signal rolls back what runs and says so, atomic $atomic", async ({ atomic, says, ...facts }) => {
    const abort = new AbortController();
    const scripts = { a: creates("ta"), b: abortingIn(abort), c: creates("tc") };
    const error = await failure(runLine(database.driver, scripts, { atomic, signal: abort.signal }));
    expect(error).toMatchObject({ code: "migration.interrupted", revision: "b", ...facts });
    expect(error.message).toMatch(/^The upgrade was interrupted at revision b\.\n\n/);
    expect(error.message).toContain(says);
    expect([await exists("ta"), await exists("tb"), await rows()]).toEqual([!atomic, false, facts.rows]);
    expect(await exec("SELECT outcome, sqlstate, error FROM limbeck_ledger WHERE version_num = 'b'")).toEqual([
      { outcome: "failed", sqlstate: null, error: "interrupted" },
    ]);
    await runLine(database.driver, { ...scripts, b: creates("tb") });
    expect(await rows()).toEqual(["c"]);
  });

  test("a signal in a revision that is partly committed says how far it came, and another run goes on there", async () => {
    const abort = new AbortController();
    const scripts = { a: abortingIn(abort, { transactional: false }) };
    const error = await failure(runLine(database.driver, scripts, { signal: abort.signal }));
    expect(error).toMatchObject({ code: "migration.interrupted", state: "partial", exitCode: 5 });
    expect(error.message).toContain("at base, with 1 statement of this revision committed. Running the command again");
    await runLine(database.driver, scripts);
    expect([await rows(), await exists("after_abort")]).toEqual([["a"], true]);
  });

  test("a signal before anything has begun leaves nothing", async () => {
    const error = await failure(runLine(database.driver, { a: creates("ta") }, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: "migration.interrupted", revision: undefined, exitCode: 4 });
    expect([await exists("ta")]).toEqual([false]);
  });

  test("an empty revision moves the row", async () => {
    await runLine(database.driver, { a: { up: () => {} } });
    expect(await rows()).toEqual(["a"]);
  });

  test("two runs in one process take turns", async () => {
    const scripts = { a: creates("ta"), b: creates("tb") };
    const results = await Promise.all([1, 2, 3].map(() => runLine(database.driver, scripts)));
    expect(results.map((result) => result.steps.length).sort()).toEqual([0, 0, 2]);
  });
});

describeServers("side by side", { requires: ["sessions"] }, (target) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await target.createDatabase();
  });
  afterEach(() => database.drop());

  test("a run that cannot have the lock says who holds it", async () => {
    const holder = await database.driver.connect();
    await holder.execute("SET application_name = 'nightly'");
    await acquireLock(holder, table, { waitSeconds: 0 });
    const events: RunEvent[] = [];
    const waiting = runLine(
      database.driver,
      { a: creates("ta") },
      { migrationLockWaitSeconds: 0.2, onEvent: (event) => void events.push(event) },
    );
    await expect(waiting).rejects.toMatchObject({
      code: "migration.locked",
      exitCode: 3,
      holder: { applicationName: "nightly", processId: holder.processId },
    });
    expect(events.map((event) => event.type)).toContain("waiting");
    await releaseLock(holder, table);
    await holder.close();
  });

  test("a relative target is not reached twice by two runs", async () => {
    const { map, codes } = line({ a: creates("ta"), b: creates("tb") });
    const relative = (): Promise<RunResult> =>
      runLine(
        database.driver,
        { a: creates("ta"), b: creates("tb") },
        { plan: (rows) => planUpgrade(map, rows, "+1"), planAgain: undefined as never, load: async () => codes },
      );
    const results = await Promise.allSettled([relative(), relative()]);
    const steps = results.flatMap((result) => (result.status === "fulfilled" ? result.value.steps : []));
    expect(steps.map((step) => step.revision)).toEqual(["a"]);
  });

  test("a statement that waits for a table lock gives up and is tried again", async () => {
    const reader = await database.driver.connect();
    await reader.execute("CREATE TABLE busy (id integer)");
    await reader.execute("BEGIN; SELECT * FROM busy");
    const retries: RunEvent[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.type !== "retrying") return;
      retries.push(event);
      void reader.execute("COMMIT");
    };
    const up: Body = (op) => void op.execute("ALTER TABLE busy ADD COLUMN x integer");
    const result = await runLine(database.driver, { a: { up } }, { ddlLockTimeoutMs: 50, onEvent });
    await reader.close();
    expect(result.steps).toHaveLength(1);
    expect(retries.length).toBeGreaterThan(0);
  });

  test("a version table that somebody holds keeps nobody waiting for ever", async () => {
    const holder = await database.driver.connect();
    await runLine(database.driver, { a: creates("ta") });
    await holder.execute("BEGIN; LOCK TABLE limbeck_version IN ACCESS EXCLUSIVE MODE");
    const waiting = runLine(database.driver, { a: creates("ta"), b: creates("tb") }, { migrationLockWaitSeconds: 0.1 });
    await expect(waiting).rejects.toMatchObject({ code: "migration.locked", exitCode: 3 });
    await holder.close();
  });

  test("a lost connection ends with the code for connections and leaves the revision undone", async () => {
    const up: Body = async (op) => {
      op.execute("CREATE TABLE t ()");
      await op.execute("SELECT pg_terminate_backend(pg_backend_pid())");
    };
    await expect(runLine(database.driver, { a: { up } })).rejects.toMatchObject({ exitCode: 7 });
    const connection = await database.driver.connect();
    const { rows } = await connection.query(
      "SELECT to_regclass('t')::text AS name, (SELECT count(*)::int FROM limbeck_version) AS rows",
    );
    await connection.close();
    expect(rows).toEqual([{ name: null, rows: 0 }]);
  });

  test("a role without a right to the ledger still migrates, and is told", async () => {
    const admin = await database.driver.connect();
    const role = `plain_${target.version}`;
    await admin.execute(
      `DROP ROLE IF EXISTS ${role}; CREATE ROLE ${role} LOGIN; GRANT ALL ON SCHEMA public TO ${role}`,
    );
    await runLine(database.driver, { a: creates("ta") }, { to: "a" });
    await admin.execute(`GRANT ALL ON limbeck_version TO ${role}; REVOKE ALL ON limbeck_ledger FROM ${role}`);
    const warnings: string[] = [];
    const asRole: Driver = {
      ...database.driver,
      dialect: database.driver.dialect,
      description: database.driver.description,
      singleSession: false,
      close: async () => {},
      connect: async () => {
        const session = await database.driver.connect();
        await session.execute(`SET SESSION AUTHORIZATION ${role}`);
        return session;
      },
    };
    const result = await runLine(
      asRole,
      { a: creates("ta"), b: creates("tb") },
      { onEvent: (event) => void (event.type === "warning" && warnings.push(event.message)) },
    );
    await admin.execute(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await admin.close();
    expect(result.rowsAfter).toEqual(["b"]);
    expect(warnings).toEqual([expect.stringContaining("ledger")]);
  });
});
