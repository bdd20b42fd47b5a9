/**
 * Columns and checks that go from a parent while the tables below keep them as their own, and come to parents of such tables. What
 * is a table's own stays so on the way back, because PostgreSQL has no statement for that; everything else is as it was.
 */
import { expect, test } from "vitest";
import { autogenerate, type AutogenerateResult } from "../src/autogenerate/autogenerate.ts";
import { operationStatements } from "../src/autogenerate/statements.ts";
import type { DriverConnection } from "../src/driver/driver.ts";
import type { MetaData } from "../src/metadata/metadata.ts";
import type { Operation } from "../src/operations/operation.ts";
import { describeServers } from "./support/databases.ts";
import { emptyDatabase } from "./support/empty-database.ts";
import { postgresql } from "../src/dialects/postgresql/dialect.ts";

const ownNote = (column: string): string => `${column} stays the table's own column besides`;

interface Levels {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly rows: string;
  /** A query whose rows stay as they are. */
  readonly kept: string;
  readonly values: readonly string[];
  readonly statements?: readonly string[];
}

const cases: readonly Levels[] = [
  {
    name: "an inherited column becomes the child's own, with its default",
    before: "CREATE TABLE p (id integer, note text NOT NULL DEFAULT 'd'); CREATE TABLE c (x integer) INHERITS (p)",
    after: "CREATE TABLE p (id integer); CREATE TABLE c (x integer, note text NOT NULL DEFAULT 'd') INHERITS (p)",
    rows: "INSERT INTO c (id, note) VALUES (1, 'keep')",
    kept: "SELECT note FROM c",
    values: ["keep"],
    statements: ["ALTER TABLE ONLY public.p DROP COLUMN note"],
  },
  {
    name: "a grandchild keeps what the child between loses",
    before:
      "CREATE TABLE p (id integer, b text); CREATE TABLE c (x integer) INHERITS (p); CREATE TABLE g () INHERITS (c); CREATE TABLE d () INHERITS (p)",
    after:
      "CREATE TABLE p (id integer); CREATE TABLE c (x integer) INHERITS (p); CREATE TABLE g (b text) INHERITS (c); CREATE TABLE d () INHERITS (p)",
    rows: "INSERT INTO g (id, b) VALUES (1, 'keep')",
    kept: "SELECT b FROM g",
    values: ["keep"],
    statements: [
      "ALTER TABLE ONLY public.p DROP COLUMN b",
      "ALTER TABLE ONLY public.c DROP COLUMN b",
      "ALTER TABLE public.d DROP COLUMN b",
    ],
  },
  {
    name: "a child keeps it, and passes it on",
    before: "CREATE TABLE p (id integer, b text); CREATE TABLE c () INHERITS (p); CREATE TABLE g () INHERITS (c)",
    after: "CREATE TABLE p (id integer); CREATE TABLE c (b text) INHERITS (p); CREATE TABLE g () INHERITS (c)",
    rows: "INSERT INTO g (id, b) VALUES (1, 'keep')",
    kept: "SELECT b FROM g",
    values: ["keep"],
    statements: ["ALTER TABLE ONLY public.p DROP COLUMN b"],
  },
  {
    name: "one of two parents loses it",
    before: "CREATE TABLE p (id integer, b text); CREATE TABLE q (b text); CREATE TABLE c (x integer) INHERITS (p, q)",
    after: "CREATE TABLE p (id integer); CREATE TABLE q (b text); CREATE TABLE c (x integer) INHERITS (p, q)",
    rows: "INSERT INTO c (id, b) VALUES (1, 'keep')",
    kept: "SELECT b FROM c",
    values: ["keep"],
    statements: ["ALTER TABLE public.p DROP COLUMN b"],
  },
  {
    name: "both parents lose it",
    before:
      "CREATE TABLE p (id integer, b text); CREATE TABLE q (b text, z integer); CREATE TABLE c () INHERITS (p, q)",
    after: "CREATE TABLE p (id integer); CREATE TABLE q (z integer); CREATE TABLE c (b text) INHERITS (p, q)",
    rows: "INSERT INTO c (id, b) VALUES (1, 'keep')",
    kept: "SELECT b FROM c",
    values: ["keep"],
  },
  {
    name: "it changes its type, default and nullability besides, under an index and a view",
    before:
      "CREATE TABLE p (id integer, b text); CREATE TABLE c () INHERITS (p); CREATE INDEX i ON c (b); CREATE VIEW v AS SELECT b FROM c",
    after:
      "CREATE TABLE p (id integer); CREATE TABLE c (b varchar(20) NOT NULL DEFAULT 'q') INHERITS (p); CREATE INDEX i ON c (b); CREATE VIEW v AS SELECT b FROM c",
    rows: "INSERT INTO c (id, b) VALUES (1, 'keep')",
    kept: "SELECT b::text FROM c",
    values: ["keep"],
  },
  {
    name: "the child leaves and keeps its columns and checks",
    before: "CREATE TABLE p (id integer, b text, CONSTRAINT k CHECK (id > 0)); CREATE TABLE c () INHERITS (p)",
    after: "CREATE TABLE p (id integer); CREATE TABLE c (id integer, b text, CONSTRAINT k CHECK (id > 0))",
    rows: "INSERT INTO c (id, b) VALUES (1, 'keep')",
    kept: "SELECT b FROM c",
    values: ["keep"],
  },
  {
    name: "another parent takes over what the former one loses",
    before: "CREATE TABLE p (id integer, b text); CREATE TABLE q (id integer); CREATE TABLE c () INHERITS (p)",
    after: "CREATE TABLE p (id integer); CREATE TABLE q (id integer, b text); CREATE TABLE c () INHERITS (q)",
    rows: "INSERT INTO c (id, b) VALUES (1, 'keep')",
    kept: "SELECT b FROM c",
    values: ["keep"],
  },
  {
    name: "a grandchild keeps a check",
    before:
      "CREATE TABLE p (id integer, CONSTRAINT k CHECK (id > 0)); CREATE TABLE c () INHERITS (p); CREATE TABLE g () INHERITS (c)",
    after:
      "CREATE TABLE p (id integer); CREATE TABLE c () INHERITS (p); CREATE TABLE g (CONSTRAINT k CHECK (id > 0)) INHERITS (c)",
    rows: "INSERT INTO g VALUES (1)",
    kept: "SELECT id::text FROM g",
    values: ["1"],
  },
  {
    name: "a generated column becomes the child's own",
    before:
      "CREATE TABLE p (id integer, b integer GENERATED ALWAYS AS (id * 2) STORED); CREATE TABLE c () INHERITS (p)",
    after: "CREATE TABLE p (id integer); CREATE TABLE c (b integer GENERATED ALWAYS AS (id * 2) STORED) INHERITS (p)",
    rows: "INSERT INTO c (id) VALUES (4)",
    kept: "SELECT b::text FROM c",
    values: ["8"],
    statements: ["ALTER TABLE ONLY public.p DROP COLUMN b"],
  },
  {
    name: "a parent is joined after it lost what the child has not",
    before: "CREATE TABLE p (gone text, CONSTRAINT k CHECK (gone <> '')); CREATE TABLE c (id integer)",
    after: "CREATE TABLE p (id integer); CREATE TABLE c (id integer) INHERITS (p)",
    rows: "INSERT INTO c VALUES (3)",
    kept: "SELECT id::text FROM c",
    values: ["3"],
  },
  {
    name: "NULL is allowed above, not below",
    before: "CREATE TABLE p (id integer, b text NOT NULL); CREATE TABLE c () INHERITS (p)",
    after: "CREATE TABLE p (id integer, b text); CREATE TABLE c (b text NOT NULL) INHERITS (p)",
    rows: "INSERT INTO c VALUES (1, 'keep')",
    kept: "SELECT b FROM c",
    values: ["keep"],
  },
];

const notes = [
  {
    name: "where its parent gets it",
    before: "CREATE TABLE p (id integer); CREATE TABLE c (b text) INHERITS (p)",
    after: "CREATE TABLE p (id integer, b text); CREATE TABLE c () INHERITS (p)",
    note: ownNote("c.b"),
  },
  {
    name: "where the child gets a parent",
    before: "CREATE TABLE p (id integer); CREATE TABLE c (id integer, b text)",
    after: "CREATE TABLE p (id integer); CREATE TABLE c (b text) INHERITS (p)",
    note: ownNote("c.id"),
  },
];

describeServers("levels of inheritance", {}, (target) => {
  const plan = async (connection: DriverConnection, goal: MetaData): Promise<AutogenerateResult> =>
    autogenerate({
      dialect: postgresql,
      database: await postgresql.reflect(connection),
      target: goal,
      serverVersion: target.version * 10_000,
      assumeNoRenames: true,
    });
  const sqlOf = (operations: readonly Operation[]): string[] =>
    operationStatements(operations, postgresql, { serverVersion: target.version * 10_000 }).map(({ sql }) => sql);
  const reflected = async (connection: DriverConnection, script: string): Promise<MetaData> => {
    await emptyDatabase(connection);
    await connection.execute(script);
    return postgresql.reflect(connection);
  };

  const onDatabase = async (body: (connection: DriverConnection) => Promise<void>): Promise<void> => {
    const database = await target.createDatabase();
    const connection = await database.driver.connect();
    try {
      await body(connection);
    } finally {
      await connection.close();
      await database.drop();
    }
  };

  test(
    "rows stay, there and back, whichever table loses the column",
    () =>
      onDatabase(async (connection) => {
        for (const each of cases.flatMap((one) => [
          one,
          { ...one, before: one.after, after: one.before, statements: undefined },
        ])) {
          const { name, before, after, rows, kept, values, statements } = each;
          const goal = await reflected(connection, after);
          const start = await reflected(connection, before);
          await connection.execute(rows);
          const { upgrade, downgrade } = await plan(connection, goal);
          if (statements !== undefined) expect(sqlOf(upgrade), name).toEqual(statements);
          for (const [operations, wanted] of [
            [upgrade, goal],
            [downgrade, start],
          ] as const) {
            for (const statement of sqlOf(operations)) await connection.execute(statement);
            expect((await plan(connection, wanted)).differences, `${name}: ${sqlOf(operations).join("; ")}`).toEqual(
              [],
            );
            const { rows: held } = await connection.query<Record<string, string>>(kept);
            expect(
              held.flatMap((row) => Object.values(row)),
              name,
            ).toEqual(values);
          }
        }
      }),
    300_000,
  );

  test("a column that stays the child's own is told of", () =>
    onDatabase(async (connection) => {
      for (const { name, before, after, note } of notes) {
        const goal = await reflected(connection, after);
        await reflected(connection, before);
        const result = await plan(connection, goal);
        expect(result.notes, name).toEqual([expect.stringContaining(note)]);
      }
    }));
});
