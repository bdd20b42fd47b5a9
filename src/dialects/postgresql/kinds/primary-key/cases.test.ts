import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  date,
  index,
  integer,
  primaryKey,
  schema,
  table,
  text,
  type,
} from "../../../../../tests/support/vocabulary.ts";

kindCases("primary key", [
  {
    name: "an equal key needs nothing",
    database: `CREATE TABLE t (b integer, a integer, c text, CONSTRAINT "My Key" PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED);
      COMMENT ON CONSTRAINT "My Key" ON t IS 'key'`,
    target: [
      table("t", { b: integer(), a: integer(), c: text() }, (t) => [
        primaryKey([t.a, t.b], {
          name: "My Key",
          include: [t.c],
          storageParameters: { fillfactor: 70 },
          deferrable: "deferred",
          comment: "key",
        }),
      ]),
    ],
    statements: [],
  },
  {
    name: "a table is created with a key whose columns have another order",
    database: ``,
    target: [
      table("t", { b: integer(), a: integer(), c: text() }, (t) => [
        primaryKey([t.a, t.b], { include: [t.c], storageParameters: { fillfactor: 70 }, comment: "it's the key" }),
      ]),
    ],
    statements: [
      "CREATE TABLE public.t (\n  b integer NOT NULL,\n  a integer NOT NULL,\n  c text,\n  CONSTRAINT t_pkey PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor = 70)\n)",
      "COMMENT ON CONSTRAINT t_pkey ON public.t IS 'it''s the key'",
    ],
  },
  {
    name: "a table is created with a plain key of two columns in another order",
    database: ``,
    target: [table("t", { b: integer(), a: integer() }, (t) => [primaryKey([t.a, t.b])])],
    statements: [
      "CREATE TABLE public.t (\n  b integer NOT NULL,\n  a integer NOT NULL,\n  CONSTRAINT t_pkey PRIMARY KEY (a, b)\n)",
    ],
  },
  {
    name: "a key is added to columns that may be NULL",
    database: `CREATE TABLE t (a integer, b integer)`,
    target: [table("t", { a: integer().primaryKey(), b: integer().primaryKey() })],
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
      "ALTER TABLE public.t ALTER COLUMN b SET NOT NULL",
      "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a, b)",
    ],
    notes: ["fails where t.a holds NULL: fill such rows first", "fails where t.b holds NULL: fill such rows first"],
  },
  {
    name: "a key is dropped",
    database: `CREATE TABLE t (a integer PRIMARY KEY)`,
    target: [table("t", { a: integer() })],
    statements: ["ALTER TABLE public.t DROP CONSTRAINT t_pkey", "ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL"],
  },
  {
    name: "other columns make another key",
    database: `CREATE TABLE t (a integer PRIMARY KEY, b integer NOT NULL)`,
    target: [table("t", { a: integer().notNull(), b: integer().primaryKey() })],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_pkey",
      "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (b)",
    ],
  },
  {
    name: "another order of columns makes another key",
    database: `CREATE TABLE t (a integer, b integer, PRIMARY KEY (a, b))`,
    target: [table("t", { a: integer(), b: integer() }, (t) => [primaryKey([t.b, t.a])])],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_pkey",
      "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (b, a)",
    ],
  },
  {
    name: "a key under another name is renamed",
    database: `CREATE TABLE t (a integer CONSTRAINT old_name PRIMARY KEY); CREATE TABLE u (a integer REFERENCES t)`,
    target: [
      table("t", { a: integer() }, (t) => [primaryKey([t.a], { name: "New Name" })]),
      table("u", { a: integer().references("t.a") }),
    ],
    statements: ['ALTER TABLE public.t RENAME CONSTRAINT old_name TO "New Name"'],
  },
  {
    name: "a key becomes deferrable, gets included columns",
    database: `CREATE TABLE t (a integer PRIMARY KEY, b integer); CREATE TABLE u (a integer PRIMARY KEY)`,
    target: [
      table("t", { a: integer(), b: integer() }, (t) => [primaryKey([t.a], { include: [t.b] })]),
      table("u", { a: integer().primaryKey({ deferrable: "immediate" }) }),
    ],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_pkey",
      "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a) INCLUDE (b)",
      "ALTER TABLE public.u DROP CONSTRAINT u_pkey",
      "ALTER TABLE public.u ADD CONSTRAINT u_pkey PRIMARY KEY (a) DEFERRABLE",
    ],
  },
  {
    name: "storage parameters and comment change in place",
    database: `CREATE TABLE t (a integer PRIMARY KEY WITH (fillfactor = 70)); CREATE TABLE u (a integer PRIMARY KEY); COMMENT ON CONSTRAINT t_pkey ON t IS 'old'`,
    target: [
      table("t", { a: integer().primaryKey() }),
      table("u", { a: integer().primaryKey({ storageParameters: { fillfactor: 80 }, comment: "new" }) }),
    ],
    statements: [
      "ALTER INDEX public.t_pkey RESET (fillfactor)",
      "COMMENT ON CONSTRAINT t_pkey ON public.t IS NULL",
      "ALTER INDEX public.u_pkey SET (fillfactor = 80)",
      "COMMENT ON CONSTRAINT u_pkey ON public.u IS 'new'",
    ],
  },
  {
    name: "a key that others reference is replaced with their foreign keys around it",
    database: `CREATE TABLE p (a integer PRIMARY KEY, b integer NOT NULL UNIQUE); CREATE TABLE c (x integer REFERENCES p (a)); INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1)`,
    target: [
      table("p", { a: integer().unique().notNull(), b: integer().primaryKey() }),
      table("c", { x: integer().references("p.a") }),
    ],
    statements: [
      "ALTER TABLE public.c DROP CONSTRAINT c_x_fkey",
      "ALTER TABLE public.p DROP CONSTRAINT p_b_key",
      "ALTER TABLE public.p DROP CONSTRAINT p_pkey",
      "ALTER TABLE public.p ADD CONSTRAINT p_pkey PRIMARY KEY (b)",
      "ALTER TABLE public.p ADD CONSTRAINT p_a_key UNIQUE (a)",
      "ALTER TABLE public.c ADD CONSTRAINT c_x_fkey FOREIGN KEY (x) REFERENCES public.p (a)",
    ],
  },
  {
    name: "a key over a period",
    database: `CREATE EXTENSION btree_gist; CREATE TABLE t (a integer, during daterange)`,
    target: `CREATE EXTENSION btree_gist; CREATE TABLE t (a integer, during daterange, PRIMARY KEY (a, during WITHOUT OVERLAPS))`,
    requires: ["temporalConstraints"],
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
      "ALTER TABLE public.t ALTER COLUMN during SET NOT NULL",
      "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a, during WITHOUT OVERLAPS)",
    ],
    notes: [
      "fails where t.a holds NULL: fill such rows first",
      "fails where t.during holds NULL: fill such rows first",
    ],
  },
  {
    name: "a clustered key",
    database: `CREATE TABLE t (a integer PRIMARY KEY); CREATE TABLE u (a integer PRIMARY KEY); ALTER TABLE u CLUSTER ON u_pkey`,
    target: `CREATE TABLE t (a integer PRIMARY KEY); CREATE TABLE u (a integer PRIMARY KEY); ALTER TABLE t CLUSTER ON t_pkey`,
    statements: ["ALTER TABLE public.t CLUSTER ON t_pkey", "ALTER TABLE public.u SET WITHOUT CLUSTER"],
  },
  {
    name: "a key in a schema with quoted names",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("C" integer)`,
    target: [
      schema("S"),
      table("S.T", { c: integer().named("C").primaryKey(), d: date(), e: type("inet") }, (t) => [index([t.d])]),
    ],
    statements: [
      'ALTER TABLE "S"."T" ALTER COLUMN "C" SET NOT NULL',
      'ALTER TABLE "S"."T" ADD COLUMN d date',
      'ALTER TABLE "S"."T" ADD COLUMN e inet',
      'ALTER TABLE "S"."T" ADD CONSTRAINT "T_pkey" PRIMARY KEY ("C")',
      'CREATE INDEX "T_d_idx" ON "S"."T" (d)',
    ],
    notes: ["fails where S.T.C holds NULL: fill such rows first"],
  },
]);
