import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { revisionFile, Sandbox, serverConfig } from "./support.ts";

const bin = process.env["LIMBECK_TEST_BIN"] ?? fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly out: string; readonly err: string }>;
}

describeServers("the built command line", { requires: ["sessions"] }, (target) => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeEach(async () => {
    database = await target.createDatabase();
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  function start(argv: readonly string[]): Started {
    const child = spawn(process.execPath, [bin, ...argv], {
      cwd: sandbox.root,
      env: { ...process.env, TEST_URL: database.url },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    child.stderr.on("data", (chunk) => (err += String(chunk)));
    const ended = new Promise<{ exitCode: number | null; out: string; err: string }>((resolve) => {
      child.on("close", (exitCode) => resolve({ exitCode, out, err }));
    });
    return { child, ended };
  }

  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const connection = await database.driver.connect();
    try {
      return (await connection.execute(sql)).at(-1)?.rows ?? [];
    } finally {
      await connection.close();
    }
  };

  const until = async (sql: string): Promise<void> => {
    for (let attempt = 0; attempt < 200; attempt++) {
      if ((await query(sql).catch(() => []))[0]?.["ready"] === true) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.unreachable(`never became true: ${sql}`);
  };

  const running = (what: string): string =>
    `SELECT count(*) > 0 AS ready FROM pg_stat_activity WHERE application_name LIKE 'limbeck %' AND state = 'active' AND query LIKE '%${what}%' AND pid <> pg_backend_pid()`;

  test("ten processes at once apply each revision once", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": serverConfig,
      "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
        upgrade: 'op.execute("CREATE TABLE marks (who text)");',
        downgrade: 'op.execute("DROP TABLE marks");',
      }),
      "migrations/b.ts": revisionFile("bbbbbbbbbbbb", {
        down: "aaaaaaaaaaaa",
        upgrade: `op.execute("INSERT INTO marks VALUES ('b')");\n  op.execute("CREATE INDEX CONCURRENTLY ON marks (who)", { transactional: false });`,
      }),
      "migrations/c.ts": revisionFile("cccccccccccc", {
        down: "bbbbbbbbbbbb",
        upgrade: `op.execute("INSERT INTO marks VALUES ('c')");`,
      }),
    });
    const results = await Promise.all(Array.from({ length: 10 }, () => start(["upgrade", "head", "--json"]).ended));
    expect(results.map((result) => result.err)).toEqual(Array.from({ length: 10 }, () => ""));
    expect(results.map((result) => result.exitCode)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(await query("SELECT who FROM marks ORDER BY who")).toEqual([{ who: "b" }, { who: "c" }]);
    expect(await query("SELECT count(*)::int AS runs FROM limbeck_ledger")).toEqual([{ runs: 3 }]);
  }, 60_000);

  test("killed in the middle of a transaction, a revision is undone and a rerun applies it", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": serverConfig,
      "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
        upgrade: `op.execute("CREATE TABLE half ()");\n  if (op.context.arguments.slow) op.execute("SELECT pg_sleep(30)");`,
      }),
    });
    const first = start(["upgrade", "-x", "slow=yes"]);
    await until(running("pg_sleep"));
    first.child.kill("SIGKILL");
    await first.ended;
    expect(await query("SELECT to_regclass('half') AS name")).toEqual([{ name: null }]);
    const rerun = await start(["upgrade", "--migration-lock-wait", "20"]).ended;
    expect(rerun.exitCode).toBe(0);
    expect(await query("SELECT to_regclass('half')::text AS name")).toEqual([{ name: "half" }]);
  }, 60_000);

  test("killed outside of a transaction, a revision is gone on with by the rerun", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": serverConfig,
      "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
        upgrade: `op.execute("CREATE TABLE marks AS SELECT 1 AS id");
  op.execute("CREATE INDEX CONCURRENTLY made_alone ON marks (id)", {
    transactional: false,
    done: "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('made_alone')",
    cleanUp: "DROP INDEX CONCURRENTLY IF EXISTS made_alone",
  });
  op.execute("INSERT INTO marks VALUES (2)");`,
      }),
    });
    // A snapshot that stays open keeps the concurrent index waiting in its last phase.
    await query("CREATE TABLE other ()");
    const snapshot = await database.driver.connect();
    const prepare = start(["ensure-version"]);
    await prepare.ended;
    await snapshot.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM other");
    const first = start(["upgrade"]);
    await until(running("CONCURRENTLY"));
    first.child.kill("SIGKILL");
    await first.ended;
    expect(await query("SELECT statements FROM limbeck_progress")).toEqual([{ statements: 1 }]);
    await snapshot.execute("COMMIT");
    await snapshot.close();
    const rerun = await start(["upgrade", "--migration-lock-wait", "20"]).ended;
    expect(rerun).toMatchObject({ exitCode: 0 });
    expect(rerun.err).toContain("Going on with aaaaaaaaaaaa after 1 statement");
    expect(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'made_alone'::regclass")).toEqual([
      { indisvalid: true },
    ]);
    expect(await query("SELECT id FROM marks ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await query("SELECT * FROM limbeck_progress")).toEqual([]);
  }, 60_000);

  test("an interrupt cancels the running statement and rolls the revision back", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": serverConfig,
      "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
        upgrade: `op.execute("CREATE TABLE half ()");\n  op.execute("SELECT pg_sleep(30)");`,
      }),
    });
    const first = start(["upgrade"]);
    await until(running("pg_sleep"));
    first.child.kill("SIGINT");
    expect(await first.ended).toMatchObject({ exitCode: 130 });
    expect(await query("SELECT to_regclass('half') AS name")).toEqual([{ name: null }]);
  }, 60_000);

  test("started through a link, as npm installs it, it knows its version", async () => {
    sandbox = new Sandbox({ "package.json": "{}" });
    const { symlinkSync } = await import("node:fs");
    symlinkSync(bin, join(sandbox.root, "limbeck"));
    const child = spawn(process.execPath, [join(sandbox.root, "limbeck"), "--version"], { cwd: sandbox.root });
    let out = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    await new Promise((resolve) => child.on("close", resolve));
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
