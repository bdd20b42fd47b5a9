import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "../support/databases.ts";
import { Sandbox } from "./support.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const config = (extra = ""): string => `import { defineConfig, env } from "limbeck/config";
export default defineConfig({
  target: () => import("./models.ts").then((m) => m.shop),
  environments: { development: { url: env("TEST_URL") }, embedded: {} },
  ${extra}
});
`;

const models = (
  columns: string,
  table = "users",
): string => `import { dataModel, integer, model, text, varchar } from "limbeck";
class User extends model(${JSON.stringify(table)}, { id: integer().identity().primaryKey(), ${columns} }) {}
export const shop = dataModel({ User });
`;

describe("init", () => {
  test("lays out a project in an empty folder, keeps what is there, and answers for both", async () => {
    sandbox = new Sandbox();
    const first = await sandbox.run(["init", "--yes", "--json"]);
    expect(first.json).toMatchObject({
      written: ["limbeck.config.ts", "models.ts", "migrations/", ".gitignore", "tsconfig.json"],
      kept: [],
    });
    sandbox.write("models.ts", "// mine");
    const second = await sandbox.run(["init", "--yes", "--json"]);
    expect(second.json).toMatchObject({
      written: [],
      kept: ["limbeck.config.ts", "models.ts", "migrations/", ".gitignore", "tsconfig.json"],
    });
    expect(sandbox.read("models.ts")).toBe("// mine");
  });

  test("writes a tsconfig.json only where there is none, here or above, and says what one that is there lacks", async () => {
    sandbox = new Sandbox({ "tsconfig.json": '{ "compilerOptions": { "module": "nodenext" } }' });
    const first = await sandbox.run(["init", "--yes", "packages/shop"]);
    expect(first.out).not.toContain("tsconfig.json");
    expect(first.err).toContain(
      `${join("..", "..", "tsconfig.json").replace(/^.*$/, "tsconfig.json")} refuses imports`,
    );
    expect(sandbox.files("packages/shop")).not.toContain("tsconfig.json");
    sandbox.write("tsconfig.json", '{ "compilerOptions": { "rewriteRelativeImportExtensions": true } }');
    const second = await sandbox.run(["init", "--yes"]);
    expect([second.out.includes("tsconfig.json (kept)"), second.err.includes("refuses")]).toEqual([true, false]);
    sandbox.remove();
    sandbox = new Sandbox();
    await sandbox.run(["init", "--yes", "--no-tsconfig"]);
    expect(sandbox.files(".")).not.toContain("tsconfig.json");
  });

  test("adds to an existing .gitignore once", async () => {
    sandbox = new Sandbox({ ".gitignore": "node_modules" });
    await sandbox.run(["init", "--yes"]);
    await sandbox.run(["init", "--yes"]);
    expect(sandbox.read(".gitignore")).toBe("node_modules\n.limbeck/\n");
  });

  test("does not write outside of the project", async () => {
    sandbox = new Sandbox();
    expect((await sandbox.run(["init", "--yes", "--models", "../models.ts"])).exitCode).toBe(1);
    expect(existsSync(join(sandbox.root, "../models.ts"))).toBe(false);
  });

  test("works at once without a package.json, on the embedded database", async () => {
    sandbox = new Sandbox();
    await sandbox.run(["init", "--yes"]);
    expect(await sandbox.run(["generate", "-m", "Initial commit"])).toMatchObject({ exitCode: 0 });
    expect((await sandbox.run(["upgrade"])).err).toContain("✓ development is at");
    expect(await sandbox.run(["check"])).toMatchObject({ exitCode: 0 });
  }, 60_000);
});

describeServers("autogenerate on a server", { requires: ["sessions"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await target.createDatabase();
  });
  afterAll(() => database.drop());
  afterEach(async () => {
    const connection = await database.driver.connect();
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await connection.close();
  });

  const open = (columns: string, extra = ""): Sandbox =>
    (sandbox = new Sandbox(
      { "limbeck.config.ts": config(extra), "models.ts": models(columns) },
      { TEST_URL: database.url },
    ));

  test("writes what the model changes, applies it, and then finds nothing", async () => {
    open("mail: varchar().notNull()");
    const written = await sandbox.run(["revision", "-a", "-m", "Users", "--rev-id", "aaaaaaaaaaaa", "--json"]);
    expect(written.json).toMatchObject({
      revisions: [{ id: "aaaaaaaaaaaa", path: "migrations/aaaaaaaaaaaa_users.ts", downRevision: [] }],
    });
    expect(sandbox.read("migrations/aaaaaaaaaaaa_users.ts")).toContain('op.createTable("users", {');
    await sandbox.run(["upgrade"]);
    expect(await sandbox.run(["revision", "-a", "-m", "Nothing"])).toMatchObject({
      exitCode: 0,
      out: "",
      err: expect.stringContaining("No changes"),
    });
    expect((await sandbox.run(["revision", "-a", "-m", "Nothing", "--empty"])).out).toMatch(/_nothing\.ts\n$/);
  });

  test("leaves the schema of the version table to limbeck, though the model declares it", async () => {
    open("mail: varchar()", 'versionTable: { schema: "shop" },');
    sandbox.write("models.ts", models("mail: varchar()").replace("{ User }", '{ User }, { schema: "shop" }'));
    await sandbox.run(["revision", "-a", "-m", "Users", "--rev-id", "aaaaaaaaaaaa"]);
    expect(sandbox.read("migrations/aaaaaaaaaaaa_users.ts")).not.toContain("Schema(");
    for (const command of [["upgrade"], ["check"], ["check", "--against", "revisions"], ["verify"]])
      expect(await sandbox.run(command), command.join(" ")).toMatchObject({ exitCode: 0 });
    for (const command of [["downgrade", "base"], ["upgrade"], ["check"], ["downgrade", "base"]])
      expect(await sandbox.run(command), command.join(" ")).toMatchObject({ exitCode: 0 });
    const connection = await database.driver.connect();
    await connection.execute("DROP SCHEMA shop CASCADE");
    await connection.close();
  });

  test("refuses while revisions are pending", async () => {
    open("mail: varchar()");
    await sandbox.run(["generate", "-m", "Users"]);
    expect(await sandbox.run(["generate", "-m", "More"])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("limbeck upgrade heads"),
    });
  });

  test("a possible rename needs an answer, which the revision keeps", async () => {
    open("mail: varchar().notNull()");
    await sandbox.run(["generate", "-m", "Users"]);
    await sandbox.run(["upgrade"]);
    sandbox.write("models.ts", models("email: varchar().notNull()"));
    const asked = await sandbox.run(["generate", "-m", "Rename mail"]);
    expect(asked.exitCode).toBe(8);
    expect(asked.err).toContain("--rename users.mail=users.email");
    const told = await sandbox.run(["check"]);
    expect(told).toMatchObject({ exitCode: 2, err: expect.stringContaining("--rename users.mail=users.email") });
    const answered = await sandbox.run([
      "generate",
      "-m",
      "Rename mail",
      "--rename",
      "users.mail=users.email",
      "--rev-id",
      "bbbbbbbbbbbb",
    ]);
    expect(answered.exitCode).toBe(0);
    const text = sandbox.read("migrations/bbbbbbbbbbbb_rename_mail.ts");
    expect(text).toContain('op.renameColumn("users", "mail", "email")');
    expect(text).toContain("Answered: --rename users.mail=users.email");
    expect(await sandbox.run(["upgrade"])).toMatchObject({ exitCode: 0 });
    expect((await sandbox.run(["history", "--json"])).json).toMatchObject({
      revisions: [{ message: "Rename mail" }, {}],
    });
  });

  test.each([
    ["all schemas are read", ""],
    ["only the new schema is read", 'includeSchemas: ["crm"],'],
  ])("a table moves out of a schema that nothing else names, rows and all, where %s", async (_, extra) => {
    const options = (former: string): string => `(t) => [index([t.name])], { renamedFrom: "${former}" }`;
    const moved = models("name: text().notNull().unique()", "crm.people")
      .replace("model,", "index, model,")
      .replace(" }) {}", ` }, ${options("old_crm.people")}) {}`);
    sandbox = new Sandbox({ "limbeck.config.ts": config(extra), "models.ts": moved }, { TEST_URL: database.url });
    const connection = await database.driver.connect();
    await connection.execute(`DROP SCHEMA IF EXISTS crm CASCADE; DROP SCHEMA IF EXISTS old_crm CASCADE; CREATE SCHEMA old_crm;
      CREATE TABLE old_crm.people (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
      CREATE INDEX ON old_crm.people (name); CREATE TABLE old_crm.others ();
      INSERT INTO old_crm.people (name) VALUES ('Ada')`);
    const names = async (table: string): Promise<unknown> =>
      (await connection.query(`INSERT INTO ${table} (name) VALUES (now()::text) RETURNING id`)).rows[0]?.["id"];
    const written = await sandbox.run(["revision", "-a", "-m", "Move", "--rev-id", "aaaaaaaaaaaa"]);
    expect(written.err).toContain("~ table crm.people, formerly old_crm.people");
    const file = sandbox.read("migrations/aaaaaaaaaaaa_move.ts");
    expect(file).toContain('op.setSchema({ table: "old_crm.people" }, "crm");');
    expect(file).not.toMatch(/drop(?!Schema\("crm"\))|createTable|others/);
    await sandbox.run(["upgrade"]);
    expect(await names("crm.people")).toBe(2);
    expect(await sandbox.run(["check"])).toMatchObject({ exitCode: 0 });
    await sandbox.run(["downgrade", "base"]);
    expect(await names("old_crm.people")).toBe(3);
    expect((await connection.query("SELECT to_regnamespace('crm') AS crm")).rows).toEqual([{ crm: null }]);
    await connection.close();
  });

  test("SQL revisions hold both directions and run", async () => {
    open("mail: varchar()");
    const { out } = await sandbox.run(["generate", "-m", "Users", "--format", "sql"]);
    expect(sandbox.read(out.trim())).toMatch(
      /-- upgrade\nCREATE TABLE public\.users[^]*-- downgrade\nDROP TABLE public\.users;/,
    );
    await sandbox.run(["upgrade"]);
    expect((await sandbox.run(["check"])).exitCode).toBe(0);
    expect((await sandbox.run(["downgrade", "base"])).exitCode).toBe(0);
  });

  test("hooks rewrite operations, change what is written, and run on the file", async () => {
    open(
      "mail: varchar()",
      `rewriters: [(op) => (op.type === "createTable" ? [{ type: "execute", sql: "SELECT 1" }, op] : undefined)],
  processRevisionDirectives: (list) => list.map((one) => ({ ...one, message: one.message + " (checked)" })),
  renderItem: (op) => (op.type === "execute" ? '  op.execute("SELECT 2");' : undefined),
  postWriteHooks: [["node", "-e", "require('fs').appendFileSync(process.argv[1], '// hooked')"]],`,
    );
    const { out } = await sandbox.run(["generate", "-m", "Users"]);
    expect(out).toMatch(/_users_checked\.ts/);
    expect(sandbox.read(out.trim())).toMatch(
      /op\.execute\("SELECT 2"\);\n {2}op\.createTable\("users"[^]*\/\/ hooked$/,
    );
  });

  test("check tells whether the model is ahead, of the database or of the revisions", async () => {
    open("mail: varchar()");
    const ahead = await sandbox.run(["check", "--json"]);
    expect(ahead).toMatchObject({ exitCode: 2 });
    expect(ahead.json).toMatchObject({
      upToDate: false,
      differences: expect.arrayContaining([{ sign: "+", text: "table users", key: "table public.users" }]),
    });
    await sandbox.run(["generate", "-m", "Users"]);
    expect((await sandbox.run(["check", "--against", "revisions"])).exitCode).toBe(0);
    expect((await sandbox.run(["check"])).exitCode).toBe(2);
  });

  test("--against revisions writes a revision with no database at all", async () => {
    open("mail: varchar()");
    await sandbox.run(["generate", "-m", "Users", "--against", "revisions"], { env: { TEST_URL: "" } });
    sandbox.write("models.ts", models("mail: varchar(), age: integer()"));
    const { out } = await sandbox.run(["generate", "-m", "Age", "--against", "revisions"], { env: { TEST_URL: "" } });
    expect(sandbox.read(out.trim())).toContain('op.addColumn("users", "age", integer()');
    const again = await sandbox.run(["generate", "-m", "None", "--against", "revisions"], { env: { TEST_URL: "" } });
    expect(again.err).toContain("the model and the revisions agree");
  });

  test("diff compares any two states, as text, SQL, JSON or an exit code", async () => {
    open("mail: varchar()");
    await sandbox.run(["generate", "-m", "Users", "--rev-id", "aaaaaaaaaaaa"]);
    expect((await sandbox.run(["diff", "--from", "development", "--to", "model"])).out).toBe("+ table users\n");
    expect((await sandbox.run(["diff", "--exit-code"])).exitCode).toBe(2);
    expect((await sandbox.run(["diff", "--from", "empty", "--to", "revision:aaaa", "--sql"])).out).toContain(
      "CREATE TABLE public.users",
    );
    expect(
      (await sandbox.run(["diff", "--from", "revision:head", "--to", "model", "--exit-code", "--json"])).json,
    ).toMatchObject({ differences: [] });
    expect((await sandbox.run(["diff", "--from", database.url, "--to", "empty", "--exit-code"])).exitCode).toBe(0);
    expect((await sandbox.run(["diff", "--from", "nothing"])).exitCode).toBe(1);
  });

  test("SQL for what may be a rename is refused only where the table holds rows", async () => {
    open("email: varchar()");
    const connection = await database.driver.connect();
    const diff = (...flags: string[]) =>
      sandbox.run(["diff", "--from", "development", "--to", "model", "--sql", ...flags]);
    await connection.execute(
      "CREATE TABLE users (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, mail varchar)",
    );
    expect((await diff()).out).toContain("DROP COLUMN mail");
    await connection.execute("INSERT INTO users (mail) VALUES ('a')");
    await connection.close();
    const refused = await diff();
    expect(refused).toMatchObject({ exitCode: 8, err: expect.stringContaining("--rename users.mail=users.email") });
    expect((await diff("--allow-data-loss")).out).toContain("DROP COLUMN mail");
    expect((await diff("--rename", "users.mail=users.email")).out).toContain("RENAME COLUMN mail TO email");
  });

  test("what the server refuses of the model is said with the name of the column", async () => {
    sandbox = new Sandbox(
      {
        "limbeck.config.ts": config(),
        "models.ts": `import { dataModel, integer, model, type } from "limbeck";
class User extends model("users", { id: integer().primaryKey(), odd: type("nosuchtype") }) {}
export const shop = dataModel({ User });`,
      },
      { TEST_URL: database.url },
    );
    const result = await sandbox.run(["generate", "-m", "Users"]);
    expect(result.exitCode).toBe(1);
    expect(result.err).toMatch(/nosuchtype/);
  });

  test.each([
    ["a default", "bad: integer().serverDefault(sql`nosuch(1)`)", "", "nosuch", "User.bad"],
    ["a default of another type", 'bad: integer().serverDefault("many")', "", "many", "User.bad"],
    ["a generated column", "bad: integer().generated(sql`nosuch + 1`)", "", "nosuch", "User.bad"],
    ["a check", "", 'check(sql`nosuch > 1`, { name: "bad_check" })', "nosuch", "User, check bad_check"],
    ["an index", "", 'index([sql`lower(nosuch)`], { name: "bad_index" })', "nosuch", "User, index bad_index"],
    ["a predicate", "", 'index([t.id], { name: "bad_index", where: sql`nosuch` })', "nosuch", "User, index bad_index"],
  ])(
    "%s that the server refuses is named with its reason, and nothing is written",
    async (_what, column, extra, reason, name) => {
      sandbox = new Sandbox(
        {
          "limbeck.config.ts": config(),
          "models.ts": `import { check, dataModel, index, integer, model, sql } from "limbeck";
class User extends model("users", { id: integer().primaryKey(), ${column} }, (t) => [${extra}]) {}
export const shop = dataModel({ User });
export { check, index, sql };`,
        },
        { TEST_URL: database.url },
      );
      for (const command of [["check"], ["generate", "-m", "Users"]]) {
        const result = await sandbox.run([...command, "--json"]);
        expect(result.exitCode).toBe(1);
        expect(result.json).toMatchObject({
          error: {
            code: "command.model-refused",
            message: expect.stringMatching(new RegExp(`${reason}[^]*${name}|${name}[^]*${reason}`)),
          },
        });
      }
      expect(existsSync(join(sandbox.root, "migrations"))).toBe(false);
    },
  );

  test("a broken model names its place", async () => {
    sandbox = new Sandbox(
      { "limbeck.config.ts": config(), "models.ts": models('other: integer().references("nowhere.id")') },
      { TEST_URL: database.url },
    );
    const result = await sandbox.run(["check"]);
    expect(result.exitCode).toBe(1);
    expect(result.err).toContain("at models.ts:2");
  });
});

describe("the model and the database are read at the same time", () => {
  test("a database that fails first is told of when the model is there", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": config(),
      "models.ts": `${models("name: text()")}\nawait new Promise((resolve) => setTimeout(resolve, 50));\n`,
    });
    for (const command of [["revision", "-a", "-m", "First"], ["check"]]) {
      const result = await sandbox.run(command);
      expect(result).toMatchObject({ exitCode: 1, out: "" });
      expect(result.err).toContain("TEST_URL is not set");
    }
  });

  test("what is wrong with the model comes first", async () => {
    sandbox = new Sandbox({
      "limbeck.config.ts": config(),
      "models.ts": `await new Promise((resolve) => setTimeout(resolve, 50));\nthrow new Error("no model today");\n`,
    });
    expect((await sandbox.run(["check"])).err).toContain("models.ts:2: no model today");
  });
});
