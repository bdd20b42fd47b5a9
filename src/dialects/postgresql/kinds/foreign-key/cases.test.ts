import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { foreignKey, integer, schema, table, text, unique } from "../../../../../tests/support/vocabulary.ts";

const parent = table("p", { id: integer().primaryKey(), a: integer(), b: text() }, (t) => [unique([t.a, t.b])]);
const parentSql = `CREATE TABLE p (id integer PRIMARY KEY, a integer, b text, UNIQUE (a, b));`;
const child = { id: integer(), a: integer(), b: text() };

kindCases("foreign key", [
  {
    name: "equal keys need nothing",
    database: `${parentSql} CREATE TABLE c (id integer REFERENCES p ON DELETE CASCADE, a integer, b text,
      CONSTRAINT "Both" FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED); COMMENT ON CONSTRAINT "Both" ON c IS 'both'`,
    target: [
      parent,
      table(
        "c",
        { ...child, id: integer().references("p.id", { onDelete: "cascade", onUpdate: "no action" }) },
        (t) => [
          foreignKey([t.a, t.b], "p", ["a", "b"], {
            name: "Both",
            match: "full",
            onUpdate: "set null",
            deferrable: "deferred",
            comment: "both",
          }),
        ],
      ),
    ],
    statements: [],
  },
  {
    name: "keys are created with a table",
    database: parentSql,
    target: [
      parent,
      table(
        "c",
        { ...child, id: integer().references("p.id", { onDelete: "restrict", name: "Odd", comment: "it's odd" }) },
        (t) => [
          foreignKey([t.a, t.b], "p", ["a", "b"], {
            match: "full",
            onUpdate: "set default",
            onDelete: "set null",
            deferrable: "immediate",
          }),
          foreignKey([t.a], "p", ["id"], { name: "late", notValid: true }),
        ],
      ),
    ],
    statements: [
      'CREATE TABLE public.c (\n  id integer,\n  a integer,\n  b text,\n  CONSTRAINT "Odd" FOREIGN KEY (id) REFERENCES public.p (id) ON DELETE RESTRICT,\n  CONSTRAINT c_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.p (a, b) MATCH FULL ON UPDATE SET DEFAULT ON DELETE SET NULL DEFERRABLE\n)',
      "ALTER TABLE public.c ADD CONSTRAINT late FOREIGN KEY (a) REFERENCES public.p (id) NOT VALID",
      "COMMENT ON CONSTRAINT \"Odd\" ON public.c IS 'it''s odd'",
    ],
  },
  {
    name: "a key is added, another dropped",
    database: `${parentSql} CREATE TABLE c (id integer REFERENCES p, a integer, b text)`,
    target: [parent, table("c", child, (t) => [foreignKey([t.a, t.b], "p", ["a", "b"])])],
    statements: [
      "ALTER TABLE public.c ADD CONSTRAINT c_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.p (a, b)",
      "ALTER TABLE public.c DROP CONSTRAINT c_id_fkey",
    ],
  },
  {
    name: "a key under another name is renamed",
    database: `${parentSql} CREATE TABLE c (id integer CONSTRAINT old REFERENCES p, a integer, b text)`,
    target: [parent, table("c", { ...child, id: integer().references("p.id", { name: "New" }) })],
    statements: ['ALTER TABLE public.c RENAME CONSTRAINT old TO "New"'],
  },
  {
    name: "actions and match make another key",
    database: `${parentSql} CREATE TABLE c (id integer CONSTRAINT x REFERENCES p ON DELETE CASCADE, a integer, b text, CONSTRAINT y FOREIGN KEY (a, b) REFERENCES p (a, b))`,
    target: [
      parent,
      table("c", { ...child, id: integer().references("p.id", { name: "x", onUpdate: "cascade" }) }, (t) => [
        foreignKey([t.a, t.b], "p", ["a", "b"], { name: "y", match: "full" }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.c DROP CONSTRAINT x",
      "ALTER TABLE public.c ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES public.p (id) ON UPDATE CASCADE",
      "ALTER TABLE public.c DROP CONSTRAINT y",
      "ALTER TABLE public.c ADD CONSTRAINT y FOREIGN KEY (a, b) REFERENCES public.p (a, b) MATCH FULL",
    ],
  },
  {
    name: "the timing of a check is altered in place",
    database: `${parentSql} CREATE TABLE c (id integer CONSTRAINT x REFERENCES p, a integer CONSTRAINT y REFERENCES p DEFERRABLE, b text,
      CONSTRAINT z FOREIGN KEY (a, b) REFERENCES p (a, b) DEFERRABLE INITIALLY DEFERRED)`,
    target: [
      parent,
      table(
        "c",
        {
          ...child,
          id: integer().references("p.id", { name: "x", deferrable: "immediate" }),
          a: integer().references("p.id", { name: "y", deferrable: "deferred" }),
        },
        (t) => [foreignKey([t.a, t.b], "p", ["a", "b"], { name: "z" })],
      ),
    ],
    statements: [
      "ALTER TABLE public.c ALTER CONSTRAINT x DEFERRABLE INITIALLY IMMEDIATE",
      "ALTER TABLE public.c ALTER CONSTRAINT y DEFERRABLE INITIALLY DEFERRED",
      "ALTER TABLE public.c ALTER CONSTRAINT z NOT DEFERRABLE",
    ],
  },
  {
    name: "other columns and another table make another key",
    database: `${parentSql} CREATE TABLE q (id integer PRIMARY KEY); CREATE TABLE c (id integer CONSTRAINT x REFERENCES p, a integer CONSTRAINT y REFERENCES p, b text)`,
    target: [
      parent,
      table("q", { id: integer().primaryKey() }),
      table("c", child, (t) => [
        foreignKey([t.id], "q", ["id"], { name: "x" }),
        foreignKey([t.id], "p", ["id"], { name: "y" }),
      ]),
    ],
    statements: [
      "ALTER TABLE public.c DROP CONSTRAINT x",
      "ALTER TABLE public.c ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES public.q (id)",
      "ALTER TABLE public.c DROP CONSTRAINT y",
      "ALTER TABLE public.c ADD CONSTRAINT y FOREIGN KEY (id) REFERENCES public.p (id)",
    ],
  },
  {
    name: "a key that is not valid is validated, and the other way made again",
    database: `${parentSql} CREATE TABLE c (id integer CONSTRAINT x REFERENCES p, a integer, b text); ALTER TABLE c ADD CONSTRAINT y FOREIGN KEY (a) REFERENCES p NOT VALID`,
    target: [
      parent,
      table("c", {
        ...child,
        id: integer().references("p.id", { name: "x", notValid: true }),
        a: integer().references("p.id", { name: "y" }),
      }),
    ],
    statements: [
      "ALTER TABLE public.c VALIDATE CONSTRAINT y",
      "ALTER TABLE public.c DROP CONSTRAINT x",
      "ALTER TABLE public.c ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES public.p (id) NOT VALID",
    ],
  },
  {
    name: "NOT ENFORCED comes and goes",
    database: `${parentSql} CREATE TABLE c (id integer CONSTRAINT x REFERENCES p, a integer CONSTRAINT y REFERENCES p NOT ENFORCED, b text)`,
    target: [
      parent,
      table("c", {
        ...child,
        id: integer().references("p.id", { name: "x", notEnforced: true }),
        a: integer().references("p.id", { name: "y" }),
      }),
    ],
    requires: ["virtualColumns"],
    statements: [
      "ALTER TABLE public.c ALTER CONSTRAINT x NOT ENFORCED",
      "ALTER TABLE public.c ALTER CONSTRAINT y ENFORCED",
    ],
  },
  {
    name: "SET NULL of some columns",
    database: `${parentSql} CREATE TABLE c (id integer, a integer, b text, CONSTRAINT x FOREIGN KEY (a, b) REFERENCES p (a, b) ON DELETE SET NULL)`,
    target: [
      parent,
      table("c", child, (t) => [
        foreignKey([t.a, t.b], "p", ["a", "b"], { name: "x", onDelete: "set null", onDeleteColumns: [t.b] }),
      ]),
    ],
    requires: ["nullsNotDistinct"],
    statements: [
      "ALTER TABLE public.c DROP CONSTRAINT x",
      "ALTER TABLE public.c ADD CONSTRAINT x FOREIGN KEY (a, b) REFERENCES public.p (a, b) ON DELETE SET NULL (b)",
    ],
  },
  {
    name: "a comment is set and removed",
    database: `${parentSql} CREATE TABLE c (id integer CONSTRAINT x REFERENCES p, a integer CONSTRAINT y REFERENCES p, b text); COMMENT ON CONSTRAINT y ON c IS 'y'`,
    target: [
      parent,
      table("c", {
        ...child,
        id: integer().references("p.id", { name: "x", comment: "x" }),
        a: integer().references("p.id", { name: "y" }),
      }),
    ],
    statements: ["COMMENT ON CONSTRAINT x ON public.c IS 'x'", "COMMENT ON CONSTRAINT y ON public.c IS NULL"],
  },
  {
    name: "a table references itself",
    database: ``,
    target: [table("tree", { id: integer().primaryKey(), up: integer().references("tree.id") })],
    statements: [
      "CREATE TABLE public.tree (\n  id integer NOT NULL,\n  up integer,\n  CONSTRAINT tree_pkey PRIMARY KEY (id),\n  CONSTRAINT tree_up_fkey FOREIGN KEY (up) REFERENCES public.tree (id)\n)",
    ],
  },
  {
    name: "a chain of tables is created from its end",
    database: ``,
    target: [
      table("a", { id: integer().primaryKey(), next: integer().references("b.id") }),
      table("b", { id: integer().primaryKey(), next: integer().references("c.id") }),
      table("c", { id: integer().primaryKey(), next: integer().references("d.id") }),
      table("d", { id: integer().primaryKey() }),
    ],
    statements: [
      "CREATE TABLE public.d (\n  id integer NOT NULL,\n  CONSTRAINT d_pkey PRIMARY KEY (id)\n)",
      "CREATE TABLE public.c (\n  id integer NOT NULL,\n  next integer,\n  CONSTRAINT c_pkey PRIMARY KEY (id),\n  CONSTRAINT c_next_fkey FOREIGN KEY (next) REFERENCES public.d (id)\n)",
      "CREATE TABLE public.b (\n  id integer NOT NULL,\n  next integer,\n  CONSTRAINT b_pkey PRIMARY KEY (id),\n  CONSTRAINT b_next_fkey FOREIGN KEY (next) REFERENCES public.c (id)\n)",
      "CREATE TABLE public.a (\n  id integer NOT NULL,\n  next integer,\n  CONSTRAINT a_pkey PRIMARY KEY (id),\n  CONSTRAINT a_next_fkey FOREIGN KEY (next) REFERENCES public.b (id)\n)",
    ],
  },
  {
    name: "a chain of tables is dropped from its beginning",
    database: `CREATE TABLE d (id integer PRIMARY KEY); CREATE TABLE c (id integer PRIMARY KEY, next integer REFERENCES d);
      CREATE TABLE b (id integer PRIMARY KEY, next integer REFERENCES c); CREATE TABLE a (id integer PRIMARY KEY, next integer REFERENCES b)`,
    target: [],
    statements: ["DROP TABLE public.a", "DROP TABLE public.b", "DROP TABLE public.c", "DROP TABLE public.d"],
  },
  {
    name: "two tables that reference each other are created",
    database: ``,
    target: [
      table("a", { id: integer().primaryKey(), b: integer().references("b.id") }),
      table("b", { id: integer().primaryKey(), a: integer().references("a.id", { onDelete: "cascade" }) }),
    ],
    statements: [
      "CREATE TABLE public.a (\n  id integer NOT NULL,\n  b integer,\n  CONSTRAINT a_pkey PRIMARY KEY (id)\n)",
      "CREATE TABLE public.b (\n  id integer NOT NULL,\n  a integer,\n  CONSTRAINT b_pkey PRIMARY KEY (id)\n)",
      "ALTER TABLE public.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES public.b (id)",
      "ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) ON DELETE CASCADE",
    ],
  },
  {
    name: "tables that reference one another in a circle are dropped",
    database: `CREATE TABLE a (id integer PRIMARY KEY, n integer); CREATE TABLE b (id integer PRIMARY KEY, n integer REFERENCES a);
      CREATE TABLE c (id integer PRIMARY KEY, n integer REFERENCES b); ALTER TABLE a ADD FOREIGN KEY (n) REFERENCES c`,
    target: [],
    statements: [
      "ALTER TABLE public.a DROP CONSTRAINT a_n_fkey",
      "ALTER TABLE public.b DROP CONSTRAINT b_n_fkey",
      "DROP TABLE public.a",
      "ALTER TABLE public.c DROP CONSTRAINT c_n_fkey",
      "DROP TABLE public.b",
      "DROP TABLE public.c",
    ],
  },
  {
    name: "a referenced table goes and the table that referenced it stays",
    database: `CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p)`,
    target: [table("c", { id: integer().primaryKey(), p: integer() })],
    statements: ["ALTER TABLE public.c DROP CONSTRAINT c_p_fkey", "DROP TABLE public.p"],
  },
  {
    name: "a key to a new unique constraint comes after it",
    database: `CREATE TABLE p (id integer, x integer); CREATE TABLE c (id integer)`,
    target: [table("p", { id: integer().unique(), x: integer() }), table("c", { id: integer().references("p.id") })],
    statements: [
      "ALTER TABLE public.p ADD CONSTRAINT p_id_key UNIQUE (id)",
      "ALTER TABLE public.c ADD CONSTRAINT c_id_fkey FOREIGN KEY (id) REFERENCES public.p (id)",
    ],
  },
  {
    name: "tables of several schemas reference one another",
    database: ``,
    target: [
      schema("Shop"),
      schema("s2"),
      table("Shop.Orders", { id: integer().named("Id").primaryKey(), c: integer().references("s2.customers.id") }),
      table("s2.customers", { id: integer().primaryKey(), last: integer().references("Shop.Orders.Id") }),
    ],
    statements: [
      'CREATE SCHEMA "Shop"',
      "CREATE SCHEMA s2",
      'CREATE TABLE "Shop"."Orders" (\n  "Id" integer NOT NULL,\n  c integer,\n  CONSTRAINT "Orders_pkey" PRIMARY KEY ("Id")\n)',
      "CREATE TABLE s2.customers (\n  id integer NOT NULL,\n  last integer,\n  CONSTRAINT customers_pkey PRIMARY KEY (id)\n)",
      'ALTER TABLE "Shop"."Orders" ADD CONSTRAINT "Orders_c_fkey" FOREIGN KEY (c) REFERENCES s2.customers (id)',
      'ALTER TABLE s2.customers ADD CONSTRAINT customers_last_fkey FOREIGN KEY (last) REFERENCES "Shop"."Orders" ("Id")',
    ],
  },
  {
    name: "a key over a period",
    database: `CREATE EXTENSION btree_gist; CREATE TABLE p (a integer, during daterange, PRIMARY KEY (a, during WITHOUT OVERLAPS)); CREATE TABLE c (a integer, during daterange)`,
    target: `CREATE EXTENSION btree_gist; CREATE TABLE p (a integer, during daterange, PRIMARY KEY (a, during WITHOUT OVERLAPS));
      CREATE TABLE c (a integer, during daterange, FOREIGN KEY (a, PERIOD during) REFERENCES p (a, PERIOD during))`,
    requires: ["temporalConstraints"],
    statements: [
      "ALTER TABLE public.c ADD CONSTRAINT c_a_during_fkey FOREIGN KEY (a, PERIOD during) REFERENCES public.p (a, PERIOD during)",
    ],
  },
]);

kindCases("foreign keys under types that change", [
  {
    name: "two tables refer to one another by numbers that become others",
    database: `CREATE TABLE a (id integer CONSTRAINT a_pk PRIMARY KEY, b integer); CREATE TABLE b (id integer CONSTRAINT b_pk PRIMARY KEY, a integer CONSTRAINT b_a REFERENCES a); ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b; INSERT INTO a VALUES (1); INSERT INTO b VALUES (2, 1)`,
    target: `CREATE TABLE a (id numeric CONSTRAINT a_pk PRIMARY KEY, b numeric); CREATE TABLE b (id numeric CONSTRAINT b_pk PRIMARY KEY, a numeric CONSTRAINT b_a REFERENCES a); ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b`,
    ignoreNotes: true,
    rows: { query: "SELECT id::text || a FROM b", upgraded: ["21"] },
  },
  {
    name: "an enum that keys consist of loses a value",
    database: `CREATE TYPE m AS ENUM ('a', 'b'); CREATE TABLE t (m m CONSTRAINT t_pk PRIMARY KEY); CREATE TABLE u (m m DEFAULT 'a' CONSTRAINT u_t REFERENCES t); INSERT INTO t VALUES ('a'); INSERT INTO u VALUES ('a')`,
    target: `CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (m m CONSTRAINT t_pk PRIMARY KEY); CREATE TABLE u (m m DEFAULT 'a' CONSTRAINT u_t REFERENCES t)`,
    ignoreNotes: true,
    rows: { query: "SELECT m::text FROM u", upgraded: ["a"] },
  },
]);
