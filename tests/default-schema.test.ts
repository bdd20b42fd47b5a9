/**
 * The default schema is what the connection says: every way of saying it leads through model, revisions, version table,
 * ledger, replay, pictures and sessions, and never to a schema that nobody has named.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEngine } from "../src/engine/engine.ts";
import { dataModel } from "../src/model/data-model.ts";
import { model } from "../src/model/model.ts";
import { kyselyOf, Session } from "../src/public/orm.ts";
import { Sandbox } from "./cli/support.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";
import { integer, text } from "./support/vocabulary.ts";

const models = `import { check, dataModel, enumType, index, integer, model, sql, text, view } from "limbeck";
export const mood = enumType("mood", ["sad", "happy"]);
export class Person extends model("person", { id: integer().primaryKey(), name: text().notNull().unique(), mood: mood.column().notNull().serverDefault("sad") },
  (t) => [check(sql\`length(\${t.name}) > 1\`, { name: "named" }), index([t.mood])]) {}
export class Pet extends model("pet", { id: integer().primaryKey(), owner: integer().notNull().references("person.id") }) {}
export const names = view("names", sql\`SELECT id, name FROM person\`);
export const db = dataModel({ mood, Person, Pet, names });
`;

const config = (environments: object): string => `import { defineConfig } from "limbeck/config";
export default defineConfig({ target: () => import("./models.ts").then((m) => m.db), environments: ${JSON.stringify(environments)} });
`;

/** How a connection to a database is told that its default schema is app, with what has to be run there before. */
const ways: Record<string, (url: string, name: string) => { sql?: string; environment: object }> = {
  "search_path of the database": (url, name) => ({
    sql: `ALTER DATABASE ${name} SET search_path = app`,
    environment: { url },
  }),
  "search_path of the role, behind one that is missing": (url, name) => ({
    sql: `ALTER ROLE CURRENT_USER IN DATABASE ${name} SET search_path = nowhere, app, pg_catalog`,
    environment: { url },
  }),
  "?schema=": (url) => ({ environment: { url: `${url}&schema=app` } }),
  "?options=": (url) => ({ environment: { url: `${url}&options=-c%20search_path%3Dapp` } }),
  "the config": (url) => ({ environment: { url, schema: "app" } }),
  "the config, beside a version table of its own": (url) => ({
    environment: { url, schema: "app", versionTable: { schema: "ops" } },
  }),
};

describeServers("the default schema", { requires: ["databases"], versions: "newest" }, (target) => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  const sql = async (script: string): Promise<readonly Record<string, unknown>[]> => {
    const connection = await database.driver.connect();
    try {
      return (await connection.execute(script)).at(-1)?.rows ?? [];
    } finally {
      await connection.close();
    }
  };
  const run = async (...argv: string[]): Promise<string> => {
    const result = await sandbox.run(argv);
    expect([result.exitCode, result.exitCode === 0 ? "" : result.err + result.out]).toEqual([0, ""]);
    return result.out + result.err;
  };
  const schemas = async (): Promise<unknown[]> =>
    (await sql("SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information)' ORDER BY 1")).map(
      ({ name }) => name,
    );

  beforeEach(async () => {
    database = await target.createDatabase();
    await sql("CREATE SCHEMA app; DROP SCHEMA public");
    sandbox = new Sandbox({ "models.ts": models });
  });
  afterEach(async () => {
    sandbox.remove();
    await database.drop();
  });

  test.each(Object.entries(ways))("by %s", async (_, way) => {
    const { sql: setUp, environment } = way(database.url, new URL(database.url).pathname.slice(1));
    if (setUp !== undefined) await sql(setUp);
    sandbox.write("limbeck.config.ts", config({ development: environment }));
    await run("revision", "-a", "-m", "One");
    expect(sandbox.read(`migrations/${sandbox.files("migrations")[0]}`)).not.toMatch(/createSchema|public/);
    await run("upgrade");
    await run("check");
    await run("downgrade", "base");
    await run("upgrade");
    expect(
      await sql(
        "SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relname IN ('person', 'pet', 'names')",
      ),
    ).toEqual([{ n: 3 }]);
    expect((await schemas()).filter((name) => name !== "ops")).toEqual(["app"]);
  });

  test("leads through renames, replays, pictures and scripts", async () => {
    sandbox.write("limbeck.config.ts", config({ development: { url: `${database.url}&schema=app` } }));
    await run("revision", "-a", "-m", "One");
    await run("upgrade");
    sandbox.write(
      "models.ts",
      models.replaceAll("name:", "label:").replaceAll("t.name", "t.label").replaceAll("name FROM", "label FROM"),
    );
    const asked = await sandbox.run(["revision", "-a", "-m", "Two"]);
    expect(asked.err + asked.out).toContain("--rename person.name=person.label");
    await run("revision", "-a", "-m", "Two", "--rename", "app.person.name=app.person.label");
    await run("upgrade");
    await run("verify");
    await run("check", "--against", "revisions");
    expect(await run("erd", "--of", "development", "--format", "mermaid")).not.toMatch(/app|public/);
    expect(await run("diff", "--from", "development", "--to", "revision:head", "--sql")).not.toMatch(/DROP|CREATE/);
  });

  test("of two environments may differ: they share revisions", async () => {
    const [left, right] = ["app", "tenant"].map((schema) => ({ url: `${database.url}&schema=${schema}` }));
    sandbox.write("limbeck.config.ts", config({ development: left, other: right }));
    sandbox.write("models.ts", models.replace(/mood: mood[^}]*"sad"\)/, "mood: text()"));
    await run("revision", "-a", "-m", "One");
    for (const name of ["development", "other"]) await run("upgrade", "-e", name);
    for (const name of ["development", "other"]) await run("check", "-e", name, "--no-cache");
    expect(await schemas()).toEqual(["app", "tenant"]);
    const { out } = await sandbox.run(["upgrade", "--sql", "-e", "other"]);
    expect(out).toContain("CREATE TABLE tenant.person");
  });

  test("that does not exist is refused before anything is made", async () => {
    sandbox.write("limbeck.config.ts", config({ development: { url: database.url } }));
    sandbox.write("migrations/.gitkeep", "");
    for (const argv of [["revision", "-a", "-m", "One"], ["upgrade"], ["status"], ["check"], ["stamp", "head"]]) {
      const { exitCode, err } = await sandbox.run(argv);
      expect([argv, exitCode, err]).toEqual([argv, 4, expect.stringContaining("names no schema that exists")]);
    }
    expect(await schemas()).toEqual(["app"]);
  });

  test("sessions look where the connection looks, and name their model in errors", async () => {
    class Word extends model("word", { id: integer().primaryKey(), text: text().notNull().unique() }) {}
    const words = dataModel({ Word });
    await sql("CREATE TABLE app.word (id integer PRIMARY KEY, text text NOT NULL UNIQUE)");
    const engine = await createEngine(`${database.url}&schema=app`);
    try {
      const open = new Session(engine, words);
      open.add(new Word({ id: 1, text: "one" }));
      await open.commit();
      expect(await (await kyselyOf(engine, words)).selectFrom("Word").selectAll().execute()).toEqual([
        { id: 1, text: "one" },
      ]);
      open.add(new Word({ id: 2, text: "one" }));
      await expect(open.flush()).rejects.toMatchObject({ model: "Word", properties: ["text"] });
    } finally {
      await engine.close();
    }
  });
});
