/** Scripts of `--sql`, played with psql, do what runs do: objects, version rows, ledger; and stop where the database is elsewhere. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, unavailable, type TestDatabase } from "../support/databases.ts";
import { canCompareDumps, dumpDifferences } from "../support/dumps.ts";
import { revisionFile, Sandbox } from "./support.ts";

const psql = ["/usr/lib/postgresql/15/bin/psql", "/usr/bin/psql"].find((path) => existsSync(path));
const missing = psql === undefined ? "there is no psql" : unavailable(14);

const config = `import { defineConfig, env } from "limbeck/config";
export default defineConfig({ environments: { development: { url: env("TEST_URL") }, other: { url: env("OTHER_URL") } } });
`;

/** A line with a branch and a merge, a step outside of a transaction, an enum's value, and a search path that stays set. */
const revisions = {
  "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
    upgrade: `op.execute("CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id integer, m mood)");\n  op.execute("SELECT set_config('search_path', '', false)");`,
    downgrade: `op.execute("DROP TABLE t; DROP TYPE mood");`,
  }),
  "migrations/b.ts": revisionFile("bbbbbbbbbbbb", {
    down: "aaaaaaaaaaaa",
    upgrade: `op.execute("INSERT INTO t VALUES (1, 'ok')");\n  op.createIndex("t_id", "t", ["id"], { concurrently: true });\n  op.execute("INSERT INTO t VALUES (2, 'ok')");`,
    downgrade: `op.dropIndex("t_id", "t", { concurrently: true });\n  op.execute("DELETE FROM t");`,
  }),
  "migrations/c.ts": revisionFile("cccccccccccc", {
    down: "aaaaaaaaaaaa",
    upgrade: `op.addEnumValue("mood", "new");\n  op.execute("ALTER TABLE t ALTER m SET DEFAULT 'new'");`,
    downgrade: `op.execute("ALTER TABLE t ALTER m DROP DEFAULT");`,
  }),
  "migrations/d.ts": `/** Merge's "d" with $limbeck$ and 100 % */
export const revision = "dddddddddddd";
export const downRevision = ["bbbbbbbbbbbb", "cccccccccccc"];
export function upgrade(op: any) { op.execute("CREATE TABLE u (id integer)"); }
export function downgrade(op: any) { op.execute("DROP TABLE u"); }
`,
};

(missing === undefined ? describe : describe.skip)(`scripts${missing === undefined ? "" : ` (${missing})`}`, () => {
  let online: TestDatabase;
  let offline: TestDatabase;
  let sandbox: Sandbox;
  beforeEach(async () => {
    online = await createDatabase(14);
    offline = await createDatabase(14);
    const env = { TEST_URL: online.url, OTHER_URL: offline.url };
    sandbox = new Sandbox({ "limbeck.config.ts": config, ...revisions }, env);
  });
  afterEach(async () => {
    sandbox.remove();
    await online.drop();
    await offline.drop();
  });

  const done = async (...argv: readonly string[]): Promise<string> => {
    const { out, err, exitCode } = await sandbox.run(argv);
    expect([argv, exitCode, exitCode === 0 ? "" : err]).toEqual([argv, 0, ""]);
    return out;
  };
  const play = ({ url }: TestDatabase, sql: string) => {
    const { pathname, searchParams, port, username } = new URL(url);
    const target = `postgres://${username}@/${pathname.slice(1)}?host=${encodeURIComponent(searchParams.get("host") ?? "")}&port=${port}`;
    const { status, stderr } = spawnSync(psql as string, ["-X", "-q", "-d", target], { input: sql, encoding: "utf8" });
    return { status, stderr: stderr.replaceAll(/^NOTICE.*$\n?/gm, "") };
  };
  const rows = async ({ driver }: TestDatabase, sql: string): Promise<unknown[]> => {
    const connection = await driver.connect();
    return (await connection.query(sql).finally(() => connection.close())).rows as unknown[];
  };
  const states = [
    "SELECT version_num FROM public.limbeck_version ORDER BY 1",
    "SELECT version_table, version_num, message, direction, outcome, checksum, tool_version, sqlstate, error FROM public.limbeck_ledger ORDER BY id",
    "SELECT version_num, statements FROM public.limbeck_progress",
  ];
  const same = async (): Promise<void> => {
    if (canCompareDumps(14)) expect(await dumpDifferences(offline.url, online.url)).toEqual([]);
    for (const sql of states) {
      const isMade = async (database: TestDatabase): Promise<boolean> =>
        (await rows(database, `SELECT to_regclass('${/FROM (\S+)/.exec(sql)?.[1]}') AS at`)).some(
          (row) => (row as { at: unknown }).at !== null,
        );
      expect(await isMade(offline)).toBe(await isMade(online));
      if (await isMade(online)) expect(await rows(offline, sql)).toEqual(await rows(online, sql));
    }
  };

  test("bring an empty database and a half-way one where a run does, and back", async () => {
    await done("upgrade", "head");
    expect(play(offline, await done("upgrade", "--sql", "head"))).toEqual({ status: 0, stderr: "" });
    await same();
    await done("downgrade", "aaaaaaaaaaaa");
    expect(play(offline, await done("downgrade", "--sql", "dddddddddddd:aaaaaaaaaaaa"))).toEqual({
      status: 0,
      stderr: "",
    });
    await same();
    await done("upgrade", "head");
    expect(play(offline, await done("upgrade", "--sql", "aaaaaaaaaaaa:head"))).toEqual({ status: 0, stderr: "" });
    await same();
    expect((await sandbox.run(["check", "--against", "revisions", "-e", "other"])).err).not.toMatch(/edited/);
  });

  test("stop before anything where the database is elsewhere, also in clients that go on", async () => {
    const script = await done("upgrade", "--sql", "bbbbbbbbbbbb:head");
    expect(play(offline, await done("upgrade", "--sql", "aaaaaaaaaaaa")).status).toBe(0);
    const before = await rows(offline, states[1] as string);
    const { status, stderr } = play(offline, script);
    expect([status, stderr]).toEqual([3, expect.stringContaining("does not begin where the database is")]);
    play(offline, script.replace(/^\\set .*$/m, ""));
    play(offline, await done("upgrade", "--sql", "head"));
    expect(await rows(offline, states[0] as string)).toEqual([{ version_num: "aaaaaaaaaaaa" }]);
    expect(await rows(offline, states[1] as string)).toEqual(before);
    expect(await rows(offline, "SELECT to_regclass('public.u') AS u")).toEqual([{ u: null }]);
  });

  test("of stamps write what a stamp writes, and stop where the database is elsewhere", async () => {
    await done("stamp", "bbbbbbbbbbbb");
    expect(play(offline, await done("stamp", "--sql", "bbbbbbbbbbbb"))).toEqual({ status: 0, stderr: "" });
    await same();
    await done("stamp", "head");
    const script = await done("stamp", "--sql", "bbbbbbbbbbbb:head");
    expect(play(offline, script)).toEqual({ status: 0, stderr: "" });
    await same();
    expect(play(offline, script)).toMatchObject({ status: 3, stderr: expect.stringContaining("has no row") });
    await same();
    await done("stamp", "base");
    expect(play(offline, await done("stamp", "--sql", "head:base"))).toEqual({ status: 0, stderr: "" });
    await same();
  });

  test("that end in the middle are gone on with by a run", async () => {
    const script = await done("upgrade", "--sql", "bbbbbbbbbbbb");
    const cut = script.slice(0, script.indexOf("INSERT INTO t VALUES (2"));
    expect(play(offline, cut).status).toBe(0);
    expect(await rows(offline, states[0] as string)).toEqual([{ version_num: "aaaaaaaaaaaa" }]);
    await done("upgrade", "bbbbbbbbbbbb", "-e", "other");
    await done("upgrade", "bbbbbbbbbbbb");
    expect(await rows(offline, "SELECT id FROM public.t ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
    await same();
  });
});
