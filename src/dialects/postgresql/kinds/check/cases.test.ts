import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { check, integer, schema, sql, table, text } from "../../../../../tests/support/vocabulary.ts";

const ab = { a: integer(), b: text() };

kindCases("check", [
  {
    name: "equal checks in other words need nothing",
    database: `CREATE TABLE t (a integer CHECK (a > 0), b text, CONSTRAINT "In" CHECK (b IN ('x', 'y''z')), CHECK (a < 10 AND length(b) > 1))`,
    target: [
      table("t", { a: integer().check(sql`a>0`), b: text() }, (t) => [
        check(sql`${t.b} = ANY (ARRAY['x', 'y''z'])`, { name: "In" }),
        check(sql`(${t.a} < 10) and (LENGTH(${t.b}) > 1)`, { name: "t_check" }),
      ]),
    ],
    statements: [],
  },
  {
    name: "checks are created with a table",
    database: ``,
    target: [
      table("t", { a: integer().check(sql`a > 0`), b: text() }, (t) => [
        check(sql`${t.b} <> 'it''s'`, { comment: "it's b" }),
        check(sql`${t.a} < ${10}`, { name: "no inherit", noInherit: true }),
        check(sql`${t.a} <> 5`, { name: "late", notValid: true }),
      ]),
    ],
    statements: [
      "CREATE TABLE public.t (\n  a integer,\n  b text,\n  CONSTRAINT \"no inherit\" CHECK (a < 10) NO INHERIT,\n  CONSTRAINT t_a_check CHECK (a > 0),\n  CONSTRAINT t_b_check CHECK (b <> 'it''s')\n)",
      "ALTER TABLE public.t ADD CONSTRAINT late CHECK (a <> 5) NOT VALID",
      "COMMENT ON CONSTRAINT t_b_check ON public.t IS 'it''s b'",
    ],
  },
  {
    name: "checks are added, dropped and changed",
    database: `CREATE TABLE t (a integer CONSTRAINT x CHECK (a > 0), b text CONSTRAINT y CHECK (b <> '')); INSERT INTO t VALUES (5, 'z')`,
    target: [table("t", ab, (t) => [check(sql`${t.a} > 1`, { name: "x" }), check(sql`${t.a} <> 7`, { name: "z" })])],
    statements: [
      "ALTER TABLE public.t ADD CONSTRAINT z CHECK (a <> 7)",
      "ALTER TABLE public.t DROP CONSTRAINT x",
      "ALTER TABLE public.t ADD CONSTRAINT x CHECK (a > 1)",
      "ALTER TABLE public.t DROP CONSTRAINT y",
    ],
  },
  {
    name: "a check under another name is renamed",
    database: `CREATE TABLE t (a integer, b text, CONSTRAINT x CHECK (a > 0))`,
    target: [table("t", ab, () => [check(sql`a > 0`, { name: "Y" })])],
    statements: ['ALTER TABLE public.t RENAME CONSTRAINT x TO "Y"'],
  },
  {
    name: "a check that is not valid is validated, and the other way made again",
    database: `CREATE TABLE t (a integer, b text); ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT VALID, ADD CONSTRAINT y CHECK (a > 0)`,
    target: [
      table("t", ab, () => [check(sql`a > 0`, { name: "x" }), check(sql`a > 0`, { name: "y", notValid: true })]),
    ],
    statements: [
      "ALTER TABLE public.t VALIDATE CONSTRAINT x",
      "ALTER TABLE public.t DROP CONSTRAINT y",
      "ALTER TABLE public.t ADD CONSTRAINT y CHECK (a > 0) NOT VALID",
    ],
  },
  {
    name: "NO INHERIT and comments change",
    database: `CREATE TABLE t (a integer, b text, CONSTRAINT x CHECK (a > 0) NO INHERIT, CONSTRAINT y CHECK (a > 1)); COMMENT ON CONSTRAINT y ON t IS 'y'`,
    target: [
      table("t", ab, () => [
        check(sql`a > 0`, { name: "x", comment: "x" }),
        check(sql`a > 1`, { name: "y", noInherit: true, comment: "z" }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT x",
      "ALTER TABLE public.t ADD CONSTRAINT x CHECK (a > 0)",
      "COMMENT ON CONSTRAINT x ON public.t IS 'x'",
      "ALTER TABLE public.t DROP CONSTRAINT y",
      "ALTER TABLE public.t ADD CONSTRAINT y CHECK (a > 1) NO INHERIT",
      "COMMENT ON CONSTRAINT y ON public.t IS 'z'",
    ],
  },
  {
    name: "NOT ENFORCED comes and goes",
    database: `CREATE TABLE t (a integer, b text, CONSTRAINT x CHECK (a > 0) NOT ENFORCED, CONSTRAINT y CHECK (a > 1))`,
    target: [
      table("t", ab, () => [check(sql`a > 0`, { name: "x" }), check(sql`a > 1`, { name: "y", notEnforced: true })]),
    ],
    requires: ["virtualColumns"],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT x",
      "ALTER TABLE public.t ADD CONSTRAINT x CHECK (a > 0)",
      "ALTER TABLE public.t DROP CONSTRAINT y",
      "ALTER TABLE public.t ADD CONSTRAINT y CHECK (a > 1) NOT ENFORCED",
    ],
  },
  {
    name: "a check with CASE, casts and a word that is a column's name in text",
    database: `CREATE TABLE t (a integer, b text)`,
    target: [
      table("t", ab, (t) => [
        check(sql`CASE WHEN ${t.a} IS NULL THEN true ELSE ${t.b} <> 'a' END`, { name: "x" }),
        check(sql`(${t.a})::numeric(10,2) BETWEEN 0 AND 1e3`, { name: "y" }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.t ADD CONSTRAINT x CHECK (CASE WHEN a IS NULL THEN true ELSE b <> 'a' END)",
      "ALTER TABLE public.t ADD CONSTRAINT y CHECK ((a)::numeric(10,2) BETWEEN 0 AND 1e3)",
    ],
  },
  {
    name: "a check on quoted columns of a schema",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("C" integer, "d.e" text)`,
    target: [
      schema("S"),
      table("S.T", { c: integer().named("C"), d: text().named("d.e") }, (t) => [
        check(sql`${t.c} > 0 OR ${t.d} IS NULL`, { name: "Odd check" }),
      ]),
    ],
    statements: ['ALTER TABLE "S"."T" ADD CONSTRAINT "Odd check" CHECK ("C" > 0 OR "d.e" IS NULL)'],
  },
  {
    name: "a check comes after the column and the function that it names",
    database: `CREATE TABLE t (a integer)`,
    target: `CREATE FUNCTION fine(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0'; CREATE TABLE t (a integer, b integer, CONSTRAINT x CHECK (fine(b)))`,
    statements: [
      "SET check_function_bodies = off",
      "CREATE FUNCTION public.fine(integer)\n RETURNS boolean\n LANGUAGE sql\n IMMUTABLE\nAS $function$SELECT $1 > 0$function$",
      "ALTER TABLE public.t ADD COLUMN b integer",
      "ALTER TABLE public.t ADD CONSTRAINT x CHECK (public.fine(b))",
    ],
  },
  {
    name: "a check that names the whole row",
    database: `CREATE TABLE t (a integer, b text)`,
    target: [
      table("t", ab, () => [check(sql`t IS NOT NULL`, { name: "whole" }), check(sql`t.a > 0`, { name: "qualified" })]),
    ],
    statements: [
      "ALTER TABLE public.t ADD CONSTRAINT qualified CHECK (t.a > 0)",
      "ALTER TABLE public.t ADD CONSTRAINT whole CHECK (t IS NOT NULL)",
    ],
  },
]);
