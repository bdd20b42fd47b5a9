/** A role that may not read some catalogs compares the rest, and is told what was left out. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { autogenerate, type AutogenerateResult } from "../src/autogenerate/autogenerate.ts";
import { managedBy } from "../src/autogenerate/managed.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import { dataModel, type Declarations } from "../src/model/data-model.ts";
import { integer, policy, sql, table } from "../src/public/limbeck.ts";
import { describeServers, type TestDatabase } from "./support/databases.ts";

/** Roles belong to the server, which other runs may share. */
const reader = `limbeck_reader_${randomBytes(4).toString("hex")}`;

describeServers("catalogs that a role may not read", { versions: "newest" }, (server) => {
  let opened: TestDatabase;
  let connection: DriverConnection;
  beforeAll(async () => {
    opened = await server.createDatabase();
    connection = await opened.driver.connect();
    await connection.execute(`
      CREATE ROLE ${reader};
      GRANT CREATE, USAGE ON SCHEMA public TO ${reader};
      CREATE TABLE t (id integer PRIMARY KEY, n integer DEFAULT 1);
      CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
      CREATE VIEW v AS SELECT id FROM t;
      CREATE POLICY p ON t USING (id > 0);
      CREATE STATISTICS st ON id, n FROM t`);
  });
  afterAll(async () => {
    await connection.execute(`RESET ROLE; DROP OWNED BY ${reader} CASCADE; DROP ROLE ${reader}`);
    await connection.close();
    await opened.drop();
  });

  async function asReader<T>(catalogs: readonly string[], work: () => Promise<T>): Promise<T> {
    const list = catalogs.map((catalog) => `pg_catalog.${catalog}`).join(", ");
    if (list !== "") await connection.execute(`REVOKE SELECT ON ${list} FROM PUBLIC`);
    await connection.execute(`SET ROLE ${reader}`);
    try {
      return await work();
    } finally {
      if (connection.transactionStatus !== "idle") await connection.execute("ROLLBACK");
      await connection.execute("RESET ROLE");
      if (list !== "") await connection.execute(`GRANT SELECT ON ${list} TO PUBLIC`);
    }
  }

  async function plan(declared: Declarations): Promise<AutogenerateResult> {
    const target = dataModel(declared).metadata;
    const database = await postgresql.reflect(connection);
    const settled = await postgresql.settle(connection, database, target);
    expect(settled.problems).toEqual([]);
    return autogenerate({
      dialect: postgresql,
      database: settled.database ?? database,
      target,
      canonical: settled.canonical,
      serverVersion: await postgresql.serverVersion(connection),
      isManaged: managedBy(target, postgresql),
    });
  }

  const declared = {
    t: table("t", { id: integer().primaryKey(), n: integer().serverDefault(sql`1`), more: integer() }),
    p: policy("p", { on: "t", using: sql`id > 5` }),
  };

  test("with all of them, nothing is left out", async () => {
    const all = await postgresql.reflect(connection);
    expect(all.unread).toBeUndefined();
    const read = await asReader([], () => postgresql.reflect(connection));
    expect(read.unread).toBeUndefined();
    // Whom objects of one's own belong to is not said.
    const names = ({ objects }: typeof all): string[] => [...objects.keys()].filter((key) => !key.startsWith("owner "));
    expect(names(read).sort()).toEqual(names(all).sort());
  });

  test.each([
    ["pg_policy", ["policy"], "policy p of t"],
    ["pg_statistic_ext", ["statistics"], undefined],
    ["pg_foreign_server", ["foreignServer", "foreignTable"], undefined],
    ["pg_proc", ["function", "procedure", "aggregate"], undefined],
  ])("without %s", async (catalog, kinds, silent) => {
    const before = await plan(declared);
    const { unread, objects } = await asReader([catalog], () => postgresql.reflect(connection));
    for (const kind of kinds) expect(unread?.get(kind)).toEqual({ catalogs: [catalog] });
    expect([...objects.values()].filter(({ kind }) => unread?.has(kind) !== false)).toEqual([]);
    expect(objects.has("table public.t" as never)).toBe(true);
    const { differences, notes } = await asReader([catalog], () => plan(declared));
    const said = differences.map(({ sign, text }) => `${sign} ${text}`);
    const all = before.differences.map(({ text, sign }) => `${sign} ${text}`);
    expect(said).toEqual(all.filter((each) => silent === undefined || !each.includes(silent)));
    expect(notes.filter((note) => note.includes(`may not read ${catalog}`))).toHaveLength(1);
    for (const kind of kinds) expect(notes[0]).toContain(kind);
  });

  test("the model's own objects of a kind that was not read are not created", async () => {
    const { upgrade } = await asReader(["pg_policy"], () => plan(declared));
    expect(upgrade.map(({ type }) => type)).toEqual(["addColumn"]);
  });
});
