/** Revisions whose statements go to the server in one message, and are asked for before their turn. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../../tests/support/databases.ts";
import { creates, runLine, type Body, type Script } from "../../tests/support/revision-line.ts";
import type { DriverConnection } from "../driver/driver.ts";
import type { RevisionFailedError } from "./errors.ts";

describeServers("a run in few messages", { versions: "newest" }, (target) => {
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

  test("tells which of the calls failed, wherever it stands among them", async () => {
    const bodies: readonly Body[] = [
      (op) => {
        op.execute("CREATE TABLE t (id integer)");
        op.execute("CREATE INDEX ON t (nothing)");
        op.execute("CREATE TABLE after_failure ()");
      },
      (op) => {
        op.execute("CREATE TABLE t (id integer)");
        op.execute("INSERT INTO t SELECT 1");
        op.execute("ALTER TABLE t ADD CHECK (id > 1)");
      },
      (op) => {
        op.execute("CREATE TABLE t (id integer); CREATE TABLE u ()");
        op.execute("COMMENT ON TABLE missing IS 'x'");
      },
    ];
    const failed = ["execute CREATE INDEX ON t (nothing)", "execute ALTER TABLE t ADD CHECK (id > 1)"];
    for (const [at, operation] of [...failed, "execute COMMENT ON TABLE missing IS 'x'"].entries()) {
      const { failure: found } = await failure(runLine(database.driver, { a: { up: bodies[at] as Body } }));
      expect(found).toMatchObject({ state: "unchanged", operation, statement: operation.slice("execute ".length) });
    }
    expect([await exists("t"), await exists("u"), await rows()]).toEqual([false, false, []]);
  });

  test("a constraint that is checked at the end fails its own revision; the next one leaves nothing", async () => {
    const called: string[] = [];
    const error = await failure(
      runLine(database.driver, {
        a: creates("ta"),
        b: {
          up: (op) => {
            op.execute("CREATE TABLE late (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");
            op.execute("INSERT INTO late VALUES (1), (1)");
          },
        },
        c: { up: (op) => void (called.push("c"), op.execute("CREATE TABLE tc ()")) },
      }),
    );
    expect(error.failure).toMatchObject({ revision: "b", sqlState: "23505", state: "stopped", rows: ["a"] });
    expect([await rows(), await exists("late"), await exists("tc")]).toEqual([["a"], false, false]);
    // It may have said what it would ask for, once.
    expect(called.length).toBeLessThan(2);
  });

  test("what fails among revisions that follow one another at once leaves the ones before it, and nothing else", async () => {
    const drop = "DELETE FROM limbeck_version WHERE version_num = 'a'";
    const moved: Body = (op) => (op.execute("CREATE TABLE tb ()"), op.execute(drop));
    const refused: Body = (op) => (op.execute("CREATE TABLE tb ()"), op.execute("CREATE TABLE tb ()"));
    for (const body of [moved, refused]) {
      const others = await target.createDatabase();
      const scripts = { a: creates("ta"), b: { up: body }, c: creates("tc") };
      const error = await failure(runLine(others.driver, scripts));
      const code = body === moved ? "version-table.row-lost" : "migration.failed";
      expect(error).toMatchObject({ code });
      const other = await others.driver.connect();
      const found = await other.query(
        "SELECT to_regclass('tb') AS tb, to_regclass('tc') AS tc, * FROM limbeck_version",
      );
      expect(found.rows).toEqual([{ tb: null, tc: null, version_num: "a" }]);
      await other.close();
      await others.drop();
    }
  });

  test.skipIf(target.name === "embedded")(
    "a connection that ends among them is looked after by another one",
    async () => {
      const ends: Body = (op) => op.execute("CREATE TABLE tb AS SELECT pg_terminate_backend(pg_backend_pid())");
      const error = await failure(runLine(database.driver, { a: creates("ta"), b: { up: ends }, c: creates("tc") }));
      expect(error.failure).toMatchObject({ revision: "b", state: "stopped", rows: ["a"], completed: ["a"] });
      expect([await rows(), await exists("tb"), await exists("tc")]).toEqual([["a"], false, false]);
    },
  );

  test("a revision that lets go of all prepared statements does not trouble the next ones", async () => {
    const letsGo: Body = (op) => (op.execute("CREATE TABLE tc ()"), op.execute("DEALLOCATE ALL"));
    await runLine(database.driver, { a: creates("ta"), b: creates("tb"), c: { up: letsGo }, d: creates("td") });
    expect([await rows(), await exists("tc"), await exists("td")]).toEqual([["d"], true, true]);
  });

  test("a revision that may wait for something is begun only when the one before is committed", async () => {
    const seen: unknown[] = [];
    await runLine(database.driver, {
      a: creates("ta"),
      b: {
        up: async (op) => {
          seen.push((await exec("SELECT to_regclass('ta') IS NOT NULL AS found"))[0]?.["found"]);
          op.execute("CREATE TABLE tb ()");
        },
      },
    });
    expect([seen, await rows()]).toEqual([[true], ["b"]]);
  });

  test("calls each revision once, in order, and hands the ledger how long each took", async () => {
    const called: string[] = [];
    const slow = (name: string): Script => ({
      up: (op) => {
        called.push(name);
        op.execute(`CREATE TABLE ${name} AS SELECT 1 AS n FROM pg_sleep(0.02)`);
      },
    });
    await runLine(database.driver, { a: slow("ta"), b: slow("tb"), c: slow("tc") });
    expect(called).toEqual(["ta", "tb", "tc"]);
    const durations = await exec("SELECT duration_ms FROM limbeck_ledger ORDER BY id");
    expect(durations).toHaveLength(3);
    for (const { duration_ms: duration } of durations) expect(duration).toBeGreaterThanOrEqual(20);
  });
});
