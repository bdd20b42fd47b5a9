/**
 * Histories that the real tools have made: adopted, upgraded with a revision of limbeck's, and the old tool run once more, which
 * finds nothing to do or stops at the fence. Installs from npm, so only where nobody waits (LIMBECK_SOAK=1).
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasFence } from "../src/adopt/fence.ts";
import { toolNamed } from "../src/adopt/tools.ts";
import { Sandbox } from "./cli/support.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";

interface OldTool {
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly migrate: readonly string[];
  /** A file that the tool has not run, where it stops only then. */
  readonly pending?: Readonly<Record<string, string>>;
  /** What it says at the fence. */
  readonly stops?: string;
}

const users = "CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL UNIQUE)";
const posts = "CREATE TABLE posts (id serial PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE)";
const knexFile = (sql: string): string =>
  `exports.up = (knex) => knex.raw(${JSON.stringify(sql)}); exports.down = () => {};`;
const kyselyFile = (sql: string): string =>
  `const { sql } = require("kysely"); exports.up = (db) => sql.raw(${JSON.stringify(sql)}).execute(db);`;

const tools: Readonly<Record<string, OldTool>> = {
  knex: {
    packages: ["knex@3", "pg@8"],
    files: {
      "knexfile.cjs": 'module.exports = { client: "pg", connection: process.env.DATABASE_URL };',
      "migrations/20240101000000_users.js": knexFile(users),
      "migrations/20240102000000_posts.js": knexFile(posts),
    },
    migrate: ["node_modules/.bin/knex", "migrate:latest", "--knexfile", "knexfile.cjs"],
    stops: "migration directory is corrupt",
  },
  kysely: {
    packages: ["kysely@0.28", "pg@8"],
    files: {
      "migrations/1_users.js": kyselyFile(users),
      "migrations/2_posts.js": kyselyFile(posts),
      "migrate.cjs": `const { Kysely, PostgresDialect, Migrator, FileMigrationProvider } = require("kysely");
const { Pool } = require("pg"); const fs = require("node:fs/promises"); const path = require("node:path");
const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: process.env.DATABASE_URL }) }) });
const provider = new FileMigrationProvider({ fs, path, migrationFolder: path.join(__dirname, "migrations") });
new Migrator({ db, provider }).migrateToLatest().then(async ({ error }) => { await db.destroy(); if (error) { console.error(error); process.exit(1); } });`,
    },
    migrate: ["node", "migrate.cjs"],
    stops: "previously executed migration limbeck_has_taken_over is missing",
  },
  "node-pg-migrate": {
    packages: ["node-pg-migrate@8", "pg@8"],
    files: {
      "migrations/1700000000000_users.sql": `-- Up Migration\n${users};\n-- Down Migration\n`,
      "migrations/1700000001000_posts.sql": `-- Up Migration\n${posts};\n-- Down Migration\n`,
    },
    migrate: ["node_modules/.bin/node-pg-migrate", "up"],
    pending: { "migrations/1700000002000_late.sql": "-- Up Migration\nCREATE TABLE late ();\n-- Down Migration\n" },
    stops: "is preceding already run migration",
  },
  sequelize: {
    packages: ["sequelize@6", "umzug@3", "pg@8"],
    files: {
      ".sequelizerc": "",
      "migrations/1-users.js": `exports.up = ({ context }) => context.sequelize.query(${JSON.stringify(users)});`,
      "migrations/2-posts.js": `exports.up = ({ context }) => context.sequelize.query(${JSON.stringify(posts)});`,
      "migrate.cjs": `const { Sequelize } = require("sequelize"); const { Umzug, SequelizeStorage } = require("umzug");
const sequelize = new Sequelize(process.env.DATABASE_URL, { dialect: "postgres", logging: false });
const umzug = new Umzug({ migrations: { glob: "migrations/*.js" }, context: sequelize.getQueryInterface(), storage: new SequelizeStorage({ sequelize }) });
umzug.up().then(() => sequelize.close(), (error) => { console.error(error); process.exit(1); });`,
    },
    migrate: ["node", "migrate.cjs"],
  },
  drizzle: {
    packages: ["drizzle-orm@0.45", "drizzle-kit@0.31", "pg@8"],
    files: {
      "drizzle.config.ts": `export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle", dbCredentials: { url: process.env.DATABASE_URL } };`,
      "schema.ts": `import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull().unique() });
export const posts = pgTable("posts", { id: serial().primaryKey(), userId: integer("user_id").notNull().references(() => users.id, { onDelete: "cascade" }) });`,
    },
    migrate: [
      "bash",
      "-c",
      "test -d drizzle || node_modules/.bin/drizzle-kit generate; node_modules/.bin/drizzle-kit migrate",
    ],
  },
  typeorm: {
    packages: ["typeorm@1", "pg@8", "reflect-metadata"],
    files: {
      "data-source.js": `const { DataSource } = require("typeorm");
class First1700000000000 { name = "First1700000000000"; up(runner) { return runner.query(${JSON.stringify(users)}); } }
class Second1700000001000 { name = "Second1700000001000"; up(runner) { return runner.query(${JSON.stringify(posts)}); } }
exports.source = new DataSource({ type: "postgres", url: process.env.DATABASE_URL, migrations: [First1700000000000, Second1700000001000] });`,
      "migrate.cjs": `const { source } = require("./data-source.js");
source.initialize().then(() => source.runMigrations()).then(() => source.destroy(), (error) => { console.error(error); process.exit(1); });`,
    },
    migrate: ["node", "migrate.cjs"],
  },
};

const isSoak = process.env["LIMBECK_SOAK"] === "1";

describeServers("Histories that the real tools have made", { requires: ["databases"] }, (server) => {
  const databases: TestDatabase[] = [];
  const sandboxes: Sandbox[] = [];
  let installed: string;
  beforeAll(async () => {
    installed = process.env["LIMBECK_TOOLS"] ?? mkdtempSync(join(tmpdir(), "limbeck-tools-"));
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
    for (const sandbox of sandboxes) sandbox.remove();
    if (process.env["LIMBECK_TOOLS"] === undefined) rmSync(installed, { recursive: true, force: true });
  });
  const database = async (): Promise<TestDatabase> => {
    const made = await server.createDatabase();
    databases.push(made);
    return made;
  };

  /** A folder in which the tool is installed. */
  const folderFor = (name: string, { packages, files }: OldTool): Sandbox => {
    const folder = join(installed, name);
    const arguments_ = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--silent", ...packages];
    const install = spawnSync("npm", arguments_, { encoding: "utf8" });
    expect(install.status, install.stderr).toBe(0);
    const sandbox = new Sandbox({ "package.json": '{ "private": true }', ...files });
    symlinkSync(join(folder, "node_modules"), join(sandbox.root, "node_modules"), "dir");
    sandboxes.push(sandbox);
    return sandbox;
  };

  const run = ({ root }: Sandbox, command: readonly string[], { url }: TestDatabase) =>
    new Promise<{ status: number; text: string }>((resolve) => {
      const [program = "", ...rest] = command;
      const env = { ...process.env, DATABASE_URL: url };
      execFile(program === "node" ? process.execPath : program, rest, { cwd: root, env }, (error, out, err) =>
        resolve({ status: error === null ? 0 : 1, text: `${out}${err}` }),
      );
    });

  test.skipIf(!isSoak || server.version !== 18).each(Object.entries(tools))(
    "%s: adopted, upgraded, and run once more",
    { timeout: 600_000 },
    async (name, tool) => {
      const sandbox = folderFor(name, tool);
      const [development, production] = [await database(), await database()];
      for (const each of [development, production])
        expect(await run(sandbox, tool.migrate, each)).toMatchObject({ status: 0 });
      const at = ({ url }: TestDatabase) => ({ env: { DATABASE_URL: url } });
      const fence = hasFence(name) ? ["--fence"] : [];
      if (fence.length === 0) expect((await sandbox.run(["adopt", "--fence"], at(development))).exitCode).toBe(8);
      const adopted = await sandbox.run(["adopt", "--json", "--rev-id", "ba5e", ...fence], at(development));
      expect({ err: adopted.err, ...adopted.json }).toMatchObject({ tool: name, differences: [] });
      expect((await sandbox.run(["revision", "-m", "more", "--rev-id", "beef"], at(production))).exitCode).toBe(0);
      const path = sandbox.files("revisions").length > 0 ? "revisions" : "migrations";
      const file = `${path}/${sandbox.files(path).find((each) => each.startsWith("beef"))}`;
      sandbox.write(
        file,
        sandbox.read(file).replace(/(upgrade\(op: Op\) \{)/, '$1\n  op.execute("ALTER TABLE users ADD age integer");'),
      );
      const connection = await production.driver.connect();
      await connection.execute("INSERT INTO users (email) VALUES ('a')");
      const upgraded = await sandbox.run(["upgrade"], at(production));
      expect(upgraded).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining(`adopted from ${toolNamed(name)!.title}`),
      });
      for (const [extra, text] of Object.entries(tool.pending ?? {})) sandbox.write(extra, text);
      const again = await run(sandbox, tool.migrate, production);
      if (tool.stops === undefined) expect(again).toMatchObject({ status: 0 });
      else expect(again).toMatchObject({ status: 1, text: expect.stringContaining(tool.stops) });
      const { rows } = await connection.query(
        "SELECT (SELECT count(*)::int FROM users) AS users, to_regclass('late') AS late, (SELECT count(*)::int FROM limbeck_ledger) AS entries",
      );
      await connection.close();
      expect(rows).toEqual([{ users: 1, late: null, entries: 2 }]);
      expect((await sandbox.run(["upgrade"], at(production))).exitCode).toBe(0);
      const third = await database();
      await run(sandbox, tool.migrate, third);
      expect((await sandbox.run(["upgrade"], at(third))).exitCode).toBe(tool.pending === undefined ? 0 : 6);
    },
  );
});
