import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, schema, table, text, unique } from "../../../../../tests/support/vocabulary.ts";

const abc = { a: integer(), b: integer(), c: text() };

kindCases("unique constraint", [
  {
    name: "equal constraints need nothing",
    database: `CREATE TABLE t (a integer UNIQUE, b integer, c text, CONSTRAINT "My U" UNIQUE (b, a) INCLUDE (c) DEFERRABLE); COMMENT ON CONSTRAINT "My U" ON t IS 'u'`,
    target: [
      table("t", { a: integer().unique(), b: integer(), c: text() }, (t) => [
        unique([t.b, t.a], { name: "My U", include: [t.c], deferrable: "immediate", comment: "u" }),
      ]),
    ],
    statements: [],
  },
  {
    name: "constraints are created with a table",
    database: ``,
    target: [
      table("t", { a: integer().unique({ name: "odd" }), b: integer().unique(), c: text() }, (t) => [
        unique([t.b, t.a], {
          include: [t.c],
          deferrable: "deferred",
          storageParameters: { fillfactor: 50 },
          comment: "it's u",
        }),
        unique([t.a]),
      ]),
    ],
    statements: [
      "CREATE TABLE public.t (\n  a integer,\n  b integer,\n  c text,\n  CONSTRAINT odd UNIQUE (a),\n  CONSTRAINT t_b_a_c_key UNIQUE (b, a) INCLUDE (c) WITH (fillfactor = 50) DEFERRABLE INITIALLY DEFERRED,\n  CONSTRAINT t_b_key UNIQUE (b)\n)",
      "ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE (a)",
      "COMMENT ON CONSTRAINT t_b_a_c_key ON public.t IS 'it''s u'",
    ],
  },
  {
    name: "a constraint is added, another dropped",
    database: `CREATE TABLE t (a integer UNIQUE, b integer, c text)`,
    target: [table("t", abc, (t) => [unique([t.b, t.c])])],
    statements: [
      "ALTER TABLE public.t ADD CONSTRAINT t_b_c_key UNIQUE (b, c)",
      "ALTER TABLE public.t DROP CONSTRAINT t_a_key",
    ],
  },
  {
    name: "a constraint under another name is renamed",
    database: `CREATE TABLE t (a integer CONSTRAINT old UNIQUE, b integer, c text)`,
    target: [table("t", abc, (t) => [unique([t.a], { name: "New" })])],
    statements: ['ALTER TABLE public.t RENAME CONSTRAINT old TO "New"'],
  },
  {
    name: "another order of columns, timing, included columns make another constraint",
    database: `CREATE TABLE t (a integer, b integer, c text, CONSTRAINT o UNIQUE (a, b), CONSTRAINT d UNIQUE (a), CONSTRAINT i UNIQUE (b) INCLUDE (a))`,
    target: [
      table("t", abc, (t) => [
        unique([t.b, t.a], { name: "o" }),
        unique([t.a], { name: "d", deferrable: "deferred" }),
        unique([t.b], { name: "i", include: [t.c] }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT d",
      "ALTER TABLE public.t ADD CONSTRAINT d UNIQUE (a) DEFERRABLE INITIALLY DEFERRED",
      "ALTER TABLE public.t DROP CONSTRAINT i",
      "ALTER TABLE public.t ADD CONSTRAINT i UNIQUE (b) INCLUDE (c)",
      "ALTER TABLE public.t DROP CONSTRAINT o",
      "ALTER TABLE public.t ADD CONSTRAINT o UNIQUE (b, a)",
    ],
  },
  {
    name: "NULLS NOT DISTINCT comes and goes",
    database: `CREATE TABLE t (a integer, b integer, c text, CONSTRAINT x UNIQUE (a), CONSTRAINT y UNIQUE NULLS NOT DISTINCT (b))`,
    target: [
      table("t", abc, (t) => [unique([t.a], { name: "x", nullsNotDistinct: true }), unique([t.b], { name: "y" })]),
    ],
    requires: ["nullsNotDistinct"],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT x",
      "ALTER TABLE public.t ADD CONSTRAINT x UNIQUE NULLS NOT DISTINCT (a)",
      "ALTER TABLE public.t DROP CONSTRAINT y",
      "ALTER TABLE public.t ADD CONSTRAINT y UNIQUE (b)",
    ],
  },
  {
    name: "storage parameters and comment change in place",
    database: `CREATE TABLE t (a integer, b integer, c text, CONSTRAINT x UNIQUE (a) WITH (fillfactor = 70, deduplicate_items = off)); COMMENT ON CONSTRAINT x ON t IS 'x'`,
    target: [table("t", abc, (t) => [unique([t.a], { name: "x", storageParameters: { fillfactor: 60 } })])],
    statements: [
      "ALTER INDEX public.x SET (fillfactor = 60)",
      "ALTER INDEX public.x RESET (deduplicate_items)",
      "COMMENT ON CONSTRAINT x ON public.t IS NULL",
    ],
  },
  {
    name: "a constraint that a foreign key needs is replaced around it",
    database: `CREATE TABLE t (a integer, b integer, c text, CONSTRAINT x UNIQUE (a)); CREATE TABLE r (a integer REFERENCES t (a))`,
    target: [
      table("t", abc, (t) => [unique([t.a], { name: "x", include: [t.b] })]),
      table("r", { a: integer().references("t.a") }),
    ],
    statements: [
      "ALTER TABLE public.r DROP CONSTRAINT r_a_fkey",
      "ALTER TABLE public.t DROP CONSTRAINT x",
      "ALTER TABLE public.t ADD CONSTRAINT x UNIQUE (a) INCLUDE (b)",
      "ALTER TABLE public.r ADD CONSTRAINT r_a_fkey FOREIGN KEY (a) REFERENCES public.t (a)",
    ],
  },
  {
    name: "a constraint on a quoted column of a schema",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("C" integer, "d.e" integer)`,
    target: [
      schema("S"),
      table("S.T", { c: integer().named("C").unique(), d: integer().named("d.e") }, (t) => [unique([t.d, t.c])]),
    ],
    statements: [
      'ALTER TABLE "S"."T" ADD CONSTRAINT "T_d.e_C_key" UNIQUE ("d.e", "C")',
      'ALTER TABLE "S"."T" ADD CONSTRAINT "T_C_key" UNIQUE ("C")',
    ],
  },
  {
    name: "a constraint over a period",
    database: `CREATE EXTENSION btree_gist; CREATE TABLE t (a integer, during daterange, CONSTRAINT x UNIQUE (a, during WITHOUT OVERLAPS))`,
    target: `CREATE EXTENSION btree_gist; CREATE TABLE t (a integer, during daterange, CONSTRAINT y UNIQUE (a, during))`,
    requires: ["temporalConstraints"],
    statements: ["ALTER TABLE public.t DROP CONSTRAINT x", "ALTER TABLE public.t ADD CONSTRAINT y UNIQUE (a, during)"],
  },
]);
