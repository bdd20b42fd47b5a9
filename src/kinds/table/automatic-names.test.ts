/** The names chosen for what has none are those that a server chooses for the same tables. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SchemaNames } from "../../metadata/schema-names.ts";
import { integer, serial } from "../../dialects/postgresql/types/numbers.ts";
import { text } from "../../dialects/postgresql/types/text.ts";
import { sql } from "../../sql/sql.ts";
import { check } from "../check/declare.ts";
import { exclude } from "../exclusion/declare.ts";
import { foreignKey } from "../foreign-key/declare.ts";
import { index } from "../index/declare.ts";
import { primaryKey } from "../primary-key/declare.ts";
import { unique } from "../unique/declare.ts";
import { quoteIdentifier as q } from "../../sql/identifier.ts";
import { declareTable } from "./declare.ts";
import type { Columns, Extras } from "./table.ts";

let database: PGlite;

beforeAll(async () => {
  database = await PGlite.create();
}, 60_000);

afterAll(async () => {
  await database.close();
});

interface Case {
  readonly about: string;
  /** Each with its DDL after `CREATE TABLE name`, and statements after it. */
  readonly tables: readonly {
    readonly name: string;
    readonly ddl: string;
    readonly after?: readonly string[];
    readonly columns: Columns;
    readonly extras?: Extras<Columns>;
  }[];
}

const long = "a_table_with_a_name_that_is_so_long_that_it_needs_to_be_cut";
const longColumn = "and_a_column_of_comparable_length_which_goes_on_and_on";
const umlauts = "größenänderungsübersicht_für_äußerst_lange_namen_ööö";

const cases: readonly Case[] = [
  {
    about: "constraints of columns",
    tables: [
      { name: "p", ddl: "(id integer PRIMARY KEY)", columns: { id: integer().primaryKey() } },
      {
        name: "c",
        ddl: "(id serial PRIMARY KEY, p integer REFERENCES p (id), n text UNIQUE CHECK (n <> ''), q integer CHECK (q > 0) CHECK (q < 9))",
        columns: {
          id: serial().primaryKey(),
          p: integer().references("p.id"),
          n: text()
            .unique()
            .check(sql`n <> ''`),
          q: integer()
            .check(sql`q > 0`)
            .check(sql`q < 9`),
        },
      },
    ],
  },
  {
    about: "constraints of tables",
    tables: [
      {
        name: "p",
        ddl: "(a integer, b integer, PRIMARY KEY (a, b))",
        columns: { a: integer(), b: integer() },
        extras: (t) => [primaryKey([t["a"]!, t["b"]!])],
      },
      {
        name: "c",
        ddl: "(a integer, b integer, e text, UNIQUE (a, b), UNIQUE (b) INCLUDE (a), CHECK (a > b), CHECK (lower(e) = e AND e <> 'a'), CHECK (1 > 0), FOREIGN KEY (a, b) REFERENCES p (a, b), EXCLUDE USING btree (a WITH =), EXCLUDE USING btree (lower(e) WITH =, a WITH =))",
        columns: { a: integer(), b: integer(), e: text() },
        extras: (t) => [
          unique([t["a"]!, t["b"]!]),
          unique([t["b"]!], { include: [t["a"]!] }),
          check(sql`a > b`),
          check(sql`lower(e) = e AND e <> 'a'`),
          check(sql`1 > 0`),
          foreignKey([t["a"]!, t["b"]!], "p", ["a", "b"]),
          exclude([[t["a"]!, "="]], { using: "btree" }),
          exclude(
            [
              [sql`lower(e)`, "="],
              [t["a"]!, "="],
            ],
            { using: "btree" },
          ),
        ],
      },
    ],
  },
  {
    about: "indexes over columns and expressions",
    tables: [
      {
        name: "t",
        ddl: "(a integer, b text, j jsonb)",
        after: [
          "CREATE INDEX ON t (a)",
          "CREATE INDEX ON t (a)",
          "CREATE INDEX ON t (a) INCLUDE (b)",
          "CREATE INDEX ON t (lower(b))",
          "CREATE INDEX ON t ((a + 1))",
          "CREATE INDEX ON t ((a + 1), (a + 2))",
          "CREATE INDEX ON t ((a::text))",
          "CREATE INDEX ON t (((a + 1)::bigint))",
          "CREATE INDEX ON t ((CASE WHEN a > 0 THEN 1 END))",
          "CREATE INDEX ON t (coalesce(a, 0), b)",
          "CREATE INDEX ON t (pg_catalog.upper(b))",
          "CREATE INDEX ON t ((j ->> 'x'))",
          "CREATE INDEX ON t (a, a)",
        ],
        columns: { a: integer(), b: text(), j: text() },
        extras: (t) => [
          index([t["a"]!]),
          index([t["a"]!]),
          index([t["a"]!], { include: [t["b"]!] }),
          index([sql`lower(b)`]),
          index([sql`(a + 1)`]),
          index([sql`a + 1`, sql`a + 2`]),
          index([sql`a::text`]),
          index([sql`(a + 1)::bigint`]),
          index([sql`CASE WHEN a > 0 THEN 1 END`]),
          index([sql`coalesce(a, 0)`, t["b"]!]),
          index([sql`pg_catalog.upper(b)`]),
          index([sql`j ->> 'x'`]),
          index([t["a"]!, t["a"]!]),
        ],
      },
    ],
  },
  {
    about: "names cut to 63 bytes, also between characters of several bytes",
    tables: [
      {
        name: long,
        ddl: `(id serial PRIMARY KEY, ${longColumn} integer UNIQUE CHECK (${longColumn} > 0) REFERENCES ${long} (id))`,
        after: [`CREATE INDEX ON ${long} (${longColumn}, id)`],
        columns: {
          id: serial().primaryKey(),
          [longColumn]: integer()
            .unique()
            .check(sql.raw(`${longColumn} > 0`))
            .references(`${long}.id`),
        },
        extras: (t) => [index([t[longColumn]!, t["id"]!])],
      },
      {
        name: umlauts,
        ddl: `(${q("größe")} serial PRIMARY KEY, ${q(umlauts)} integer UNIQUE)`,
        columns: { größe: serial().primaryKey(), [umlauts]: integer().unique() },
      },
    ],
  },
  {
    about: "numbers where a name is in use",
    tables: [
      { name: "a_b_key", ddl: "(x integer)", columns: { x: integer() } },
      {
        name: "a",
        ddl: "(b integer UNIQUE, id integer PRIMARY KEY)",
        columns: { b: integer().unique(), id: integer().primaryKey() },
      },
      { name: "x_y", ddl: "(z integer CHECK (z > 0))", columns: { z: integer().check(sql`z > 0`) } },
      { name: "x", ddl: "(y_z integer CHECK (y_z > 0))", columns: { y_z: integer().check(sql`y_z > 0`) } },
      { name: "seq_id_seq", ddl: "(x integer)", columns: { x: integer() } },
      { name: "seq", ddl: "(id serial)", columns: { id: serial() } },
    ],
  },
  {
    about: "a given name keeps chosen names away from it",
    tables: [
      {
        name: "t",
        ddl: "(a integer CONSTRAINT t_b_check CHECK (a > 0), b integer CHECK (b > 0))",
        columns: {
          a: integer().check(sql`a > 0`, { name: "t_b_check" }),
          b: integer().check(sql`b > 0`),
        },
      },
    ],
  },
];

const catalogNames = `
  SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'p', 'u', 'f', 'x')
  UNION SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('i', 'S')`;

test.each(cases)("$about", async ({ tables }) => {
  await database.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  const names = new SchemaNames();
  const chosen = new Set<string>();
  for (const { name, ddl, after, columns, extras } of tables) {
    await database.exec([`CREATE TABLE ${q(name)} ${ddl}`, ...(after ?? [])].join(";\n"));
    const declared = declareTable({
      schema: "public",
      name,
      columns,
      extras,
      options: {},
      columnNaming: "verbatim",
      names,
    });
    for (const [, object] of declared.objects) {
      if (!["table", "column", "default", "sequenceOwner"].includes(object.kind)) chosen.add(object.name);
    }
  }
  const { rows } = await database.query<{ name: string }>(catalogNames);
  expect([...chosen].sort()).toEqual(rows.map((row) => row.name).sort());
});
