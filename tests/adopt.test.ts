/**
 * Databases that other tools have made: adopted where they stand, refused elsewhere. Each history is the table that the tool itself
 * makes, column by column.
 */
import { createHash } from "node:crypto";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { digestOf, findHistories, readHistory } from "../src/adopt/history.ts";
import { toolNamed, tools } from "../src/adopt/tools.ts";
import { revisionFile, Sandbox } from "./cli/support.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";

const model = `CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE posts (id serial PRIMARY KEY, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE, title varchar(80));`;

interface Written {
  /** The table with two applied migrations. */
  readonly history: string;
  /** A third one. */
  readonly later: string;
  readonly last: string;
}

/** As the tools write them. */
const written: Readonly<Record<string, Written>> = {
  drizzle: {
    history: `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
      INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('a', 1700000000000), ('b', 1700000001000)`,
    later: "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('c', 1700000002000)",
    last: "1700000001000",
  },
  prisma: {
    history: `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
      logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0);
      INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('1', 'x', now(), '20240101000000_init'), ('2', 'y', now(), '20240102000000_more')`,
    later:
      "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('3', 'z', now(), '20240103000000_most')",
    last: "20240102000000_more",
  },
  typeorm: {
    history: `CREATE TABLE migrations (id SERIAL NOT NULL, "timestamp" bigint NOT NULL, name varchar NOT NULL, CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id));
      CREATE TABLE typeorm_metadata (type varchar NOT NULL, database varchar, schema varchar, "table" varchar, name varchar, value text);
      INSERT INTO migrations ("timestamp", name) VALUES (1700000000000, 'First1700000000000'), (1700000001000, 'Second1700000001000')`,
    later: `INSERT INTO migrations ("timestamp", name) VALUES (1700000002000, 'Third1700000002000')`,
    last: "Second1700000001000",
  },
  "mikro-orm": {
    history: `CREATE TABLE mikro_orm_migrations (id serial PRIMARY KEY, name varchar(255), executed_at timestamptz DEFAULT current_timestamp);
      INSERT INTO mikro_orm_migrations (name) VALUES ('Migration20240101000000.js'), ('Migration20240102000000')`,
    later: "INSERT INTO mikro_orm_migrations (name) VALUES ('Migration20240103000000')",
    last: "Migration20240102000000",
  },
  sequelize: {
    history: `CREATE TABLE "SequelizeMeta" (name varchar(255) NOT NULL PRIMARY KEY); INSERT INTO "SequelizeMeta" VALUES ('1-a.js'), ('2-b.js')`,
    later: `INSERT INTO "SequelizeMeta" VALUES ('3-c.js')`,
    last: "2-b.js",
  },
  knex: {
    history: `CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
      CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer); INSERT INTO knex_migrations_lock (is_locked) VALUES (0);
      INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('1_a.js', 1, now()), ('2_b.ts', 1, now())`,
    later: "INSERT INTO knex_migrations (name, batch) VALUES ('3_c.js', 2)",
    last: "2_b",
  },
  kysely: {
    history: `CREATE TABLE kysely_migration (name varchar(255) NOT NULL PRIMARY KEY, timestamp varchar(255) NOT NULL);
      CREATE TABLE kysely_migration_lock (id varchar(255) NOT NULL PRIMARY KEY, is_locked integer NOT NULL DEFAULT 0); INSERT INTO kysely_migration_lock VALUES ('migration_lock', 0);
      INSERT INTO kysely_migration VALUES ('1_a', now()::text), ('2_b', now()::text)`,
    later: "INSERT INTO kysely_migration VALUES ('3_c', now()::text)",
    last: "2_b",
  },
  "node-pg-migrate": {
    history: `CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL);
      INSERT INTO pgmigrations (name, run_on) VALUES ('1_a', now()), ('2_b', now())`,
    later: "INSERT INTO pgmigrations (name, run_on) VALUES ('3_c', now())",
    last: "2_b",
  },
  alembic: {
    history: `CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)); INSERT INTO alembic_version VALUES ('ae1027a6acf')`,
    later: "UPDATE alembic_version SET version_num = '3512b954651e'",
    last: "ae1027a6acf",
  },
  atlas: {
    history: `CREATE SCHEMA atlas_schema_revisions; CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (version varchar PRIMARY KEY, description varchar NOT NULL, type bigint NOT NULL DEFAULT 2,
      applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL);
      INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20240101', 'a', 2, 1, 1, now(), 1, '', '', 'h1', NULL, 'x'), ('20240102', 'b', 2, 3, 3, now(), 1, NULL, NULL, 'h2', NULL, 'x')`,
    later:
      "INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20240103', 'c', 2, 1, 1, now(), 1, NULL, NULL, 'h3', NULL, 'x')",
    last: "20240102",
  },
  supabase: {
    history: `CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY, statements text[], name text);
      INSERT INTO supabase_migrations.schema_migrations (version) VALUES ('20240101000000'), ('20240102000000')`,
    later: "INSERT INTO supabase_migrations.schema_migrations (version) VALUES ('20240103000000')",
    last: "20240102000000",
  },
  "golang-migrate": {
    history:
      "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (2, false)",
    later: "UPDATE schema_migrations SET version = 3",
    last: "2",
  },
  rails: {
    history: `CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY); CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);
      INSERT INTO schema_migrations VALUES ('20240101000000'), ('20240102000000')`,
    later: "INSERT INTO schema_migrations VALUES ('20240103000000')",
    last: "20240102000000",
  },
  dbmate: {
    history:
      "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO schema_migrations VALUES ('20240101000000'), ('20240102000000')",
    later: "INSERT INTO schema_migrations VALUES ('20240103000000')",
    last: "20240102000000",
  },
  goose: {
    history: `CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now());
      INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (3, true), (3, false)`,
    later: "INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, true)",
    last: "2",
  },
  flyway: {
    history: `CREATE TABLE flyway_schema_history (installed_rank integer PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,
      checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time integer NOT NULL, success boolean NOT NULL);
      INSERT INTO flyway_schema_history VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', 11, 'x', now(), 1, true), (2, '2', 'b', 'SQL', 'V2__b.sql', 12, 'x', now(), 1, true)`,
    later: "INSERT INTO flyway_schema_history VALUES (3, '3', 'c', 'SQL', 'V3__c.sql', 13, 'x', now(), 1, true)",
    last: "2",
  },
  "graphile-migrate": {
    history: `CREATE SCHEMA graphile_migrate; CREATE TABLE graphile_migrate.migrations (hash text PRIMARY KEY, previous_hash text REFERENCES graphile_migrate.migrations, filename text NOT NULL, date timestamptz NOT NULL DEFAULT now());
      CREATE TABLE graphile_migrate.current (filename text PRIMARY KEY DEFAULT 'current.sql', content text NOT NULL, date timestamptz NOT NULL DEFAULT now());
      INSERT INTO graphile_migrate.migrations (hash, filename) VALUES ('sha1:a', '000001.sql'); INSERT INTO graphile_migrate.migrations (hash, previous_hash, filename) VALUES ('sha1:b', 'sha1:a', '000002.sql')`,
    later:
      "INSERT INTO graphile_migrate.migrations (hash, previous_hash, filename) VALUES ('sha1:c', 'sha1:b', '000003.sql')",
    last: "000002.sql",
  },
};

test("every tool that limbeck knows is tried", () => {
  expect(Object.keys(written).sort()).toEqual(tools.map(({ name }) => name).sort());
});

describeServers("adopt", { requires: ["sessions"], versions: "newest" }, (server) => {
  const databases: TestDatabase[] = [];
  const sandboxes: Sandbox[] = [];
  afterEach(() => {
    for (const sandbox of sandboxes.splice(0)) sandbox.remove();
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  const database = async (...scripts: readonly string[]): Promise<TestDatabase> => {
    const made = await server.createDatabase();
    databases.push(made);
    for (const script of scripts) await run(made, script);
    return made;
  };
  const run = async (on: TestDatabase, script: string): Promise<void> => {
    const connection = await on.driver.connect();
    try {
      await connection.execute(script);
    } finally {
      await connection.close();
    }
  };
  const folder = (files: Readonly<Record<string, string>> = {}): Sandbox => {
    const sandbox = new Sandbox({ "package.json": '{ "type": "module" }', ...files });
    sandboxes.push(sandbox);
    return sandbox;
  };
  const at = ({ url }: TestDatabase) => ({ env: { DATABASE_URL: url } });

  const all = Object.entries(written);
  const few = server.version === 18 ? ["knex", "atlas"] : ["prisma"];
  // Each takes a scratch database and four runs: the others are adopted where nobody waits.
  const tried = process.env["LIMBECK_SOAK"] === "1" ? all : all.filter(([name]) => few.includes(name));

  test("every tool's table is known by its columns and read", { timeout: 120_000 }, async () => {
    for (const [name, { history, later, last }] of all) {
      const made = await database(model, history);
      const connection = await made.driver.connect();
      const found = await findHistories(connection);
      expect(found.map(({ tool }) => tool.name)).toEqual([name]);
      const before = await readHistory(connection, found[0]!);
      expect([name, before.entries.at(-1)?.key, before.problems]).toEqual([name, last, []]);
      await connection.execute(later);
      const after = await readHistory(connection, found[0]!);
      expect(digestOf(after.entries)).not.toBe(digestOf(before.entries));
      await connection.close();
    }
  });

  test.each(tried)(
    "%s: adopted where it stands, refused later",
    { timeout: 120_000 },
    async (name, { history, later, last }) => {
      const development = await database(model, history);
      const production = await database(model, history, "INSERT INTO users (email) VALUES ('a')");
      const ahead = await database(model, history, later);
      const sandbox = folder();
      const adopted = await sandbox.run(["adopt", "--json", "--rev-id", "ba5e"], at(development));
      expect({ exitCode: adopted.exitCode, ...adopted.json }).toMatchObject({
        exitCode: 0,
        tool: name,
        differences: [],
      });
      expect(sandbox.read("models/models.ts")).not.toMatch(/migrations|SequelizeMeta|typeorm_metadata|kysely/);
      const told = `adopted from ${toolNamed(name)!.title} at ${last}`;
      const first = await sandbox.run(["upgrade"], at(production));
      expect([first.exitCode, first.out.trim(), first.err.trim()]).toEqual([
        0,
        `ba5e, ${told}`,
        "Nothing to do: development is at ba5e.",
      ]);
      const checked = await sandbox.run(["check", "--no-cache"], at(production));
      expect([checked.exitCode, checked.out]).toEqual([0, ""]);
      expect((await sandbox.run(["status", "--json"], at(production))).json).toMatchObject({
        adopted: `${told} by ba5e`,
      });
      expect((await sandbox.run(["upgrade"], at(ahead))).err).toContain("takes it over");
    },
  );

  test("a run of other classes than the environment allows takes nothing over", { timeout: 120_000 }, async () => {
    const { history } = written["sequelize"]!;
    const production = await database(model, history);
    const sandbox = folder();
    await sandbox.run(["adopt", "--json", "--rev-id", "ba5e"], at(await database(model, history)));
    const url = 'env("DATABASE_URL")';
    const config = sandbox.read("limbeck.config.ts").replace(`url: ${url}`, `url: ${url}, allow: ["additive"]`);
    sandbox.write("limbeck.config.ts", config);
    const drop = (sql: string) => revisionFile("d0d0", { down: "ba5e", upgrade: `op.execute("${sql}");` });
    sandbox.write("migrations/drop.ts", drop("DROP TABLE posts"));
    const refused = await sandbox.run(["upgrade"], at(production));
    expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining("d0d0: DROP TABLE posts")]);
    expect((await sandbox.run(["current", "--json"], at(production))).json).toMatchObject({ rows: [] });
    sandbox.write("migrations/drop.ts", drop("CREATE TABLE more ()"));
    const taken = await sandbox.run(["upgrade", "--json"], at(production));
    expect([taken.exitCode, taken.json["rowsAfter"]]).toEqual([0, ["d0d0"]]);
  });

  describe("Drizzle", () => {
    const texts = ["CREATE TABLE users ();", "CREATE TABLE posts ();"];
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    const rows = (count: number): string =>
      `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
      ${texts
        .slice(0, count)
        .map(
          (text, index) =>
            `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${hash(text)}', ${1_700_000_000_000 + index});`,
        )
        .join("\n")}`;
    const files = (
      entries: readonly (readonly [tag: string, when: number])[] = [
        ["0000_first", 0],
        ["0001_second", 1],
      ],
    ) => ({
      "drizzle.config.ts": "",
      "drizzle/meta/_journal.json": JSON.stringify({
        entries: entries.map(([tag, when], idx) => ({ idx, tag, when: 1_700_000_000_000 + when })),
      }),
      "drizzle/0000_first.sql": texts[0]!,
      "drizzle/0001_second.sql": texts[1]!,
      "drizzle/0002_late.sql": "CREATE TABLE late ();",
    });

    test(
      "an earlier database is told what it lacks, a changed one what differs, an empty one is made",
      { timeout: 120_000 },
      async () => {
        const sandbox = folder(files());
        const adopted = await sandbox.run(["adopt", "--json", "--rev-id", "ba5e"], at(await database(model, rows(2))));
        expect(adopted.json).toMatchObject({ text: "adopted from Drizzle at 0001_second" });
        const earlier = await sandbox.run(["upgrade"], at(await database(model, rows(1))));
        expect([earlier.exitCode, earlier.err]).toEqual([
          6,
          expect.stringContaining("1 of Drizzle's migrations are not applied (0001_second)"),
        ]);
        const changed = await sandbox.run(
          ["upgrade"],
          at(await database(model, rows(2), "ALTER TABLE users ADD by_hand text")),
        );
        expect([changed.exitCode, changed.err]).toEqual([6, expect.stringContaining("- column users.by_hand")]);
        const lost = await sandbox.run(["upgrade"], at(await database(model)));
        expect([lost.exitCode, lost.err]).toEqual([
          6,
          expect.stringContaining("no history drizzle.__drizzle_migrations"),
        ]);
        const empty = await database();
        const made = await sandbox.run(["upgrade"], at(empty));
        expect([made.exitCode, made.out.trim()]).toEqual([0, "base -> ba5e, Baseline"]);
        expect((await sandbox.run(["check"], at(empty))).exitCode).toBe(0);
      },
    );

    test(
      "pending files and such as were merged late are told, and nothing is written",
      { timeout: 120_000 },
      async () => {
        const pending = folder(
          files([
            ["0000_first", 0],
            ["0001_second", 1],
            ["0002_late", 9],
          ]),
        );
        const stands = await database(model, rows(2));
        const first = await pending.run(["adopt"], at(stands));
        expect([first.exitCode, first.err]).toEqual([8, expect.stringContaining("not applied here: 0002_late")]);
        expect(pending.files(".").sort()).toEqual(["drizzle", "drizzle.config.ts", "package.json"]);
        const skipped = folder(
          files([
            ["0000_first", 0],
            ["0002_late", 0.5],
            ["0001_second", 1],
          ]),
        );
        expect((await skipped.run(["adopt"], at(stands))).exitCode).toBe(8);
        const allowed = await skipped.run(["adopt", "--allow-pending"], at(stands));
        expect([allowed.exitCode, allowed.err]).toEqual([
          0,
          expect.stringContaining("0002_late was merged late and never applied"),
        ]);
      },
    );
  });

  test("a failed migration is the old tool's to repair", { timeout: 120_000 }, async () => {
    const failed = await database(
      model,
      written["prisma"]!.history,
      "UPDATE _prisma_migrations SET finished_at = NULL WHERE id = '2'",
    );
    const result = await folder().run(["adopt"], at(failed));
    expect([result.exitCode, result.err]).toEqual([
      8,
      expect.stringContaining("20240102000000_more failed (`prisma migrate resolve` repairs it)"),
    ]);
  });

  test("of several histories somebody says which counts", { timeout: 120_000 }, async () => {
    const both = await database(model, written["knex"]!.history, written["prisma"]!.history);
    const sandbox = folder();
    const asked = await sandbox.run(["adopt"], at(both));
    expect([asked.exitCode, asked.err]).toEqual([
      8,
      expect.stringContaining("--tool prisma, --tool knex, --tool none"),
    ]);
    const answered = await sandbox.run(["adopt", "--tool", "prisma", "--json"], at(both));
    expect(answered.json).toMatchObject({ tool: "prisma", differences: [] });
  });

  test("a database that no tool has made is a plain baseline", { timeout: 120_000 }, async () => {
    const sandbox = folder();
    const first = await sandbox.run(["adopt", "--json", "--rev-id", "ba5e"], at(await database(model)));
    expect(first.json).toMatchObject({ text: "adopted as it was", differences: [] });
    const second = await sandbox.run(["upgrade"], at(await database(model)));
    expect([second.exitCode, second.out.trim()]).toEqual([0, "ba5e, adopted as it was"]);
    const other = await sandbox.run(["upgrade"], at(await database("CREATE TABLE other (id integer)")));
    expect(other.exitCode).toBe(6);
    expect((await sandbox.run(["adopt"], at(await database(model)))).err).toContain("has revisions already");
  });

  test("two at once adopt a database once", { timeout: 120_000 }, async () => {
    const sandbox = folder();
    await sandbox.run(["adopt", "--rev-id", "ba5e"], at(await database(model, written["kysely"]!.history)));
    const production = await database(model, written["kysely"]!.history);
    const results = await Promise.all([1, 2, 3].map(() => sandbox.run(["upgrade"], at(production))));
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    const connection = await production.driver.connect();
    const { rows } = await connection.query(
      "SELECT (SELECT count(*)::int FROM limbeck_version) AS rows, (SELECT count(*)::int FROM limbeck_ledger) AS entries",
    );
    await connection.close();
    expect(rows).toEqual([{ rows: 1, entries: 1 }]);
  });
});
