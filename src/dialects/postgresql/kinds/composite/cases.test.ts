import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  bigint,
  compositeType,
  integer,
  numeric,
  schema,
  table,
  text,
  varchar,
} from "../../../../../tests/support/vocabulary.ts";

kindCases("composite type", [
  {
    name: "an equal type needs nothing",
    database: `CREATE TYPE money_amount AS (amount numeric(12,2), "Currency" text COLLATE "C", tags text[]); COMMENT ON TYPE money_amount IS 'money'; COMMENT ON COLUMN money_amount.amount IS 'how much'`,
    target: [
      compositeType(
        "money_amount",
        { amount: numeric(12, 2).comment("how much"), Currency: text().collate("C"), tags: text().array() },
        { comment: "money" },
      ),
    ],
    statements: [],
  },
  {
    name: "a type is created with collation and comments",
    database: ``,
    target: (() => {
      const amount = compositeType(
        "money_amount",
        { amount: numeric(12, 2).comment("it's"), "Odd name": text().collate("C") },
        { comment: "it's" },
      );
      return [amount, table("t", { a: amount.column(), b: amount.column().array() })];
    })(),
    statements: [
      'CREATE TYPE public.money_amount AS (amount numeric(12,2), "Odd name" text COLLATE pg_catalog."C")',
      "COMMENT ON TYPE public.money_amount IS 'it''s'",
      "COMMENT ON COLUMN public.money_amount.amount IS 'it''s'",
      "CREATE TABLE public.t (\n  a public.money_amount,\n  b public.money_amount[]\n)",
    ],
  },
  {
    name: "a type is dropped after the columns of it",
    database: `CREATE TYPE pair AS (a integer, b text COLLATE "C"); COMMENT ON COLUMN pair.b IS 'b'; CREATE TABLE t (x integer, p pair)`,
    target: [table("t", { x: integer() })],
    statements: ["ALTER TABLE public.t DROP COLUMN p", "DROP TYPE public.pair"],
  },
  {
    name: "attributes are added, dropped, retyped and commented",
    database: `CREATE TYPE pair AS (a integer, c varchar(5), b text); COMMENT ON COLUMN pair.c IS 'c'`,
    target: [
      compositeType("pair", { a: bigint(), c: varchar(10).collate("C"), d: text().comment("d") }, { comment: "new" }),
    ],
    statements: [
      'ALTER TYPE public.pair DROP ATTRIBUTE b, ADD ATTRIBUTE d text, ALTER ATTRIBUTE a TYPE bigint, ALTER ATTRIBUTE c TYPE character varying(10) COLLATE pg_catalog."C"',
      "COMMENT ON COLUMN public.pair.c IS NULL",
      "COMMENT ON COLUMN public.pair.d IS 'd'",
      "COMMENT ON TYPE public.pair IS 'new'",
    ],
  },
  {
    name: "a type that columns have gets an attribute",
    database: `CREATE TYPE pair AS (a integer); CREATE TABLE t (p pair); INSERT INTO t VALUES (ROW(1))`,
    target: (() => {
      const pair = compositeType("pair", { a: integer(), b: text() });
      return [pair, table("t", { p: pair.column() })];
    })(),
    rows: { query: `SELECT (p).a FROM t`, upgraded: [1] },
    statements: ["ALTER TYPE public.pair ADD ATTRIBUTE b text"],
  },
  {
    name: "a type is renamed by hint",
    database: `CREATE TYPE old AS (a integer); CREATE TABLE t (p old, q old[])`,
    target: (() => {
      const fresh = compositeType("Fresh", { a: integer() }, { renamedFrom: "old" });
      return [fresh, table("t", { p: fresh.column(), q: fresh.column().array() })];
    })(),
    statements: ['ALTER TYPE public.old RENAME TO "Fresh"'],
  },
  {
    name: "types of types of a schema with quoted names",
    database: ``,
    target: (() => {
      const inner = compositeType("S.Inner", { a: integer() });
      const outer = compositeType("S.Outer", { i: inner.column(), "l.ist": inner.column().array() });
      return [outer, inner, schema("S")];
    })(),
    statements: [
      'CREATE SCHEMA "S"',
      'CREATE TYPE "S"."Inner" AS (a integer)',
      'CREATE TYPE "S"."Outer" AS (i "S"."Inner", "l.ist" "S"."Inner"[])',
    ],
  },
  {
    name: "tables of the type change with it, and what needs their columns goes and comes",
    database: `CREATE TYPE pair AS (a integer, b text, gone date); CREATE TABLE t OF pair (a NOT NULL, b DEFAULT 'x', gone DEFAULT now(), PRIMARY KEY (a));
      CREATE INDEX t_gone ON t (gone); CREATE VIEW v AS SELECT a, b FROM t; INSERT INTO t VALUES (1, 'b', NULL), (2, NULL, '2024-01-02')`,
    target: `CREATE TYPE pair AS (a bigint, b text COLLATE "C", c boolean); CREATE TABLE t OF pair (a NOT NULL, b DEFAULT 'x', c DEFAULT true CHECK (c), PRIMARY KEY (a));
      COMMENT ON COLUMN t.c IS 'new'; CREATE INDEX t_c ON t (c); CREATE VIEW v AS SELECT a, b FROM t`,
    rows: { query: "SELECT a::text || coalesce(b, '') FROM t ORDER BY a", upgraded: ["1b", "2"] },
    ignoreNotes: true,
  },
  {
    name: "a new attribute is not null in a table of the type",
    database: `CREATE TYPE pair AS (a integer); CREATE TABLE t OF pair; CREATE TABLE other (p pair); INSERT INTO other VALUES (ROW(1))`,
    target: `CREATE TYPE pair AS (a integer, b text); CREATE TABLE t OF pair (b NOT NULL DEFAULT 'y'); CREATE TABLE other (p pair)`,
    statements: [
      "ALTER TYPE public.pair ADD ATTRIBUTE b text CASCADE",
      "ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'y'::text, ALTER COLUMN b SET NOT NULL",
    ],
    ignoreNotes: true,
  },
  {
    name: "what is below a table of the type changes with it",
    database: `CREATE TYPE pair AS (a integer, b text); CREATE TABLE t OF pair; CREATE TABLE child (own integer) INHERITS (t); INSERT INTO child VALUES (1, 'x', 2)`,
    target: `CREATE TYPE pair AS (a bigint, c text); CREATE TABLE t OF pair; CREATE TABLE child (own integer) INHERITS (t)`,
    assumeNoRenames: true,
    rows: { query: "SELECT a::text FROM t", upgraded: ["1"] },
    ignoreNotes: true,
  },
  {
    name: "a table comes to be of a type that changes",
    database: `CREATE TYPE pair AS (a integer); CREATE TABLE t (a integer); INSERT INTO t VALUES (1)`,
    target: `CREATE TYPE pair AS (a integer, b text); CREATE TABLE t OF pair`,
    notes: ["t is made anew"],
    rows: { query: "SELECT a::text FROM t", upgraded: ["1"] },
  },
  {
    name: "partitions of a table of the type change with it",
    database: `CREATE TYPE pair AS (a integer, b text); CREATE TABLE t OF pair PARTITION BY LIST (a); CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1); INSERT INTO t VALUES (1, 'x')`,
    target: `CREATE TYPE pair AS (a integer, b varchar, c text); CREATE TABLE t OF pair PARTITION BY LIST (a); CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1)`,
    rows: { query: "SELECT b::text FROM t", upgraded: ["x"] },
    ignoreNotes: true,
  },
  {
    name: "a table of the type becomes its own while the type changes",
    database: `CREATE TYPE pair AS (a integer); CREATE TABLE t OF pair; INSERT INTO t VALUES (1)`,
    target: `CREATE TYPE pair AS (a integer, b text); CREATE TABLE t (a integer, c text)`,
    rows: { query: "SELECT a::text FROM t", upgraded: ["1"] },
  },
]);
