/** Targets that are SQL, files or what a program prints, on servers with rows: compared, written, drawn as any model. */
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { Sandbox } from "./cli/support.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";

const sandboxes: Sandbox[] = [];
const project = (files: Readonly<Record<string, string>>): Sandbox => {
  const sandbox = new Sandbox({ "package.json": '{ "type": "module" }', ...files });
  sandboxes.push(sandbox);
  return sandbox;
};
afterEach(() => {
  for (const sandbox of sandboxes.splice(0)) sandbox.remove();
});

const config = (
  target: string,
  more = "",
): string => `import { defineConfig, env, sqlFiles, sqlProgram } from "limbeck/config";
export default defineConfig({
  target: ${target},
  environments: { development: { url: env("DATABASE_URL")${more} } },
});`;

const types = "CREATE TYPE mood AS ENUM ('ok', 'sad');\nCREATE EXTENSION IF NOT EXISTS citext;";
const people = `CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  mood mood NOT NULL DEFAULT 'ok',
  tags text[] DEFAULT '{}',
  total numeric(10, 2) GENERATED ALWAYS AS (2 * 1.5) STORED
);
CREATE INDEX users_lower ON users (lower(name)) WHERE mood <> 'sad';
CREATE VIEW happy AS SELECT id, name FROM users WHERE mood = 'ok';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.name := new.name; RETURN new; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users FOR SELECT USING (name = current_user);
`;

describeServers("SQL as the target", { requires: ["databases"], versions: "newest" }, (server) => {
  const databases: TestDatabase[] = [];
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });
  const database = async (): Promise<TestDatabase> => {
    const made = await server.createDatabase();
    databases.push(made);
    return made;
  };
  const execute = async ({ driver }: TestDatabase, script: string): Promise<void> => {
    const connection = await driver.connect();
    try {
      await connection.execute(script);
    } finally {
      await connection.close();
    }
  };

  test(
    "files: written as revisions, changed with rows in the tables, drawn and verified",
    { timeout: 120_000 },
    async () => {
      const made = await database();
      const sandbox = project({
        "limbeck.config.ts": config('sqlFiles("schema/types.sql", "schema/**/*.sql")'),
        "schema/types.sql": types,
        "schema/a/people.sql": people,
      });
      const run = (...argv: string[]) => sandbox.run(argv, { env: { DATABASE_URL: made.url } });
      expect((await run("revision", "--autogenerate", "-m", "first")).exitCode).toBe(0);
      expect((await run("upgrade")).exitCode).toBe(0);
      await execute(made, "INSERT INTO users (name) VALUES ('a'), ('b'); GRANT SELECT ON users TO PUBLIC;");
      const silent = await run("check", "--no-cache");
      expect([silent.exitCode, silent.out]).toEqual([0, ""]);
      expect((await run("check")).exitCode).toBe(0);

      sandbox.write(
        "schema/a/people.sql",
        people.replace("tags text[] DEFAULT '{}',", "tags text[],\n  age bigint NOT NULL DEFAULT 7,"),
      );
      const ahead = await run("check", "--json");
      expect([ahead.exitCode, (ahead.json["differences"] as { text: string }[]).map(({ text }) => text)]).toEqual([
        2,
        ["column users.age", "default users.age", "default users.tags"],
      ]);
      expect((await run("revision", "--autogenerate", "-m", "second")).exitCode).toBe(0);
      expect((await run("upgrade")).exitCode).toBe(0);
      expect((await run("check", "--no-cache")).exitCode).toBe(0);
      expect((await run("diff", "--from", "model", "--to", "development")).exitCode).toBe(0);
      const picture = await run("erd", "--format", "mermaid");
      expect(picture.out).toContain("bigint age");
      expect(picture.out).toContain('"happy"');
      expect(await run("verify")).toMatchObject({ exitCode: 0 });
      expect((await run("downgrade", "base")).exitCode).toBe(0);
    },
  );

  // What runs the program is the same for all servers.
  test.skipIf(server.version !== 18)(
    "a program runs again only where its inputs have changed",
    { timeout: 120_000 },
    async () => {
      const made = await database();
      const sandbox = project({
        "limbeck.config.ts": config(
          'sqlProgram([process.execPath, "print.mjs"], { inputs: ["*.txt", "print.mjs"], env: { T: "t" } })',
          ', schema: "shop"',
        ),
        "names.txt": "a",
        "print.mjs": `import { appendFileSync, readFileSync } from "node:fs";
appendFileSync("runs", "x");
console.log("-- as programs do\\nCREATE TABLE " + process.env.T + " (" + readFileSync("names.txt", "utf8") + " int PRIMARY KEY)");`,
      });
      const run = (...argv: string[]) => sandbox.run(argv, { env: { DATABASE_URL: made.url } });
      expect((await run("revision", "--autogenerate", "-m", "first")).exitCode).toBe(0);
      expect((await run("upgrade")).exitCode).toBe(0);
      expect((await run("check", "--no-cache")).exitCode).toBe(0);
      expect(sandbox.read("runs")).toBe("x");
      await execute(made, "INSERT INTO shop.t VALUES (1)");
      sandbox.write("names.txt", "a int, b");
      expect((await run("check")).exitCode).toBe(2);
      expect(sandbox.read("runs")).toBe("xx");
    },
  );
});

describe("What can be wrong with SQL as the target", () => {
  const failed = async (target: string, files: Readonly<Record<string, string>> = {}): Promise<string> => {
    const sandbox = project({ "limbeck.config.ts": config(target), ...files });
    const { exitCode, err } = await sandbox.run(["erd", "--format", "mermaid"], {
      env: { DATABASE_URL: "postgresql://nowhere" },
    });
    expect(exitCode).not.toBe(0);
    expect(sandbox.files("migrations")).toEqual([]);
    expect(err).not.toContain("s3cret");
    return err;
  };
  const node = (script: string, options = ""): string =>
    `sqlProgram([process.execPath, "-e", ${JSON.stringify(script)}]${options})`;

  test.each<[string, string, string, Readonly<Record<string, string>>?]>([
    ["no file", 'sqlFiles("nowhere/**/*.sql")', "sql-file.missing"],
    [
      "a statement that fails",
      'sqlFiles("a.sql")',
      'a.sql:3: type "nope" does not exist',
      { "a.sql": "SELECT 1;\n\nCREATE TABLE a (b nope);" },
    ],
    ["no program", 'sqlProgram(["no-such-program", "postgres://me:s3cret@host/db"])', "sql-program.missing"],
    [
      "an exit code",
      node("console.error('url postgres://me:s3cret@host/db DB_PASSWORD=s3cret'); process.exit(3)"),
      "exit code 3",
    ],
    ["no output", node("console.log('-- nothing')"), "sql-program.silent"],
    ["output that fails", node("console.log('select 1;'); console.log('nonsense')"), ".sql:2)"],
    ["a program that does not end", node("setTimeout(() => {}, 60000)", ", { timeout: 0.5 }"), "within 0.5 seconds"],
    ["no inputs", node("", ", { inputs: 'x/*.ts' }"), "sql-program.inputs-missing"],
    ["no folder", node("", ", { cwd: 'x' }"), "is not there"],
  ])("%s", { timeout: 60_000 }, async (_what, target, words, files) => {
    expect(await failed(target, files)).toContain(words);
  });
});
