import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { revisionFile, Sandbox, serverConfig } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

interface ErrorFields {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Runs with --json and gives the error. */
async function failing(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<ErrorFields & { exitCode: number }> {
  const result = await sandbox.run([...argv, "--json"], { env });
  const { error } = result.json as unknown as { error?: ErrorFields };
  return { exitCode: result.exitCode, ...(error ?? { code: "none", message: result.out }) };
}

const one = { "migrations/a1.ts": revisionFile("aaaaaaaaaaaa") };

describe("without a database", () => {
  const open = (files: Readonly<Record<string, string>>): Sandbox =>
    (sandbox = new Sandbox({ "limbeck.config.ts": serverConfig, ...files }));

  test("an unknown command is a usage error with a suggestion", async () => {
    const result = await open({}).run(["upgrad"]);
    expect(result.exitCode).toBe(1);
    expect(result.err).toContain("Did you mean upgrade?");
  });

  test("a missing config says to run init", async () => {
    sandbox = new Sandbox({ "package.json": "{}" });
    expect(await failing(["heads"])).toMatchObject({
      exitCode: 1,
      code: "config.not-found",
      hint: expect.stringContaining("limbeck init"),
    });
  });

  test("an unknown revision comes with suggestions", async () => {
    open(one);
    expect(await failing(["show", "aaaaaaaaaaab"])).toMatchObject({
      exitCode: 6,
      code: "revision.unknown",
      hint: expect.stringContaining("aaaaaaaaaaaa"),
    });
  });

  test("an ambiguous prefix lists its candidates", async () => {
    open({ ...one, "migrations/a2.ts": revisionFile("aaaaaaaaaaab", { down: "aaaaaaaaaaaa" }) });
    expect(await failing(["show", "aaaa"])).toMatchObject({ exitCode: 6, code: "revision.ambiguous-prefix" });
  });

  test.each([
    [
      "a cycle",
      { "migrations/a.ts": revisionFile("a", { down: "b" }), "migrations/b.ts": revisionFile("b", { down: "a" }) },
      "revision.cycle",
    ],
    ["a missing parent", { "migrations/a.ts": revisionFile("a", { down: "nowhere" }) }, "revision.missing-parent"],
    ["a duplicate identifier", { ...one, "migrations/b.ts": revisionFile("aaaaaaaaaaaa") }, "revision.duplicate"],
    [
      "an identifier that is no literal",
      { "migrations/a.ts": "export const revision = make();\nexport const downRevision = null;\n" },
      "revision.malformed",
    ],
  ])("%s ends with the code for integrity", async (_what, files, code) => {
    open(files);
    expect(await failing(["history"])).toMatchObject({ exitCode: 6, code });
  });

  test("two heads are named together with the command that joins them", async () => {
    open({ ...one, "migrations/b.ts": revisionFile("bbbbbbbbbbbb") });
    expect(await failing(["show", "head"])).toMatchObject({
      exitCode: 6,
      hint: expect.stringContaining("limbeck merge aaaaaaaaaaaa bbbbbbbbbbbb"),
    });
  });

  test("a field of the config that does not exist is named with the file", async () => {
    sandbox = new Sandbox({ "limbeck.config.ts": "export default { enviroments: {} };" });
    expect(await failing(["heads"])).toMatchObject({
      exitCode: 1,
      code: "config.invalid",
      message: expect.stringContaining("limbeck.config.ts: `enviroments`"),
      hint: expect.stringContaining("environments"),
    });
  });

  test("a syntax error in the config shows the line", async () => {
    sandbox = new Sandbox({ "limbeck.config.ts": "export default {\n  revisions: oops oops,\n};\n" });
    expect(await failing(["heads"])).toMatchObject({
      exitCode: 1,
      code: "source.syntax",
      message: expect.stringContaining("limbeck.config.ts:2"),
    });
  });

  test("a model that throws is reported with its file and line and no stack", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": 'export default { target: () => import("./models.ts").then((m) => m.shop) };',
      "models.ts": 'export const shop = build();\n\nfunction build(): never {\n  throw new Error("no such shop");\n}\n',
    });
    const result = await sandbox.run(["check", "--against", "revisions"]);
    expect(result.exitCode).toBe(1);
    expect(result.err).toContain("error: models.ts:4: no such shop\n");
    expect(result.err).not.toContain("    at ");
  });

  test("broken SQL of views and functions is reported at its line, in the words of PostgreSQL", async () => {
    open({
      "functions/total.sql":
        "-- first\nCREATE FUNCTION total(a integer) RETURNS integer\nLANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN a;\nEND $$;\n",
      "functions/late.sql": "CREATE FUNCTION late() RETURNS integer LANGUAGE sql AS 'SELECT id FROM not_there';\n",
      "functions/rare.sql":
        "CREATE VIEW t AS SELECT 1 AS a;\nCREATE RULE r AS ON UPDATE TO t\n  DO INSTEAD\n  DELETE FROM t WHERE zz = 1;\n" +
        "CREATE FOREIGN TABLE\n  far (\n  b nowhere) SERVER none;\n",
      "views/all.sql": "CREATE VIEW a AS SELECT 1 AS x;\nCREATE VIEW b AS\n  SELECT x\n  FROM a\n  WHERE y > 1;\n",
      "models.ts": `import { dataModel, sqlFile } from "limbeck";
export const shop = dataModel({
  functions: sqlFile(new URL("./functions/*.sql", import.meta.url)),
  views: sqlFile(new URL("./views/", import.meta.url)),
});
`,
      "limbeck.config.ts": `import { defineConfig } from "limbeck/config";
export default defineConfig({ target: () => import("./models.ts").then((m) => m.shop) });
`,
    });
    const { exitCode, code, message } = await failing(["check", "--against", "revisions"]);
    expect({ exitCode, code }).toEqual({ exitCode: 1, code: "command.model-refused" });
    expect(message).toContain('functions/total.sql:5: syntax error at or near "RETRUN"');
    expect(message).toContain('views/all.sql:5: column "y" does not exist');
    expect(message).toContain('functions/rare.sql:4, rule r: column "zz" does not exist');
    expect(message).toContain('functions/rare.sql:7: type "nowhere" does not exist');
    expect(message).not.toContain("late");
  });

  test("a target that is no data model says what it found", async () => {
    sandbox = new Sandbox({ "limbeck.config.ts": "export default { target: () => 7 };" });
    expect(await failing(["check", "--against", "revisions"])).toMatchObject({
      exitCode: 1,
      code: "config.target-missing",
    });
  });

  test("an unknown environment lists the known ones", async () => {
    open({});
    expect(await failing(["current", "-e", "prod"])).toMatchObject({
      exitCode: 1,
      hint: expect.stringContaining("development"),
    });
  });

  test("a variable that is not set is named with the field that needs it", async () => {
    open({});
    expect(await failing(["current"])).toMatchObject({
      exitCode: 1,
      code: "config.env-missing",
      message: expect.stringMatching(/TEST_URL.*environments\.development\.url/),
    });
  });

  test("a revision without a message is refused where nobody can be asked", async () => {
    open({});
    expect(await failing(["revision"])).toMatchObject({ exitCode: 1, code: "command.message-needed" });
  });

  test.each([
    ["-m", "x", "--rev-id", "../x"],
    ["-m", "x", "--rev-id", "a@b"],
    ["-m", "x", "--version-path", "../elsewhere"],
  ])("hostile arguments %s %s %s %s write nothing", async (...argv) => {
    open({});
    const result = await failing(["revision", ...argv]);
    expect(result.exitCode).not.toBe(0);
    expect(existsSync(join(sandbox.root, "migrations"))).toBe(false);
    expect(existsSync(join(sandbox.root, "..", "x"))).toBe(false);
  });

  test.runIf(process.getuid?.() !== 0)("a folder that can't be written to is named", async () => {
    open({ ...one, ".limbeck/cache/keep": "" });
    await sandbox.run(["heads"]);
    chmodSync(join(sandbox.root, "migrations"), 0o500);
    expect((await failing(["revision", "-m", "x"])).message).toContain("migrations");
  });

  test("a range is refused without --sql, and a downgrade in SQL needs one", async () => {
    open(one);
    expect(await failing(["upgrade", "base:aaaa"])).toMatchObject({ exitCode: 1, code: "command.range-needs-sql" });
    expect(await failing(["downgrade", "--sql", "base"])).toMatchObject({
      exitCode: 1,
      code: "command.downgrade-needs-range",
    });
  });

  test("op.db in offline mode says why it cannot be", async () => {
    open({ "migrations/a.ts": revisionFile("aaaaaaaaaaaa", { upgrade: 'op.db.selectFrom("t");' }) });
    expect(await failing(["upgrade", "--sql"])).toMatchObject({ exitCode: 1, code: "migration.offline" });
  });
});

describe("connections", () => {
  const secret = "s3cr3t-canary";

  test.each([
    ["an unreachable server", `postgres://app:${secret}@127.0.0.1:1/shop`, 7],
    ["a URL that can't be read", `postgres://app:${secret}@[::bad/shop`, 1],
    ["an unknown scheme", `mysql://app:${secret}@localhost/shop`, 1],
  ])("%s is reported without its password", async (_what, url, exitCode) => {
    sandbox = new Sandbox({ "limbeck.config.ts": serverConfig, ...one });
    for (const flags of [[], ["--json"], ["--verbose"]]) {
      const result = await sandbox.run(["upgrade", ...flags], { env: { TEST_URL: url } });
      expect(result.exitCode).toBe(exitCode);
      expect(result.out + result.err).not.toContain(secret);
    }
  });

  test("a URL written into the wrong field of the config is not repeated", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": `export default { environments: { development: { url: ["postgres://a:${secret}@h/d"] } } };`,
    });
    const result = await sandbox.run(["current", "--verbose"]);
    expect(result.exitCode).toBe(1);
    expect(result.out + result.err).not.toContain(secret);
  });
});

describeServers("a server", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterAll(() => database.drop());

  const open = (files: Readonly<Record<string, string>>): Sandbox =>
    (sandbox = new Sandbox({ "limbeck.config.ts": serverConfig, ...files }, { TEST_URL: database.url }));

  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const connection = await database.driver.connect();
    try {
      return (await connection.execute(sql)).at(-1)?.rows ?? [];
    } finally {
      await connection.close();
    }
  };

  afterEach(() => query("DROP SCHEMA public CASCADE; CREATE SCHEMA public"));

  test("a missing database ends with the code for connections", async () => {
    open(one);
    const url = database.url.replace(/\/test_[0-9a-f]+/, "/nowhere_at_all");
    expect(await failing(["upgrade"], { TEST_URL: url })).toMatchObject({
      exitCode: 7,
      code: "connection.database-missing",
    });
  });

  const modelFiles = (body: string, more = ""): Readonly<Record<string, string>> => ({
    "limbeck.config.ts": serverConfig.replace(
      "defineConfig({",
      `defineConfig({ ${more} target: () => import("./models.ts").then((m) => m.shop),`,
    ),
    "models.ts": `import { dataModel, domain, integer, model, table, text } from "limbeck";\n${body}\n`,
  });

  test("a kind under manage that nobody knows is named with its place and what is near", async () => {
    open(
      modelFiles(
        'export const shop = dataModel({ t: table("t", { id: integer() }) });',
        'manage: ["schema", "tabel"],',
      ),
    );
    expect(await failing(["revision", "--autogenerate", "-m", "first"])).toMatchObject({
      exitCode: 1,
      code: "config.invalid",
      message: expect.stringContaining('limbeck.config.ts: `manage[1]` names no kind of object: "tabel"'),
      hint: expect.stringContaining('"table"'),
    });
  });

  test("a collation that does not exist is named with the model's property, and its line", async () => {
    open(
      modelFiles(
        `export class Note extends model("notes", {
  id: integer().primaryKey(),
  title: text().collate("de-nowhere"),
}) {}
export const shop = dataModel({ Note });`,
      ),
    );
    for (const command of [["check"], ["revision", "--autogenerate", "-m", "first"]]) {
      const refused = await failing(command);
      expect(refused).toMatchObject({ exitCode: 1, code: "command.model-refused" });
      expect(refused.message).toContain('Note.title: COLLATE pg_catalog."de-nowhere"');
      expect(refused.message).toContain('"pg_catalog.de-nowhere" for encoding "UTF8" does not exist');
    }
    expect((await sandbox.run(["check"])).err).toContain("models.ts:4");
    open(
      modelFiles(
        'export const shop = dataModel({ word: domain("word", text(), { collation: "de-nowhere" }), t: table("t", { id: integer() }) });',
      ),
    );
    expect((await failing(["check"])).message).toContain("word: CREATE DOMAIN");
  });

  test("a rename of what is nowhere is refused with what is near", async () => {
    open(modelFiles('export const shop = dataModel({ t: table("customers", { id: integer() }) });'));
    await query("CREATE TABLE clients (id integer)");
    for (const command of [
      ["check"],
      ["revision", "--autogenerate", "-m", "first"],
      ["diff", "--from", database.url, "--to", "model"],
    ]) {
      expect(await failing([...command, "--rename", "clinets=customers"])).toMatchObject({
        exitCode: 1,
        code: "autogenerate.rename-unknown",
        message: '--rename clinets=customers: the database has no "clinets".',
        hint: expect.stringContaining('"clients"'),
      });
    }
  });

  test("a failing statement is reported with its place, its text and the state of the database", async () => {
    open({
      ...one,
      "migrations/b.ts": revisionFile("bbbbbbbbbbbb", {
        down: "aaaaaaaaaaaa",
        upgrade:
          'op.execute("CREATE TABLE first_half (id integer)");\n  op.execute(`ALTER TABLE t_aaaaaaaaaaaa\n    ADD COLUMN x nosuchtype`);',
      }),
    });
    const result = await sandbox.run(["upgrade"]);
    expect(result.exitCode).toBe(5);
    expect(result.err).toContain("failed at migrations/b.ts:7");
    expect(result.err).toContain('type "nosuchtype" does not exist (SQLSTATE 42704)');
    expect(result.err).toMatch(/2 \| {5}ADD COLUMN x nosuchtype\n\s+\| {18}\^/);
    expect(result.err).toContain("the database is at aaaaaaaaaaaa");
    expect(await query("SELECT to_regclass('first_half') AS name")).toEqual([{ name: null }]);
  });

  test("a failing first revision leaves the database unchanged", async () => {
    open({
      "migrations/a.sql":
        "-- revision: aaaaaaaaaaaa\n-- downRevision: none\n\n-- upgrade\nSELECT 1;\n\nSELECT nothing;\n",
    });
    const result = await failing(["upgrade"]);
    expect(result).toMatchObject({ exitCode: 4, code: "migration.failed" });
    expect(result.message).toContain("migrations/a.sql:7");
    expect(result.message).toContain("The database is unchanged, at base.");
  });

  test("an error of the revision's own is reported with file and line", async () => {
    open({ "migrations/a.ts": revisionFile("aaaaaaaaaaaa", { upgrade: 'throw new Error("not today");' }) });
    expect((await failing(["upgrade"])).message).toContain("failed at migrations/a.ts:6\n\n  not today");
  });

  test("a syntax error in a revision is found before anything runs", async () => {
    open({ ...one, "migrations/b.ts": revisionFile("bbbbbbbbbbbb", { down: "aaaaaaaaaaaa", upgrade: "const = 3;" }) });
    expect(await failing(["upgrade"])).toMatchObject({
      exitCode: 1,
      code: "source.syntax",
      message: expect.stringContaining("migrations/b.ts:6"),
    });
    expect(await query("SELECT to_regclass('limbeck_version') AS name")).toEqual([{ name: null }]);
  });

  test("a version table of another shape is refused", async () => {
    open(one);
    await query("CREATE TABLE limbeck_version (id integer, name text)");
    for (const command of [["upgrade"], ["current"], ["status"], ["stamp", "head"], ["ensure-version"]]) {
      expect(await failing(command)).toMatchObject({ exitCode: 6, code: "version-table.shape" });
    }
  });

  test("a read-only session is told so before anything runs", async () => {
    open(one);
    const url = `${database.url}${database.url.includes("?") ? "&" : "?"}options=${encodeURIComponent("-c default_transaction_read_only=on")}`;
    expect(await failing(["upgrade"], { TEST_URL: url })).toMatchObject({ exitCode: 4, code: "migration.read-only" });
  });

  test("a table that Alembic wrote is taken over by name", async () => {
    open({
      ...one,
      "limbeck.config.ts": serverConfig.replace(
        "defineConfig({",
        'defineConfig({ versionTable: { name: "alembic_version" },',
      ),
    });
    await query(
      "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)",
    );
    await sandbox.run(["upgrade"]);
    expect(await query("SELECT version_num FROM alembic_version")).toEqual([{ version_num: "aaaaaaaaaaaa" }]);
    expect((await sandbox.run(["status", "--json"])).json).toMatchObject({ pending: [] });
  });

  test("a file that changes during the run is not run", async () => {
    open({
      ...one,
      "migrations/b.ts": revisionFile("bbbbbbbbbbbb", { down: "aaaaaaaaaaaa" }),
      "limbeck.config.ts": `import { appendFileSync } from "node:fs";
import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  environments: { development: { url: env("TEST_URL") } },
  onVersionApply: () => appendFileSync(process.env.LIMBECK_TEST_FILE!, "// edited"),
});`,
    });
    process.env["LIMBECK_TEST_FILE"] = join(sandbox.root, "migrations/b.ts");
    const result = await failing(["upgrade"]);
    delete process.env["LIMBECK_TEST_FILE"];
    expect(result).toMatchObject({ exitCode: 6, code: "migration.file-changed" });
    expect(await query("SELECT version_num FROM limbeck_version")).toEqual([{ version_num: "aaaaaaaaaaaa" }]);
  });

  test("hostile names in a revision stay names", async () => {
    const name = 'x"; DROP TABLE canary; --';
    open({
      "migrations/a.ts": revisionFile("aaaaaaaaaaaa", {
        upgrade: `op.createSchema(${JSON.stringify(name)});`,
        downgrade: `op.dropSchema(${JSON.stringify(name)});`,
      }),
    });
    await query("CREATE TABLE canary ()");
    expect((await sandbox.run(["upgrade"])).exitCode).toBe(0);
    expect(await query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'x%'")).toEqual([{ nspname: name }]);
    expect((await sandbox.run(["downgrade", "base"])).exitCode).toBe(0);
    expect(await query("SELECT to_regclass('canary')::text AS name")).toEqual([{ name: "canary" }]);
  });
});

test("a usage error is JSON with --json, too", async () => {
  sandbox = new Sandbox();
  expect(await failing(["upgrade", "--nonsense"])).toMatchObject({
    exitCode: 1,
    code: "cli.usage",
    message: "unknown option '--nonsense'",
  });
});
