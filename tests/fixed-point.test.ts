/**
 * PostgreSQL prints some expressions in one form when they were first read, and in another once it has read its own print, as
 * after dump and restore. Neither is a difference: not between two databases, not from a model, not on a way back.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { autogenerate } from "../src/autogenerate/autogenerate.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import type { Kind } from "../src/metadata/kind.ts";
import { Sandbox, type RunOptions } from "./cli/support.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";

/** Every place where PostgreSQL keeps an expression. */
const everywhere = `
  CREATE DOMAIN level AS varchar(9) DEFAULT (CASE WHEN 'x'::varchar(3) IN ('a', 'b') THEN 'a' ELSE 'c' END)
    CHECK (VALUE IN ('a', 'b', 'c'));
  CREATE FUNCTION known(kind varchar) RETURNS boolean LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT kind IN ('a', 'b'); END;
  CREATE FUNCTION either(kind varchar, fits boolean DEFAULT 'a'::varchar(2) IN ('a', 'b')) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT fits $$;
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TABLE jobs (
    id integer PRIMARY KEY,
    status varchar(25) NOT NULL CONSTRAINT known_status CHECK (status IN ('RUNNING', 'DONE')),
    kind varchar(10) CHECK (kind NOT IN ('x', 'y') AND lower(kind) <> ALL (ARRAY['p'::varchar, 'q'])),
    level level,
    is_done boolean GENERATED ALWAYS AS (status IN ('DONE', 'FAILED')) STORED,
    is_odd boolean DEFAULT ('a'::varchar(2) IN ('b', 'c')),
    CONSTRAINT one_running EXCLUDE USING btree (kind WITH =) WHERE (status IN ('RUNNING', 'WAITING'))
  );
  CREATE INDEX jobs_kind ON jobs (kind) WHERE kind IN ('a', 'b');
  CREATE INDEX jobs_has ON jobs ((status IN ('DONE', 'FAILED')), (kind NOT IN ('a', 'c')));
  CREATE STATISTICS jobs_statistics ON (status IN ('DONE', 'FAILED')), (kind IN ('a', 'b')) FROM jobs;
  CREATE VIEW running AS SELECT id, kind IN ('a', 'b') AS fits FROM jobs WHERE status IN ('RUNNING', 'WAITING');
  CREATE VIEW above AS SELECT r.id FROM running r JOIN jobs j ON j.id = r.id AND j.kind IN ('d', 'e') WHERE r.fits;
  CREATE MATERIALIZED VIEW done AS SELECT id, kind FROM jobs WHERE status IN ('DONE', 'FAILED');
  CREATE INDEX done_kind ON done (id) WHERE kind IN ('a', 'b');
  CREATE RULE keep AS ON DELETE TO jobs WHERE old.status IN ('RUNNING', 'WAITING') DO INSTEAD NOTHING;
  CREATE TRIGGER touch BEFORE UPDATE ON jobs FOR EACH ROW WHEN (new.status IN ('DONE', 'FAILED')) EXECUTE FUNCTION touch();
  ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
  CREATE POLICY seen ON jobs USING (kind IN ('a', 'b')) WITH CHECK (status IN ('RUNNING', 'WAITING'));
  CREATE TABLE parts (kind varchar(5), at integer) PARTITION BY LIST ((kind IN ('a', 'b')));
  CREATE TABLE parts_true PARTITION OF parts (CONSTRAINT known_kind CHECK (kind IN ('a', 'b', 'c'))) FOR VALUES IN (true);`;

describeServers("texts that PostgreSQL prints in two forms", { requires: ["databases"] }, (target) => {
  const sandbox = new Sandbox();
  let fresh: TestDatabase;
  let restored: TestDatabase;

  beforeAll(async () => {
    [fresh, restored] = [await target.createDatabase(), await target.createDatabase()];
    const from = await fresh.driver.connect();
    await from.execute(everywhere);
    await restore(fresh, restored);
  });
  afterAll(async () => {
    await Promise.all([fresh.drop(), restored.drop()]);
    sandbox.remove();
  });

  test("are two forms of many kinds", async () => {
    const [one, other] = [await fresh.driver.connect(), await restored.driver.connect()];
    const [before, after] = [await postgresql.reflect(one), await postgresql.reflect(other)];
    const different = [...before.objects.values()].filter((object) => {
      const copy = after.get((postgresql.kinds[object.kind] as Kind).key(object));
      return JSON.stringify(object) !== JSON.stringify(copy);
    });
    expect([...new Set(different.map(({ kind }) => kind))].sort()).toEqual([
      "check",
      "column",
      "default",
      "domain",
      "domainCheck",
      "exclusion",
      "function",
      "index",
      "materializedView",
      "policy",
      "rule",
      "statistics",
      "table",
      "trigger",
      "view",
    ]);
    await Promise.all([one.close(), other.close()]);
  });

  test("are no difference between two databases, either way", async () => {
    for (const [from, to] of [
      [fresh.url, restored.url],
      [restored.url, fresh.url],
    ] as const) {
      const { json } = await sandbox.run(["diff", "--from", from, "--to", to, "--json", "--sql"]);
      expect(json).toMatchObject({ differences: [], statements: [], notes: [] });
    }
  });

  test("are no difference from a model, neither in the first form nor in the second", async () => {
    const models = new Project(files(model("jobs")), { TEST_URL: fresh.url });
    try {
      await run(fresh, emptied);
      await models.done(["revision", "-a", "-m", "one"]);
      await models.done(["upgrade"]);
      expect(await models.done(["check", "--no-cache"])).toBe("");
      await run(restored, emptied);
      await restore(fresh, restored);
      const env = { TEST_URL: restored.url };
      await models.done(["stamp", "heads"], { env });
      expect(await models.done(["check", "--no-cache"], { env })).toBe("");
      expect(await models.done(["diff", "--from", "model", "--to", "development", "--sql"], { env })).toBe("");
      models.write("models.ts", model("tasks", '{ renamedFrom: "jobs" }'));
      const renamed = await models.done(["diff", "--sql"], { env });
      expect(renamed).not.toMatch(/CREATE|DROP|ADD/);
    } finally {
      models.remove();
    }
  });

  test("are no difference on the way back, which verify proves", async () => {
    const models = new Project(files(model("jobs")), { TEST_URL: fresh.url });
    try {
      await run(fresh, emptied);
      for (const label of ["'DONE'", "'DONE', 'FAILED'"]) {
        models.write("models.ts", model("jobs").replaceAll("'DONE'", label));
        await models.done(["revision", "-a", "-m", "next"]);
        await models.done(["upgrade"]);
      }
      expect(await models.done(["verify", "--scratch", "server"])).toContain("the model agrees");
    } finally {
      models.remove();
    }
  });
});

/** As pg_dump and a restore would: every text is what the other database prints. */
async function restore(from: TestDatabase, to: TestDatabase): Promise<void> {
  const [source, copy] = [await from.driver.connect(), await to.driver.connect()];
  const serverVersion = await postgresql.serverVersion(source);
  const [target, database] = [await postgresql.reflect(source), await postgresql.reflect(copy)];
  const { upgrade } = autogenerate({ dialect: postgresql, database, target, serverVersion, assumeNoRenames: true });
  for (const { sql } of operationStatements(upgrade, postgresql, { serverVersion })) await copy.execute(sql);
  await Promise.all([source.close(), copy.close()]);
}

/** A project whose commands all succeed. */
class Project extends Sandbox {
  async done(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    const { exitCode, out, err } = await this.run(argv, options);
    expect({ exitCode, ...(exitCode === 0 ? {} : { out, err }) }).toEqual({ exitCode: 0 });
    return out;
  }
}

const emptied = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

async function run({ driver }: TestDatabase, script: string): Promise<void> {
  const connection = await driver.connect();
  await connection.execute(script).finally(() => connection.close());
}

const files = (models: string): Record<string, string> => ({
  "limbeck.config.ts": `import { defineConfig, env } from "limbeck/config";
import { db } from "./models.ts";
export default defineConfig({ target: db, environments: { development: { url: env("TEST_URL") } } });
`,
  "models.ts": models,
});

const model = (table: string, options = "{}"): string => `
import { boolean, dataModel, index, integer, model, sql, varchar } from "limbeck";
class Job extends model("${table}", {
  id: integer().identity().primaryKey(),
  status: varchar(25).notNull().check(sql\`status in ('RUNNING', 'DONE')\`),
  kind: varchar(10).serverDefault(sql\`case when 'a'::varchar(2) in ('b', 'DONE') then 'a' end\`),
  isDone: boolean().generated(sql\`status in ('LOST', 'DONE')\`),
}, (t) => [index([t.kind], { where: sql\`\${t.kind} in ('a', 'DONE')\` })], ${options}) {}
export const db = dataModel({ Job });
`;
