/** Hooks around runs, and the statements that -vv shows. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";
import type { RunHooks } from "../../src/config/config.ts";
import { downgrade, upgrade } from "../../src/public/migration.ts";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

const revision = (id: string, down: string | null, up: string): string =>
  `export const revision = "${id}";\nexport const downRevision = ${JSON.stringify(down)};\nexport function upgrade(op) { ${up} }\nexport function downgrade(op) {}\n`;

const config = `
const told = (globalThis.hooksTold ??= []);
const who = (name, where) => async (facts) => {
  const { query, ...rest } = facts;
  const rows = query === undefined ? [] : (await query("SELECT to_regclass('t1')::text AS t1, to_regclass('t2')::text AS t2")).rows;
  told.push([name, where, rest.revision ?? rest.revisions ?? [], ...rows.map(({ t1, t2 }) => [t1, t2])]);
  if (globalThis.hooksFail === name + " " + (rest.revision ?? "")) throw new Error("no");
};
const hooks = (where) => Object.fromEntries(["beforeRun", "afterRun", "beforeRevision", "afterRevision", "onFailure"].map((name) => [name, who(name, where)]));
export default { hooks: hooks("config"), environments: { development: { url: process.env.HOOKS_URL, hooks: hooks("environment") } } };
`;

type Told = readonly [name: string, where: string, ...unknown[]];
const shared = globalThis as { hooksTold?: Told[]; hooksFail?: string | undefined };

describeServers("hooks around runs", { versions: "newest" }, (target) => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeEach(async () => {
    database = await target.createDatabase();
    sandbox = new Sandbox({
      "limbeck.config.mjs": config,
      "migrations/a1.mjs": revision("a1", null, 'op.execute("CREATE TABLE t1 ()");'),
      "migrations/a2.mjs": revision("a2", "a1", 'op.execute("CREATE TABLE t2 ()");'),
    });
    shared.hooksTold = [];
    shared.hooksFail = undefined;
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  const project = async () =>
    loadConfig({ cwd: sandbox.root, driver: database.driver, variables: {} }).then((loaded) => loaded);
  const told = (where = "config") =>
    (shared.hooksTold as Told[]).filter((entry) => entry[1] === where).map(([name, , ...rest]) => [name, ...rest]);

  test("are called in order, with what is there at that moment", async () => {
    const own: string[] = [];
    const hooks: RunHooks = {
      beforeRevision: ({ revision: id }) => void own.push(id),
      afterRun: ({ to, milliseconds }) => void own.push(`${to.join()} ${milliseconds > 0}`),
    };
    await upgrade(await project(), "head", { hooks });
    expect(told()).toEqual([
      ["beforeRun", ["a1", "a2"], [null, null]],
      ["beforeRevision", "a1", [null, null]],
      ["afterRevision", "a1", ["t1", null]],
      ["beforeRevision", "a2", ["t1", null]],
      ["afterRevision", "a2", ["t1", "t2"]],
      ["afterRun", ["a1", "a2"], ["t1", "t2"]],
    ]);
    expect(told("environment")).toEqual(told());
    expect(own).toEqual(["a1", "a2", "a2 true"]);
    shared.hooksTold = [];
    await upgrade(await project(), "head");
    expect(told()).toEqual([]);
    await downgrade(await project(), "base");
    expect(told().map(([name, at]) => [name, at])).toEqual([
      ["beforeRun", ["a2", "a1"]],
      ["beforeRevision", "a2"],
      ["afterRevision", "a2"],
      ["beforeRevision", "a1"],
      ["afterRevision", "a1"],
      ["afterRun", ["a2", "a1"]],
    ]);
  });

  test.each([
    ["beforeRun ", 4, [null, null], []],
    ["beforeRevision a1", 4, [null, null], []],
    ["beforeRevision a2", 5, ["t1", null], ["a1"]],
    ["afterRevision a1", 5, ["t1", null], ["a1"]],
    ["afterRun ", 5, ["t1", "t2"], ["a2"]],
  ] as const)("one that throws ends the run: %s", async (fails, exitCode, tables, rows) => {
    shared.hooksFail = fails;
    const error = await upgrade(await project(), "head").then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ exitCode });
    expect((error as Error).message).toMatch(/The hook \w+( of revision a\d)? failed: no\./);
    expect(told().at(-1)?.[0]).toBe("onFailure");
    shared.hooksFail = undefined;
    const connection = await database.driver.connect();
    const found = await connection.query("SELECT to_regclass('t1')::text AS t1, to_regclass('t2')::text AS t2");
    expect(Object.values(found.rows[0] ?? {})).toEqual(tables);
    const versions = await connection.query("SELECT version_num FROM limbeck_version");
    expect(versions.rows.map((row) => row["version_num"])).toEqual(rows);
    await connection.close();
  });

  test("the failure of a revision is told, and a hook that fails then is a warning", async () => {
    sandbox.write("migrations/a2.mjs", revision("a2", "a1", 'op.execute("SELECT nonsense");'));
    shared.hooksFail = "onFailure a2";
    const warnings: string[] = [];
    const failures: unknown[] = [];
    const onEvent = (event: { type: string; message?: string }): void =>
      void (event.type === "warning" && warnings.push(event.message ?? ""));
    await expect(
      upgrade(await project(), "head", {
        onEvent,
        hooks: { onFailure: ({ revision: at, completed }) => void failures.push(at, completed) },
      }),
    ).rejects.toMatchObject({ code: "migration.failed" });
    expect(failures).toEqual(["a2", ["a1"]]);
    expect(warnings.filter((text) => text.includes("onFailure"))).toHaveLength(2);
  });

  test("every statement is told, and printed with -vv without passwords", async () => {
    const statements: string[] = [];
    const rows: unknown[] = [];
    await upgrade(
      { ...(await project()), onQuery: ({ sql, rowCount }) => (statements.push(sql), rows.push(rowCount)) },
      "a1",
    );
    expect(statements.some((sql) => sql.includes("CREATE TABLE t1 ()"))).toBe(true);
    expect(rows).toContain(1);
    if (!target.has("databases")) return;
    sandbox.write(
      "migrations/a2.mjs",
      revision(
        "a2",
        "a1",
        `op.execute("CREATE TABLE t2 (); COMMENT ON TABLE t2 IS 'host=x password=hunter2 user=y'"); op.execute("CREATE USER MAPPING FOR current_user SERVER s OPTIONS (password 'hunter2')");`,
      ),
    );
    process.env["HOOKS_URL"] = database.url;
    const result = await sandbox.run(["upgrade", "-vv"]);
    expect(result.exitCode).toBe(5 - 1);
    expect(result.err).toContain("CREATE TABLE t2 ()");
    expect(result.err).toMatch(/-- [\d.]+ ms, 1 row\n/);
    expect(result.err).toMatch(/-- [\d.]+ ms, failed: /);
    expect(result.err + result.out).not.toContain("hunter2");
    expect((await sandbox.run(["current", "-v"])).err).not.toContain("SELECT");
    expect((await sandbox.run(["-v", "current", "-v"])).err).toContain("SELECT");
  });
});
