/** What nobody manages is put back under new names, and what it needs stays: no script that fails. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { describeServers, type TestDatabase } from "./support/databases.ts";
import type { ReflectOptions } from "../src/dialects/dialect.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import { dataModel, type Declarations } from "../src/model/data-model.ts";
import type { Operation } from "../src/operations/operation.ts";
import { bigint, enumType, integer, partitionBy, table } from "../src/public/limbeck.ts";
import { autogenerateOn, type AutogenerateResult } from "../src/autogenerate/autogenerate.ts";
import { managedBy } from "../src/autogenerate/managed.ts";
import type { RenameAnswer } from "../src/autogenerate/renames.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";

describeServers("what nobody manages", {}, (server) => {
  let opened: TestDatabase;
  let connection: DriverConnection;
  beforeAll(async () => {
    opened = await server.createDatabase();
    connection = await opened.driver.connect();
  });
  afterAll(async () => {
    await connection.close();
    await opened.drop();
  });
  beforeEach(() => connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"));

  async function plan(
    declared: Declarations,
    renames: readonly RenameAnswer[] = [],
    filters: ReflectOptions = {},
  ): Promise<AutogenerateResult> {
    const target = dataModel(declared).metadata;
    const database = await postgresql.reflect(connection, filters);
    const { canonical } = await postgresql.settle(connection, database, target);
    const serverVersion = await postgresql.serverVersion(connection);
    const isManaged = managedBy(target, postgresql);
    return autogenerateOn(connection, {
      dialect: postgresql,
      database,
      target,
      canonical,
      serverVersion,
      isManaged,
      renames,
    });
  }

  async function run(operations: readonly Operation[]): Promise<void> {
    const serverVersion = await postgresql.serverVersion(connection);
    const statements = operationStatements(operations, postgresql, { serverVersion });
    for (const { sql } of statements) await connection.execute(sql);
  }

  const rowsOf = async (query: string): Promise<unknown[]> =>
    (await connection.query<unknown[]>(query, [], { rowMode: "array" })).rows.map((row) => row[0]);

  const kept = { kept: table("kept", { id: integer().primaryKey() }) };

  test("privileges on what is left out, and on what is still to be made, stay", async () => {
    const role = `limited_${process.pid}_${server.version}`;
    await connection.execute(`CREATE TABLE kept (id integer PRIMARY KEY);
      CREATE TABLE version_table (id integer);
      CREATE ROLE ${role};
      GRANT SELECT ON version_table, kept TO ${role};
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ${role}`);
    const includeName = (name: string): boolean => name !== "version_table";
    const { upgrade, downgrade, differences } = await plan(kept, [], { includeName });
    await connection.execute(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    expect([upgrade, downgrade, differences]).toEqual([[], [], []]);
  });

  test("a table under a view stays whole, with what it refers to; the rest goes", async () => {
    await connection.execute(`CREATE TABLE kept (id integer PRIMARY KEY);
      CREATE TABLE parents (id integer PRIMARY KEY);
      CREATE TABLE old (id integer PRIMARY KEY, parent integer REFERENCES parents, n integer CHECK (n > 0));
      CREATE INDEX old_n ON old (n);
      CREATE TABLE other (id integer);
      CREATE VIEW low AS SELECT id FROM old;
      CREATE VIEW high AS SELECT count(*) FROM low`);
    const { upgrade, notes, differences } = await plan(kept);
    expect(differences.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
      "- table other",
      "- column other.id",
      "- table old",
      "- table parents",
    ]);
    expect([...notes].sort()).toEqual([
      "table old stays: view low needs it, which the model does not manage; drop that by hand or declare it",
      "table parents stays: view low needs it, which the model does not manage; drop that by hand or declare it",
    ]);
    await run(upgrade);
    expect(await rowsOf("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1")).toEqual(
      ["high", "kept", "kept_pkey", "low", "old", "old_n", "old_pkey", "parents", "parents_pkey"],
    );
    await connection.execute("DROP VIEW high, low");
    const again = await plan(kept);
    expect(again.notes).toEqual([]);
    await run(again.upgrade);
    expect((await plan(kept)).differences).toEqual([]);
  });

  test("a column under a view stays, the others go", async () => {
    await connection.execute(`CREATE TABLE kept (id integer PRIMARY KEY, a integer, b integer);
      CREATE MATERIALIZED VIEW seen AS SELECT a FROM kept`);
    const { upgrade, notes } = await plan(kept);
    expect(notes).toEqual([
      "column kept.a stays: materialized view seen needs it, which the model does not manage; drop that by hand or declare it",
    ]);
    await run(upgrade);
    expect(await rowsOf("SELECT * FROM seen")).toEqual([]);
    expect((await plan(kept)).differences.map(({ text }) => text)).toEqual(["column kept.a"]);
  });

  test("what belongs to a table goes with it", async () => {
    await connection.execute(`CREATE TABLE kept (id integer PRIMARY KEY);
      CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TABLE old (id integer);
      CREATE TRIGGER noted AFTER INSERT ON old FOR EACH ROW EXECUTE FUNCTION noted();
      CREATE POLICY p ON old USING (id > 0)`);
    const { upgrade, downgrade, notes } = await plan(kept);
    expect(notes).toEqual([]);
    const before = await postgresql.reflect(connection);
    await run(upgrade);
    expect((await plan(kept)).differences).toEqual([]);
    await run(downgrade);
    expect(await postgresql.reflect(connection)).toEqual(before);
  });

  test("a view over a renamed table whose column changes type comes back under the new name", async () => {
    await connection.execute(`CREATE TABLE orders (id integer PRIMARY KEY, amount integer);
      CREATE VIEW totals AS SELECT sum(orders.amount) AS total FROM orders;
      CREATE VIEW pairs AS SELECT a.id, orders.amount FROM orders a JOIN orders USING (id) WHERE 'public.orders' <> '';
      INSERT INTO orders VALUES (1, 2), (2, 3)`);
    const purchases = table("purchases", { id: integer().primaryKey(), amount: bigint() });
    const answers = [{ from: "orders", to: "purchases" }];
    const { upgrade, downgrade, remade, decisions } = await plan({ purchases }, answers);
    expect(decisions).toEqual([]);
    expect(remade.map(({ text }) => text)).toEqual(["view pairs", "view totals"]);
    const before = await rowsOf(
      "SELECT string_agg(pg_get_viewdef(oid), '' ORDER BY relname) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace",
    );
    await run(upgrade);
    expect(await rowsOf("SELECT total::text FROM totals")).toEqual(["5"]);
    expect(await rowsOf("SELECT id FROM pairs ORDER BY 1")).toEqual([1, 2]);
    expect((await plan({ purchases })).differences).toEqual([]);
    await run(downgrade);
    expect(
      await rowsOf(
        "SELECT string_agg(pg_get_viewdef(oid), '' ORDER BY relname) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace",
      ),
    ).toEqual(before);
    expect(await rowsOf("SELECT id FROM pairs ORDER BY 1")).toEqual([1, 2]);
  });

  test("a renamed column that is retyped under a view takes the view along, in its words of both times", async () => {
    await connection.execute(`CREATE TABLE orders (id integer PRIMARY KEY, amount integer);
      CREATE VIEW v AS SELECT amount + 1 AS more FROM orders; CREATE VIEW above AS SELECT more FROM v;
      INSERT INTO orders VALUES (1, 2)`);
    const answers = [{ from: "orders.amount", to: "orders.total" }];
    const both = table("orders", { id: integer().primaryKey(), total: bigint() });
    const before = await postgresql.reflect(connection);
    const { upgrade, downgrade, remade } = await plan({ both }, answers);
    expect(remade.map(({ text }) => text)).toEqual(["view above", "view v"]);
    await run(upgrade);
    expect(await rowsOf("SELECT more::text FROM above")).toEqual(["3"]);
    expect((await plan({ both })).differences).toEqual([]);
    await run(downgrade);
    expect(await rowsOf("SELECT more FROM above")).toEqual([3]);
    expect(await postgresql.reflect(connection)).toEqual(before);
  });

  test("functions over the rows, types and names of what changes go and come back, or are told of or refused beforehand", async () => {
    await connection.execute(`CREATE TYPE mood AS ENUM ('a', 'b', 'c'); CREATE TABLE orders (id integer PRIMARY KEY, amount integer, m mood);
      CREATE FUNCTION given(orders) RETURNS mood LANGUAGE sql AS 'SELECT $1.m'; CREATE FUNCTION taken() RETURNS SETOF orders LANGUAGE sql AS 'SELECT * FROM orders';
      CREATE FUNCTION bound(o orders) RETURNS integer LANGUAGE sql RETURN o.amount + 1; INSERT INTO orders VALUES (1, 2, 'a')`);
    const moods = enumType("mood", ["b", "a"]);
    const divided = table("orders", { id: integer().primaryKey(), amount: bigint(), m: moods.column() }, (t) => [
      partitionBy.range(t.id),
    ]);
    const low = table(
      "orders_all",
      { id: integer().primaryKey(), amount: bigint(), m: moods.column() },
      { partitionOf: { parent: "orders", bound: "default" } },
    );
    const { upgrade, downgrade, notes } = await plan({ moods, divided, low });
    expect(notes.filter((note) => note.includes("as it is written")).join()).toMatch(
      /^function bound\(public\.orders\), which the model does not manage, is made anew as it is written, although column orders.amount changes its type/,
    );
    const before = await postgresql.reflect(connection);
    await connection.execute("DROP FUNCTION bound");
    const again = await plan({ moods, divided, low });
    await run(again.upgrade);
    expect(await rowsOf("SELECT given(t)::text FROM taken() t")).toEqual(["a"]);
    await run(again.downgrade);
    expect(downgrade.length).toBe(upgrade.length);
    expect((await postgresql.reflect(connection)).objects.size).toBe(before.objects.size - 1);
  });

  test("a function that names a renamed table in its body goes and comes around a change of its columns", async () => {
    await connection.execute(`CREATE TABLE orders (id integer PRIMARY KEY, amount integer);
      CREATE FUNCTION whole() RETURNS SETOF bigint LANGUAGE sql BEGIN ATOMIC SELECT orders.amount FROM orders; END`);
    const answers = [{ from: "orders", to: "purchases" }];
    const both = table("purchases", { id: integer().primaryKey(), amount: bigint() });
    const before = await postgresql.reflect(connection);
    const { upgrade, downgrade } = await plan({ both }, answers);
    await run(upgrade);
    expect((await plan({ both })).differences).toEqual([]);
    await run(downgrade);
    expect(await postgresql.reflect(connection)).toEqual(before);
  });

  test("a view over a table that only has a new name stays as it is", async () => {
    await connection.execute(
      "CREATE TABLE orders (id integer PRIMARY KEY); CREATE VIEW v AS SELECT orders.id FROM orders",
    );
    const { upgrade, remade } = await plan({ p: table("purchases", { id: integer().primaryKey() }) }, [
      { from: "orders", to: "purchases" },
    ]);
    expect(remade).toEqual([]);
    expect(upgrade.map(({ type }) => type)).not.toContain("createView");
  });
});
