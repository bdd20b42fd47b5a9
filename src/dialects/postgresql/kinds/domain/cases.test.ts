import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  domain,
  enumType,
  integer,
  numeric,
  schema,
  sql,
  table,
  text,
  varchar,
} from "../../../../../tests/support/vocabulary.ts";

kindCases("domain", [
  {
    name: "equal domains in other words need nothing",
    database: `CREATE DOMAIN mail AS varchar(50) COLLATE "C" DEFAULT 'a@b' NOT NULL CONSTRAINT "Has at" CHECK (VALUE LIKE '%@%') CHECK (length(VALUE) > 2); COMMENT ON DOMAIN mail IS 'mail'`,
    target: [
      domain("mail", varchar(50), {
        collation: "C",
        default: "a@b",
        notNull: true,
        check: [{ name: "Has at", expression: sql`VALUE like '%@%'` }, sql`LENGTH(value) > 2`],
        comment: "mail",
      }),
    ],
    statements: [],
  },
  {
    name: "domains are created",
    database: ``,
    target: (() => {
      const mail = domain("mail", text(), {
        check: [{ name: "x y", expression: sql`VALUE LIKE '%@%'`, comment: "it's" }],
        notNull: true,
        default: "it's@b",
        collation: "C",
        comment: "it's",
      });
      const plain = domain("plain", numeric(10, 2).array());
      return [mail, plain, table("t", { m: mail.column(), p: plain.column().array() })];
    })(),
    statements: [
      "CREATE DOMAIN public.mail AS text COLLATE pg_catalog.\"C\" DEFAULT 'it''s@b' NOT NULL CONSTRAINT \"x y\" CHECK (VALUE LIKE '%@%')",
      "COMMENT ON DOMAIN public.mail IS 'it''s'",
      "COMMENT ON CONSTRAINT \"x y\" ON DOMAIN public.mail IS 'it''s'",
      "CREATE DOMAIN public.plain AS numeric(10,2)[]",
      "CREATE TABLE public.t (\n  m public.mail,\n  p public.plain[]\n)",
    ],
  },
  {
    name: "a domain is dropped after the columns of it",
    database: `CREATE DOMAIN mail AS text DEFAULT 'x' CONSTRAINT c CHECK (VALUE <> ''); CREATE TABLE t (a integer, b mail)`,
    target: [table("t", { a: integer() })],
    statements: ["ALTER TABLE public.t DROP COLUMN b", "DROP DOMAIN public.mail"],
  },
  {
    name: "default, NOT NULL and comment change in place",
    database: `CREATE DOMAIN a AS text; CREATE DOMAIN b AS text DEFAULT 'x' NOT NULL; CREATE DOMAIN c AS integer DEFAULT 1; COMMENT ON DOMAIN b IS 'b'; CREATE TABLE t (a a, b b, c c)`,
    target: (() => {
      const [a, b, c] = [
        domain("a", text(), { default: "new", notNull: true, comment: "a" }),
        domain("b", text()),
        domain("c", integer(), { default: 2 }),
      ];
      return [a, b, c, table("t", { a: a.column(), b: b.column(), c: c.column() })];
    })(),
    statements: [
      "ALTER DOMAIN public.a SET DEFAULT 'new'",
      "ALTER DOMAIN public.a SET NOT NULL",
      "COMMENT ON DOMAIN public.a IS 'a'",
      "ALTER DOMAIN public.b DROP DEFAULT",
      "ALTER DOMAIN public.b DROP NOT NULL",
      "COMMENT ON DOMAIN public.b IS NULL",
      "ALTER DOMAIN public.c SET DEFAULT 2",
    ],
  },
  {
    name: "checks are added, dropped and changed",
    database: `CREATE DOMAIN a AS text CONSTRAINT x CHECK (VALUE <> '') CONSTRAINT y CHECK (VALUE <> 'y'); CREATE TABLE t (a a); INSERT INTO t VALUES ('abc')`,
    target: (() => {
      const a = domain("a", text(), {
        check: [
          { name: "x", expression: sql`VALUE <> 'x'`, comment: "x" },
          { name: "z", expression: sql`VALUE <> 'z'`, notValid: true },
        ],
      });
      return [a, table("t", { a: a.column() })];
    })(),
    statements: [
      "ALTER DOMAIN public.a ADD CONSTRAINT z CHECK (VALUE <> 'z') NOT VALID",
      "ALTER DOMAIN public.a DROP CONSTRAINT x",
      "ALTER DOMAIN public.a ADD CONSTRAINT x CHECK (VALUE <> 'x')",
      "COMMENT ON CONSTRAINT x ON DOMAIN public.a IS 'x'",
      "ALTER DOMAIN public.a DROP CONSTRAINT y",
    ],
  },
  {
    name: "a check of a domain is validated, or made again as not valid",
    database: `CREATE DOMAIN a AS text CONSTRAINT y CHECK (VALUE <> 'y'); ALTER DOMAIN a ADD CONSTRAINT x CHECK (VALUE <> 'x') NOT VALID`,
    target: [
      domain("a", text(), {
        check: [
          { name: "x", expression: sql`VALUE <> 'x'` },
          { name: "y", expression: sql`VALUE <> 'y'`, notValid: true },
        ],
      }),
    ],
    statements: [
      "ALTER DOMAIN public.a DROP CONSTRAINT x",
      "ALTER DOMAIN public.a ADD CONSTRAINT x CHECK (VALUE <> 'x')",
      "ALTER DOMAIN public.a DROP CONSTRAINT y",
      "ALTER DOMAIN public.a ADD CONSTRAINT y CHECK (VALUE <> 'y') NOT VALID",
    ],
  },
  {
    name: "a domain is renamed by hint",
    database: `CREATE DOMAIN old AS text CONSTRAINT old_check CHECK (VALUE <> ''); CREATE TABLE t (a old)`,
    target: (() => {
      const fresh = domain("Fresh", text(), {
        renamedFrom: "old",
        check: [{ name: "old_check", expression: sql`VALUE <> ''` }],
      });
      return [fresh, table("t", { a: fresh.column() })];
    })(),
    statements: ['ALTER TYPE public.old RENAME TO "Fresh"'],
  },
  {
    name: "a domain over another domain and over an enum",
    database: ``,
    target: (() => {
      const mood = enumType("mood", ["ok", "bad"]);
      const good = domain("good", mood.column(), { check: sql`VALUE <> 'bad'` });
      const better = domain("better", good.column(), { default: "ok" });
      return [better, good, mood, table("t", { a: better.column() })];
    })(),
    statements: [
      "CREATE TYPE public.mood AS ENUM ('ok', 'bad')",
      "CREATE DOMAIN public.good AS public.mood CONSTRAINT good_check CHECK (VALUE <> 'bad')",
      "CREATE DOMAIN public.better AS public.good DEFAULT 'ok'",
      "CREATE TABLE public.t (\n  a public.better\n)",
    ],
  },
  {
    name: "a domain of a schema with quoted names",
    database: `CREATE SCHEMA "S"; CREATE DOMAIN "S"."D" AS text CONSTRAINT "C" CHECK (VALUE <> '')`,
    target: [
      schema("S"),
      domain("S.D", text(), { notNull: true, check: [{ name: "E", expression: sql`VALUE <> 'e'` }] }),
    ],
    statements: [
      'ALTER DOMAIN "S"."D" DROP CONSTRAINT "C"',
      'ALTER DOMAIN "S"."D" SET NOT NULL',
      'ALTER DOMAIN "S"."D" ADD CONSTRAINT "E" CHECK (VALUE <> \'e\')',
    ],
  },
  {
    name: "what a domain stands for changes under rows, defaults, arrays, views and checks",
    database: `CREATE DOMAIN code AS text DEFAULT 'x' CONSTRAINT short CHECK (length(VALUE) < 9); COMMENT ON DOMAIN code IS 'code';
      CREATE TABLE t (id integer, a code DEFAULT '7' NOT NULL, b code[], CONSTRAINT c CHECK (a <> 'bad'::code)); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t;
      INSERT INTO t VALUES (1, '12', '{3,4}')`,
    target: `CREATE DOMAIN code AS varchar(9) CONSTRAINT long CHECK (length(VALUE) > 0); COMMENT ON DOMAIN code IS 'the code';
      CREATE TABLE t (id integer, a code NOT NULL, b code[], CONSTRAINT c CHECK (a <> 'bad'::code)); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t`,
    notes: ["fails where a row holds"],
    rows: { query: "SELECT id || a::text || b::text FROM t", upgraded: ["112{3,4}"] },
  },
  {
    name: "a declared domain gets another type; its columns move over and its checks stay",
    database: `CREATE DOMAIN amount AS integer CONSTRAINT positive CHECK (VALUE > 0); CREATE TABLE t (a amount); INSERT INTO t VALUES (3)`,
    target: (() => {
      const amount = domain("amount", numeric(10, 2), { check: [{ name: "positive", expression: sql`VALUE > 0` }] });
      return [amount, table("t", { a: amount.column() })];
    })(),
    statements: [
      "ALTER TYPE public.amount RENAME TO amount__replaced",
      "CREATE DOMAIN public.amount AS numeric(10,2) CONSTRAINT positive CHECK (VALUE > 0)",
      "ALTER TABLE public.t ALTER COLUMN a TYPE public.amount",
      "DROP TYPE public.amount__replaced",
    ],
    notes: ["fails where a row holds"],
    rows: { query: "SELECT trunc(a)::text FROM t", upgraded: ["3"] },
    ignoreNotes: true,
  },
  {
    name: "domains and composite types over a domain whose type changes go along, with their columns and what depends on those",
    database: `CREATE DOMAIN code AS text CONSTRAINT short CHECK (length(VALUE) < 9);
      CREATE DOMAIN part AS code DEFAULT 'p' CONSTRAINT lower CHECK (VALUE = lower(VALUE)); COMMENT ON DOMAIN part IS 'part';
      CREATE DOMAIN parts AS part[];
      CREATE TYPE item AS (name part, n integer); COMMENT ON TYPE item IS 'an item';
      CREATE TABLE t (id integer, a part DEFAULT '7' NOT NULL, b part[], c item, d parts, CONSTRAINT k CHECK (a <> 'bad'::part));
      CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a, c FROM t;
      CREATE FUNCTION f(part) RETURNS integer LANGUAGE sql RETURN 1;
      INSERT INTO t VALUES (1, '12', '{3,4}', ROW('x', 5)::item, '{6}')`,
    target: `CREATE DOMAIN code AS varchar(9) CONSTRAINT long CHECK (length(VALUE) > 0);
      CREATE DOMAIN part AS code CONSTRAINT lower CHECK (VALUE = lower(VALUE)); COMMENT ON DOMAIN part IS 'a part';
      CREATE DOMAIN parts AS part[];
      CREATE TYPE item AS (name part, n integer); COMMENT ON TYPE item IS 'an item';
      CREATE TABLE t (id integer, a part DEFAULT '8' NOT NULL, b part[], c item, d parts, CONSTRAINT k CHECK (a <> 'bad'::part));
      CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a, c FROM t;
      CREATE FUNCTION f(part) RETURNS integer LANGUAGE sql RETURN 1`,
    notes: ["fails where a row holds"],
    rows: { query: "SELECT a || b::text || c::text || d::text FROM t", upgraded: ["12{3,4}(x,5){6}"] },
  },
  {
    name: "a domain that only another domain is made of changes under rows",
    database: `CREATE DOMAIN code AS integer; CREATE DOMAIN part AS code; CREATE TABLE t (a part); INSERT INTO t VALUES (1)`,
    target: `CREATE DOMAIN code AS bigint; CREATE DOMAIN part AS code; CREATE TABLE t (a part)`,
    statements: [
      "ALTER TYPE public.code RENAME TO code__replaced",
      "ALTER TYPE public.part RENAME TO part__replaced",
      "CREATE DOMAIN public.code AS bigint",
      "CREATE DOMAIN public.part AS public.code",
      "ALTER TABLE public.t ALTER COLUMN a TYPE public.part USING a::text::public.part",
      "DROP TYPE public.part__replaced",
      "DROP TYPE public.code__replaced",
    ],
    notes: ["fails where a row holds"],
    rows: { query: "SELECT a::text FROM t", upgraded: ["1"] },
    ignoreNotes: true,
  },
  {
    name: "types over a domain of which no row holds a value are dropped and made again",
    database: `CREATE DOMAIN code AS text; CREATE DOMAIN part AS code; CREATE TYPE item AS (name part); CREATE FUNCTION f(item) RETURNS integer LANGUAGE sql RETURN 1`,
    target: `CREATE DOMAIN code AS integer; CREATE DOMAIN part AS code; CREATE TYPE item AS (name part); CREATE FUNCTION f(item) RETURNS integer LANGUAGE sql RETURN 1`,
  },
  {
    name: "a domain takes fewer values while arrays, composite types, ranges and rows hold some of it",
    database: `CREATE DOMAIN d AS integer; CREATE DOMAIN o AS d; CREATE TYPE c AS (x d); CREATE TYPE r AS RANGE (subtype = d); CREATE TABLE w (x d);
      CREATE TABLE t (a d, b d[] DEFAULT '{}', c c, e r, f w, g o, h o[]); INSERT INTO t VALUES (1, '{2}', ROW(3), '[4,5)', ROW(5), 6, '{7}')`,
    target: `CREATE DOMAIN d AS integer NOT NULL CONSTRAINT low CHECK (VALUE > 0) CONSTRAINT high CHECK (VALUE < 100); CREATE DOMAIN o AS d; CREATE TYPE c AS (x d); CREATE TYPE r AS RANGE (subtype = d); CREATE TABLE w (x d);
      CREATE TABLE t (a d, b d[] DEFAULT '{}', c c, e r, f w, g o, h o[])`,
    ignoreNotes: true,
    rows: { query: "SELECT concat(a, b, c, e, f, g, h) FROM t", upgraded: ["1{2}(3)[4,5)(5)6{7}"] },
  },
  {
    name: "columns of a domain that is replaced keep their own collation and storage",
    database: `CREATE DOMAIN d AS text; CREATE TABLE t (a d COLLATE "C", b d[] COLLATE "C"); ALTER TABLE t ALTER a SET STORAGE EXTERNAL; INSERT INTO t VALUES ('x', '{y}')`,
    target: `CREATE DOMAIN d AS varchar(9); CREATE TABLE t (a d COLLATE "C", b d[] COLLATE "C"); ALTER TABLE t ALTER a SET STORAGE EXTERNAL`,
    ignoreNotes: true,
    rows: { query: "SELECT a || b::text FROM t", upgraded: ["x{y}"] },
  },
]);
