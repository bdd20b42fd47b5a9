import { expect, test } from "vitest";
import type { DriverConnection } from "../../../driver/driver.ts";
import { describeServers, type TestTarget } from "../../../../tests/support/databases.ts";
import { fill } from "./fill.ts";
import { tally } from "./tally.ts";

const tables =
  "SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";

async function withDatabase(
  target: TestTarget,
  script: string,
  action: (connection: DriverConnection) => Promise<void>,
): Promise<void> {
  const database = await target.createDatabase();
  const connection = await database.driver.connect();
  try {
    await connection.execute(script);
    await action(connection);
  } finally {
    await connection.close();
    await database.drop();
  }
}

async function fillAll(connection: DriverConnection) {
  const { rows } = await connection.query<{ schema: string; name: string }>(
    `${tables} WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY c.relname`,
  );
  const { unfilled } = await fill(connection, { tables: rows, seed: 1 });
  return { unfilled, tallies: await tally(connection, rows) };
}

const accepted: readonly (readonly [name: string, script: string])[] = [
  [
    "plain types",
    "CREATE TABLE t (a int NOT NULL, b text NOT NULL, c date NOT NULL, d boolean, e numeric(4, 2) NOT NULL, f uuid NOT NULL, g jsonb NOT NULL, h bytea NOT NULL, i interval NOT NULL, j timetz NOT NULL, k inet NOT NULL, l numeric(3, 3) NOT NULL, m bit(3) NOT NULL, n varbit NOT NULL)",
  ],
  ["short strings", "CREATE TABLE t (long_name_of_a_column varchar(3) UNIQUE NOT NULL, c char(2) NOT NULL)"],
  [
    "arrays, ranges, composites and enums",
    "CREATE TYPE e AS ENUM ('x', 'y'); CREATE TYPE p AS (a int, b text); CREATE TABLE t (a e NOT NULL, b e[] NOT NULL, c int4range NOT NULL, d daterange NOT NULL, f p NOT NULL, g text[] NOT NULL, h int4multirange NOT NULL)",
  ],
  [
    "domains",
    "CREATE DOMAIN percent AS int NOT NULL CHECK (VALUE BETWEEN 90 AND 100); CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{3}$'); CREATE TABLE t (a percent, b code NOT NULL)",
  ],
  [
    "identities, sequences and generated columns",
    "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, n int NOT NULL, g int GENERATED ALWAYS AS (n * 2) STORED)",
  ],
  ["nothing but an identity", "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)"],
  [
    "checks",
    "CREATE TABLE t (state text NOT NULL CHECK (state IN ('open', 'closed')), low int NOT NULL, high int NOT NULL, mail text NOT NULL CHECK (mail LIKE '%@%'), price numeric CHECK (price > 0 AND price <= 9), CHECK (low < high), code text NOT NULL CHECK (length(code) = 4))",
  ],
  ["one of two", "CREATE TABLE t (a int, b int, CHECK (num_nonnulls(a, b) = 1))"],
  [
    "names that need quotes",
    'CREATE SCHEMA "S x"; CREATE TABLE "S x"."T""y" ("limbeck row" int PRIMARY KEY, "É" text NOT NULL)',
  ],
  [
    "foreign keys, also composite and to itself",
    "CREATE TABLE z (a int, b text, PRIMARY KEY (a, b)); CREATE TABLE y (id int PRIMARY KEY, parent int NOT NULL REFERENCES y, a int NOT NULL, b text NOT NULL, FOREIGN KEY (a, b) REFERENCES z); CREATE TABLE a (y int PRIMARY KEY REFERENCES y)",
  ],
  [
    "partitions",
    "CREATE TABLE t (at date NOT NULL, n int) PARTITION BY RANGE (at); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2019-01-01') TO ('2020-01-01'); CREATE TABLE l (k text NOT NULL) PARTITION BY LIST (k); CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('eu')",
  ],
  ["exclusion constraints", "CREATE TABLE t (r int4range NOT NULL, EXCLUDE USING gist (r WITH &&))"],
];

describeServers("rows are made", (target) => {
  test.each(accepted)("for %s", async (_name, script) => {
    await withDatabase(target, script, async (connection) => {
      const { unfilled, tallies } = await fillAll(connection);
      expect(unfilled).toEqual([]);
      for (const { name, rows } of tallies) expect([name, rows > 0]).toEqual([name, true]);
    });
  });

  test("once full and once with what may be left out left out", async () => {
    await withDatabase(
      target,
      "CREATE TABLE t (id int PRIMARY KEY, note text, n int DEFAULT 7)",
      async (connection) => {
        await fillAll(connection);
        const { rows } = await connection.query("SELECT note IS NULL AS empty, n = 7 AS usual FROM t ORDER BY id");
        expect(rows).toEqual([
          { empty: false, usual: false },
          { empty: true, usual: true },
        ]);
      },
    );
  });

  test("not where nothing fits, which is told with the reason", async () => {
    const script = `CREATE TABLE never (id int PRIMARY KEY, CHECK (id < 0 AND id > 0));
      CREATE TABLE after_never (n int NOT NULL REFERENCES never);
      CREATE TABLE bare (n int) PARTITION BY LIST (n);
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not today''; END';
      CREATE TABLE guarded (n int); CREATE TRIGGER g BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION refuse()`;
    await withDatabase(target, script, async (connection) => {
      const { unfilled } = await fillAll(connection);
      expect(Object.fromEntries(unfilled.map(({ name, reason }) => [name, reason]))).toEqual({
        never: expect.stringContaining("never_id_check"),
        after_never: "public.never, which it references, holds no rows",
        bare: "it has no partitions",
        guarded: "not today",
      });
    });
  });

  test("and a tally changes with every value", async () => {
    await withDatabase(target, "CREATE TABLE t (a int, b text)", async (connection) => {
      const read = () => tally(connection, [{ schema: "public", name: "t" }]);
      expect(await read()).toEqual([{ schema: "public", name: "t", rows: 0, digest: null }]);
      await connection.execute("INSERT INTO t VALUES (1, 'x'), (2, NULL)");
      const [before] = await read();
      await connection.execute("UPDATE t SET b = 'y' WHERE a = 2");
      const [after] = await read();
      expect([before?.rows, after?.rows]).toEqual([2, 2]);
      expect(after?.digest).not.toBe(before?.digest);
    });
  });
});
