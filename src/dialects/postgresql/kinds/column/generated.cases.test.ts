import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, sql, table } from "../../../../../tests/support/vocabulary.ts";

const t = (columns: Parameters<typeof table>[1]) => [table("t", columns)];

kindCases("column: generated values", [
  {
    name: "a generated column becomes plain under its keys, indexes and views, and comes back with them",
    database: `CREATE TABLE t (a integer, id integer GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY, b integer GENERATED ALWAYS AS (a + 1) STORED UNIQUE); CREATE INDEX x ON t (b, a); CREATE TABLE u (id integer REFERENCES t); CREATE VIEW v AS SELECT id, b FROM t;`,
    target: `CREATE TABLE t (a integer, id integer PRIMARY KEY, b integer UNIQUE); CREATE INDEX x ON t (b, a); CREATE TABLE u (id integer REFERENCES t); CREATE VIEW v AS SELECT id, b FROM t;`,
  },
  {
    name: "a generated key becomes an identity, and back",
    database: "CREATE TABLE t (a integer, id integer GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY);",
    target: "CREATE TABLE t (a integer, id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
  },
  {
    name: "a stored generated column is added, changed and dropped",
    database: `CREATE TABLE t (n integer, b integer GENERATED ALWAYS AS (n + 1) STORED, c integer GENERATED ALWAYS AS (n) STORED); INSERT INTO t VALUES (1)`,
    target: t({ n: integer(), a: integer().generated(sql`n * 3`), b: integer().generated(sql`n + 2`) }),
    statements: [
      "ALTER TABLE public.t ADD COLUMN a integer GENERATED ALWAYS AS (n * 3) STORED",
      "ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS (n + 2)",
      "ALTER TABLE public.t DROP COLUMN c",
    ],
    requires: ["setExpression"],
  },
  {
    name: "a generated column becomes a plain one that keeps its values",
    database: `CREATE TABLE t (n integer, b integer GENERATED ALWAYS AS (n + 1) STORED); INSERT INTO t VALUES (1)`,
    target: t({ n: integer(), b: integer() }),
    rows: { query: `SELECT b FROM t`, upgraded: [2] },
    statements: ["ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION"],
  },
  {
    name: "a plain column becomes a generated one, and its way back keeps the values of the expression",
    database: `CREATE TABLE t (n integer, b integer DEFAULT 3 NOT NULL); INSERT INTO t VALUES (1, 2)`,
    target: t({ n: integer(), b: integer().generated(sql`n + 1`) }),
    statements: [
      "ALTER TABLE public.t DROP COLUMN b",
      "ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (n + 1) STORED",
    ],
    downgrade: [
      "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
      "ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 3, ALTER COLUMN b SET NOT NULL",
    ],
    notes: ["replaces the values of t.b by those of its expression"],
    rows: { query: "SELECT b FROM t", upgraded: [2] },
  },
  {
    name: "a key becomes generated under foreign keys and views",
    database: `CREATE TABLE t (n integer, id integer PRIMARY KEY, b integer DEFAULT 4 NOT NULL UNIQUE); CREATE TABLE u (id integer REFERENCES t); CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT id, b FROM t; INSERT INTO t VALUES (1, 2, 2); INSERT INTO u VALUES (2)`,
    target: `CREATE TABLE t (n integer, id integer GENERATED ALWAYS AS (n * 2) STORED PRIMARY KEY, b integer GENERATED ALWAYS AS (n + 1) STORED UNIQUE); CREATE TABLE u (id integer REFERENCES t); CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT id, b FROM t`,
    notes: [
      "replaces the values of t.b by those of its expression",
      "replaces the values of t.id by those of its expression",
    ],
    rows: { query: "SELECT concat_ws(' ', t.id, b, u.id) FROM t NATURAL JOIN u", upgraded: ["2 2 2"] },
  },
  {
    name: "a column becomes virtual, and its way back computes the values",
    database: `CREATE TABLE t (n integer, b integer DEFAULT 3 NOT NULL); CREATE INDEX i ON t (b); COMMENT ON COLUMN t.b IS 'b'; INSERT INTO t VALUES (1, 2)`,
    target: `CREATE TABLE t (n integer, b integer GENERATED ALWAYS AS (n + 1) VIRTUAL); COMMENT ON COLUMN t.b IS 'b'`,
    requires: ["virtualColumns"],
    downgrade: [
      "ALTER TABLE public.t DROP COLUMN b",
      "ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS ((n + 1)) STORED",
      "COMMENT ON COLUMN public.t.b IS 'b'",
      "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
      "ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 3, ALTER COLUMN b SET NOT NULL",
      "CREATE INDEX i ON public.t (b)",
    ],
    notes: ["replaces the values of t.b by those of its expression"],
    rows: { query: "SELECT b FROM t", upgraded: [2] },
  },
  {
    name: "a virtual column is added, changed and becomes a stored one",
    database: `CREATE TABLE t (n integer, b integer GENERATED ALWAYS AS (n + 1) VIRTUAL, c integer GENERATED ALWAYS AS (n) VIRTUAL)`,
    target: t({
      n: integer(),
      a: integer().generated(sql`n * 3`, { virtual: true }),
      b: integer().generated(sql`n + 2`, { virtual: true }),
      c: integer().generated(sql`n`),
    }),
    requires: ["virtualColumns"],
    statements: [
      "ALTER TABLE public.t ADD COLUMN a integer GENERATED ALWAYS AS (n * 3) VIRTUAL",
      "ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS (n + 2)",
      "ALTER TABLE public.t DROP COLUMN c",
      "ALTER TABLE public.t ADD COLUMN c integer GENERATED ALWAYS AS (n) STORED",
    ],
  },
  {
    name: "a virtual column becomes a plain one",
    database: `CREATE TABLE t (n integer, b integer GENERATED ALWAYS AS (n + 1) VIRTUAL)`,
    target: t({ n: integer(), b: integer() }),
    requires: ["virtualColumns"],
    statements: [
      "ALTER TABLE public.t DROP COLUMN b",
      "ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS ((n + 1)) STORED",
      "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
    ],
  },
]);
