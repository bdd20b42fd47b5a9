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
]);
