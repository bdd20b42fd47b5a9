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

describeServers("the built command line", { requires: ["sessions"], versions: "newest" }, (target) => {
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

  test("killed in the middle of a backfill, it goes on after the last batch, and changes each row once", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": serverConfig,
      "migrations/a.ts": `import { sql } from "limbeck";\n${revisionFile("aaaaaaaaaaaa", {
        upgrade: `op.backfill("marks", { set: { hits: sql\`hits + 1\`, done: sql\`pg_sleep(0.002) IS NOT NULL\` }, where: sql\`done IS NULL\`, batchSize: 100 });`,
      })}`,
    });
    await query(
      "CREATE TABLE marks AS SELECT n AS id, 0 AS hits, NULL::boolean AS done FROM generate_series(1, 3000) n; ALTER TABLE marks ADD PRIMARY KEY (id)",
    );
    const first = start(["upgrade"]);
    await until("SELECT (position::json ->> 'position') IS NOT NULL AS ready FROM limbeck_progress");
    first.child.kill("SIGKILL");
    await first.ended;
    expect((await query("SELECT count(*)::int AS left FROM marks WHERE done IS NULL"))[0]?.["left"]).toBeGreaterThan(0);
    expect(await start(["upgrade", "--migration-lock-wait", "20"]).ended).toMatchObject({ exitCode: 0 });
    expect(await query("SELECT min(hits) AS least, max(hits) AS most FROM marks")).toEqual([{ least: 1, most: 1 }]);
  }, 60_000);

  const strays: Readonly<Record<string, readonly [body: string, said: RegExp]>> = {
    "process.exit(0)": [
      `op.execute("CREATE TABLE half ()");\n  process.exit(0);`,
      /failed at migrations\/a\.ts:7[^]*process\.exit\(0\) was called/,
    ],
    "process.exit in a callback": [
      `op.execute("CREATE TABLE half ()");\n  setTimeout(() => process.exit(0));\n  op.execute("SELECT pg_sleep(20)");`,
      /nobody waited for[^]*revision aaaaaaaaaaaa[^]*a\.ts[^]*process\.exit\(0\)/,
    ],
    "a rejection that nobody awaits": [
      `op.execute("CREATE TABLE half ()");\n  void Promise.reject(new Error("lost in space"));\n  op.execute("SELECT pg_sleep(20)");`,
      /nobody waited for[^]*a\.ts[^]*lost in space/,
    ],
  };
  for (const [what, [body, said]] of Object.entries(strays)) {
    test(`${what} inside of a revision is no success`, async () => {
      sandbox = new Sandbox({
        "limbeck.config.ts": serverConfig,
        "migrations/a.ts": revisionFile("aaaaaaaaaaaa", { upgrade: body }),
      });
      const { exitCode, err } = await start(["upgrade"]).ended;
      expect(exitCode).toBeGreaterThan(0);
      expect(err).toMatch(said);
      expect(await query("SELECT to_regclass('half') AS name")).toEqual([{ name: null }]);
    }, 60_000);
  }

  test("a call of op after its revision has ended is an error that names the revision", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": serverConfig,
      "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
        upgrade: `new Promise((resolve) => setTimeout(resolve, 300)).then(() => op.execute("CREATE TABLE late ()"));`,
      }),
      "migrations/b.ts": revisionFile("bbbbbbbbbbbb", {
        down: "aaaaaaaaaaaa",
        upgrade: `op.execute("SELECT pg_sleep(20)");`,
      }),
    });
    const { exitCode, err } = await start(["upgrade"]).ended;
    expect(exitCode).toBeGreaterThan(0);
    expect(err).toMatch(/revision aaaaaaaaaaaa[^]*called op after its function had ended/i);
    expect(await query("SELECT to_regclass('late') AS name")).toEqual([{ name: null }]);
  }, 60_000);

  const sleeping = {
    "limbeck.config.ts": serverConfig,
    "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
      upgrade: `op.execute("CREATE TABLE half ()");\n  op.execute("SELECT pg_sleep(30)");`,
    }),
  };

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s cancels the running statement, rolls the revision back, says so and ends with %i",
    async (signal, exitCode) => {
      sandbox = new Sandbox(sleeping);
      const first = start(["upgrade"]);
      await until(running("pg_sleep"));
      first.child.kill(signal);
      const ended = await first.ended;
      expect(ended).toMatchObject({ exitCode });
      expect(ended.err).toMatch(/^stopped: The upgrade was interrupted at revision aaaaaaaaaaaa\.$/m);
      expect(ended.err).toContain("the database is unchanged, at base.");
      expect(ended.err).toContain("[migration.interrupted]");
      expect(ended.err).not.toContain("fail");
      expect(await query("SELECT to_regclass('half') AS name")).toEqual([{ name: null }]);
    },
    60_000,
  );

  test.each([["erd", "--revision", "head"], ["verify"], ["diff", "--from", "empty", "--to", "revision:head"]])(
    "%s that is interrupted drops its scratch database",
    async (...argv) => {
      const config = serverConfig.replace("url:", 'scratch: "server", url:');
      sandbox = new Sandbox({ ...sleeping, "limbeck.config.ts": config });
      const first = start(argv);
      await until(running("pg_sleep"));
      const [scratch] = await query(
        "SELECT datname FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND datname LIKE 'limbeck_scratch%'",
      );
      first.child.kill("SIGINT");
      const ended = await first.ended;
      expect(ended).toMatchObject({ exitCode: 130 });
      expect(ended.err).toContain(`stopped: ${argv[0]!} was interrupted.`);
      const left = await query(`SELECT datname FROM pg_database WHERE datname = '${String(scratch?.["datname"])}'`);
      expect([scratch?.["datname"], left]).toEqual([expect.stringContaining("limbeck_scratch"), []]);
    },
    60_000,
  );

  test("a second signal ends at once, and the server lets go of all", async () => {
    sandbox = new Sandbox(sleeping);
    const first = start(["upgrade"]);
    await until(running("pg_sleep"));
    first.child.kill("SIGTERM");
    first.child.kill("SIGINT");
    expect((await first.ended).exitCode).toBeGreaterThan(128);
    await until("SELECT count(*) = 0 AS ready FROM pg_locks WHERE locktype = 'advisory'");
    expect(await query("SELECT to_regclass('half') AS name")).toEqual([{ name: null }]);
  }, 60_000);

  test.each([
    [["check"], "check was interrupted. Nothing was changed."],
    [["revision", "--autogenerate", "-m", "more"], "revision was interrupted. No revision was written."],
  ])(
    "%j that is interrupted while it reads leaves nothing",
    async (argv, says) => {
      sandbox = new Sandbox({
        "limbeck.config.ts": `import { defineConfig, env } from "limbeck/config";
import { dataModel, integer, table } from "limbeck";
export default defineConfig({
  target: dataModel({ shelves: table("shelves", { id: integer().primaryKey() }) }),
  environments: { development: { url: env("TEST_URL") } },
});
`,
      });
      const holder = await database.driver.connect();
      await holder.execute("BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE");
      const first = start(argv);
      await until("SELECT count(*) > 0 AS ready FROM pg_locks WHERE NOT granted");
      first.child.kill("SIGINT");
      const ended = await first.ended;
      await holder.close();
      expect(ended).toMatchObject({ exitCode: 130, out: "" });
      expect(ended.err).toContain(`stopped: ${says}`);
      expect(sandbox.files("migrations")).toEqual([]);
    },
    60_000,
  );

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

test("an embedded database hears an interrupt between two statements, and is free afterwards", async () => {
  const slow = 'for (let at = 0; at < 5; at++) op.execute("SELECT pg_sleep(0.2)");';
  const sandbox = new Sandbox({
    "limbeck.config.ts":
      'import { defineConfig } from "limbeck/config";\nexport default defineConfig({ environments: { development: {} } });\n',
    "migrations/a.ts": revisionFile("aaaaaaaaaaaa"),
    "migrations/b.ts": revisionFile("bbbbbbbbbbbb", { down: "aaaaaaaaaaaa", upgrade: slow }),
  });
  const child = spawn(process.execPath, [bin, "upgrade"], { cwd: sandbox.root });
  let err = "";
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  child.stdout.once("data", () => child.kill("SIGINT"));
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  const locks = sandbox.files(".limbeck/databases").filter((name) => name.endsWith(".lock"));
  sandbox.remove();
  expect({ exitCode, locks }).toEqual({ exitCode: 130, locks: [] });
  expect(err).toContain("The revision before it stayed: the database is at aaaaaaaaaaaa.");
}, 60_000);
