import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  bigint,
  compositeType,
  doublePrecision,
  domain,
  enumType,
  index,
  integer,
  interval,
  jsonb,
  numeric,
  schema,
  sql,
  table,
  text,
  timestamp,
  type,
  uuid,
  varchar,
  boolean,
  check,
  date,
  real,
  time,
} from "../../../../../tests/support/vocabulary.ts";

const t = (columns: Parameters<typeof table>[1]) => [table("t", columns)];

kindCases("column: types", [
  {
    name: "a wider type is altered in place",
    database: `CREATE TABLE t (a integer, b varchar(50), c varchar(50), d numeric(10,2), e numeric(10,2), f timestamp(3))`,
    target: t({ a: bigint(), b: varchar(100), c: varchar(), d: numeric(12, 2), e: numeric(), f: timestamp() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE bigint",
      "ALTER TABLE public.t ALTER COLUMN b TYPE character varying(100)",
      "ALTER TABLE public.t ALTER COLUMN c TYPE character varying",
      "ALTER TABLE public.t ALTER COLUMN d TYPE numeric(12,2)",
      "ALTER TABLE public.t ALTER COLUMN e TYPE numeric",
      "ALTER TABLE public.t ALTER COLUMN f TYPE timestamp without time zone",
    ],
  },
  {
    name: "a narrower type is altered in place",
    database: `CREATE TABLE t (a varchar, b numeric, c text, d numeric(10,2), e interval); INSERT INTO t VALUES ('x', 1.5, 'y', 2, '1 day')`,
    target: t({ a: varchar(50), b: numeric(10, 2), c: varchar(20), d: numeric(10), e: interval({ fields: "day" }) }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE character varying(50)",
      "ALTER TABLE public.t ALTER COLUMN b TYPE numeric(10,2)",
      "ALTER TABLE public.t ALTER COLUMN c TYPE character varying(20)",
      "ALTER TABLE public.t ALTER COLUMN d TYPE numeric(10,0)",
      "ALTER TABLE public.t ALTER COLUMN e TYPE interval day",
    ],
    notes: [
      "fails where t.a is longer than 50 characters",
      "rounds t.b to 2 decimals; fails where t.b has more than 8 digits before the point",
      "fails where t.c is longer than 20 characters",
      "rounds t.d to 0 decimals",
      "keeps only day of t.e",
    ],
  },
  {
    name: "a type takes its default along",
    database: `CREATE TABLE t (a integer DEFAULT 1, b varchar(20) DEFAULT 'x'::varchar); INSERT INTO t DEFAULT VALUES`,
    target: t({ a: bigint().serverDefault(1), b: text().serverDefault("x") }),
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"a": 1, "b": "x"}'] },
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN a TYPE bigint, ALTER COLUMN a SET DEFAULT 1",
      "ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN b TYPE text, ALTER COLUMN b SET DEFAULT 'x'",
    ],
  },
  {
    name: "a type changes together with its default",
    database: `CREATE TABLE t (a text DEFAULT '1', b integer DEFAULT 7, c text DEFAULT 'false'); INSERT INTO t DEFAULT VALUES`,
    target: t({ a: integer().serverDefault(2), b: text().serverDefault("none"), c: boolean().serverDefault(true) }),
    rows: {
      query: `SELECT to_jsonb(t)::text FROM t`,
      upgraded: ['{"a": 1, "b": "7", "c": false}'],
      downgraded: ['{"a": "1", "b": 7, "c": "false"}'],
    },
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer, ALTER COLUMN a SET DEFAULT 2",
      "ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN b TYPE text, ALTER COLUMN b SET DEFAULT 'none'",
      "ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN c TYPE boolean USING c::boolean, ALTER COLUMN c SET DEFAULT true",
    ],
    notes: ["fails where t.a does not read as integer", "fails where t.c does not read as boolean"],
  },
  {
    name: "a type without implicit cast says USING",
    database: `CREATE TABLE t (a text, b text, c integer, d text, e json); INSERT INTO t VALUES ('5', '2020-01-02', 1, '{}', '[]')`,
    target: t({ a: integer(), b: date(), c: boolean(), d: jsonb(), e: jsonb() }),
    rows: {
      query: `SELECT to_jsonb(t)::text FROM t`,
      upgraded: ['{"a": 5, "b": "2020-01-02", "c": true, "d": {}, "e": []}'],
      downgraded: ['{"a": "5", "b": "2020-01-02", "c": 1, "d": "{}", "e": []}'],
    },
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer",
      "ALTER TABLE public.t ALTER COLUMN b TYPE date USING b::date",
      "ALTER TABLE public.t ALTER COLUMN c TYPE boolean USING c::boolean",
      "ALTER TABLE public.t ALTER COLUMN d TYPE jsonb USING d::jsonb",
      "ALTER TABLE public.t ALTER COLUMN e TYPE jsonb",
    ],
    notes: [
      "fails where t.a does not read as integer",
      "fails where t.b does not read as date",
      "keeps of t.c only whether it is 0",
      "keeps neither spaces nor the order and repetition of keys of t.d; fails where t.d does not read as jsonb",
      "keeps neither spaces nor the order and repetition of keys of t.e",
    ],
  },
  {
    name: "types between which there is no cast are a decision",
    database: `CREATE TABLE t (a integer)`,
    target: t({ a: uuid() }),
    undecided: true,
    statements: ["ALTER TABLE public.t ALTER COLUMN a TYPE uuid USING a::text::uuid"],
    notes: [
      "decide how integer becomes uuid: PostgreSQL has no cast, and by way of text fails for values that do not read as uuid",
    ],
  },
  {
    name: "a value becomes an array and an array's element type changes",
    database: `CREATE TABLE t (a integer, b integer[]); INSERT INTO t VALUES (1, '{2,3}')`,
    target: t({ a: integer().array(), b: text().array() }),
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"a": [1], "b": ["2", "3"]}'] },
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE integer[] USING CASE WHEN a IS NULL THEN NULL ELSE ARRAY[a]::integer[] END",
      "ALTER TABLE public.t ALTER COLUMN b TYPE text[]",
    ],
  },
  {
    name: "time zone and precision of timestamps change",
    database: `CREATE TABLE t (a timestamp, b timestamptz(0), c time)`,
    target: t({ a: timestamp({ timezone: true }), b: timestamp({ timezone: true }), c: time({ precision: 3 }) }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE timestamp with time zone",
      "ALTER TABLE public.t ALTER COLUMN b TYPE timestamp with time zone",
      "ALTER TABLE public.t ALTER COLUMN c TYPE time(3) without time zone",
    ],
    notes: ["takes t.a in the session's time zone", "rounds seconds of t.c to 3 decimals"],
  },
  {
    name: "floating point and exact numbers turn into each other",
    database: `CREATE TABLE t (a real, b double precision, c numeric)`,
    target: t({ a: doublePrecision(), b: numeric(10, 2), c: real() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE double precision",
      "ALTER TABLE public.t ALTER COLUMN b TYPE numeric(10,2)",
      "ALTER TABLE public.t ALTER COLUMN c TYPE real",
    ],
    notes: [
      "rounds t.b to 2 decimals; fails where t.b has more than 8 digits before the point",
      "keeps only the first digits of t.c",
    ],
  },
  {
    name: "collation changes",
    database: `CREATE TABLE t (a text, b text COLLATE "C", c text COLLATE "C")`,
    target: t({ a: text().collate("C"), b: text(), c: text().collate("POSIX") }),
    statements: [
      'ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE pg_catalog."C"',
      "ALTER TABLE public.t ALTER COLUMN b TYPE text",
      'ALTER TABLE public.t ALTER COLUMN c TYPE text COLLATE pg_catalog."POSIX"',
    ],
  },
  {
    name: "a text column becomes an enum and back",
    database: `CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE TABLE t (a text DEFAULT 'ok', b mood DEFAULT 'bad', c text[]);
      INSERT INTO t VALUES ('bad', 'ok', '{ok,bad}')`,
    target: (() => {
      const mood = enumType("mood", ["ok", "bad"]);
      return [
        mood,
        table("t", { a: mood.column().serverDefault("bad"), b: text().serverDefault("ok"), c: mood.column().array() }),
      ];
    })(),
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"a": "bad", "b": "ok", "c": ["ok", "bad"]}'] },
    statements: [
      "ALTER TABLE public.t ALTER COLUMN c TYPE public.mood[] USING c::public.mood[]",
      "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN a TYPE public.mood USING a::public.mood, ALTER COLUMN a SET DEFAULT 'bad'",
      "ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT",
      "ALTER TABLE public.t ALTER COLUMN b TYPE text, ALTER COLUMN b SET DEFAULT 'ok'",
    ],
    notes: ["fails where t.c does not read as public.mood[]", "fails where t.a does not read as public.mood"],
  },
  {
    name: "a column becomes a domain of its type",
    database: `CREATE DOMAIN mail AS text CHECK (VALUE LIKE '%@%'); CREATE TABLE t (a text, b mail); INSERT INTO t VALUES ('a@b', 'c@d')`,
    target: (() => {
      const mail = domain("mail", text(), { check: sql`VALUE LIKE '%@%'` });
      return [mail, table("t", { a: mail.column(), b: text() })];
    })(),
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"a": "a@b", "b": "c@d"}'] },
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE public.mail",
      "ALTER TABLE public.t ALTER COLUMN b TYPE text",
    ],
    notes: ["fails where t.a is no public.mail"],
  },
  {
    name: "the type of an indexed, checked and generated-upon column changes",
    database: `CREATE TABLE t (a integer CHECK (a > 0), b integer GENERATED ALWAYS AS (a * 2) STORED, UNIQUE (a)); CREATE INDEX ix ON t ((a + 1)) WHERE a > 5;
      INSERT INTO t VALUES (6)`,
    target: [
      table("t", { a: bigint().unique(), b: bigint().generated(sql`a * 2`) }, (t) => [
        check(sql`${t.a} > 0`, { name: "t_a_check" }),
        index([sql`(${t.a} + 1)`], { name: "ix", where: sql`a > 5` }),
      ]),
    ],
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"a": 6, "b": 12}'] },
    statements: [
      "ALTER TABLE public.t DROP COLUMN b",
      "ALTER TABLE public.t ALTER COLUMN a TYPE bigint",
      "ALTER TABLE public.t ADD COLUMN b bigint GENERATED ALWAYS AS (a * 2) STORED",
    ],
  },
  {
    name: "views on a column are made again around a change of its type",
    database: `CREATE TABLE t (a integer, b text); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a + 1 AS c FROM v; COMMENT ON VIEW v IS 'v';
      CREATE VIEW apart AS SELECT b FROM t`,
    target: `CREATE TABLE t (a bigint, b text); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a + 1 AS c FROM v; COMMENT ON VIEW v IS 'v';
      CREATE VIEW apart AS SELECT b FROM t`,
    statements: [
      "DROP VIEW public.w",
      "DROP VIEW public.v",
      "ALTER TABLE public.t ALTER COLUMN a TYPE bigint",
      "CREATE VIEW public.v AS\nSELECT a\n   FROM public.t",
      "COMMENT ON VIEW public.v IS 'v'",
      "CREATE VIEW public.w AS\nSELECT (a + 1) AS c\n   FROM public.v",
    ],
    requires: ["unqualifiedViewColumns"],
  },
  {
    name: "the type of a key and of the foreign key that references it change",
    database: `CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (p_id integer REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO t VALUES (1)`,
    target: [table("p", { id: bigint().primaryKey() }), table("t", { p_id: bigint().references("p.id") })],
    statements: [
      "ALTER TABLE public.p ALTER COLUMN id TYPE bigint",
      "ALTER TABLE public.t ALTER COLUMN p_id TYPE bigint",
    ],
  },
  {
    name: "the type of a key changes to one that does not compare with the former",
    database: `CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (p_id integer REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO t VALUES (1)`,
    target: [table("p", { id: text().primaryKey() }), table("t", { p_id: text().references("p.id") })],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_p_id_fkey",
      "ALTER TABLE public.p ALTER COLUMN id TYPE text",
      "ALTER TABLE public.t ALTER COLUMN p_id TYPE text",
      "ALTER TABLE public.t ADD CONSTRAINT t_p_id_fkey FOREIGN KEY (p_id) REFERENCES public.p (id)",
    ],
  },
  {
    name: "int and smallint columns of a composite key change type",
    database: `CREATE TABLE p (a smallint, b integer, PRIMARY KEY (b, a)); CREATE TABLE t (x smallint, y integer, FOREIGN KEY (y, x) REFERENCES p (b, a))`,
    target: `CREATE TABLE p (a integer, b text, PRIMARY KEY (b, a)); CREATE TABLE t (x integer, y text, FOREIGN KEY (y, x) REFERENCES p (b, a))`,
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_y_x_fkey",
      "ALTER TABLE public.p ALTER COLUMN a TYPE integer",
      "ALTER TABLE public.p ALTER COLUMN b TYPE text",
      "ALTER TABLE public.t ALTER COLUMN x TYPE integer",
      "ALTER TABLE public.t ALTER COLUMN y TYPE text",
      "ALTER TABLE public.t ADD CONSTRAINT t_y_x_fkey FOREIGN KEY (y, x) REFERENCES public.p (b, a)",
    ],
  },
  {
    name: "a type of a schema of its own is written with it",
    database: `CREATE SCHEMA "My Types"; CREATE TYPE "My Types"."Mood" AS ENUM ('a'); CREATE TABLE t (x integer)`,
    target: (() => {
      const mood = enumType('"My Types"."Mood"', ["a"]);
      return [
        schema("My Types"),
        mood,
        table("t", {
          x: integer(),
          m: mood
            .column()
            .array()
            .notNull()
            .serverDefault(sql`'{a}'`),
        }),
      ];
    })(),
    statements: ['ALTER TABLE public.t ADD COLUMN m "My Types"."Mood"[] DEFAULT \'{a}\' NOT NULL'],
  },
  {
    name: "a column of a composite type is added",
    database: `CREATE TABLE t (x integer)`,
    target: (() => {
      const address = compositeType("address", { street: text(), zip: varchar(10) });
      return [address, table("t", { x: integer(), home: address.column() })];
    })(),
    statements: [
      "CREATE TYPE public.address AS (street text, zip character varying(10))",
      "ALTER TABLE public.t ADD COLUMN home public.address",
    ],
  },
  {
    name: "a type in other words is the same type",
    database: `CREATE TABLE t (a timestamp with time zone, b int4, c varchar(5), d float(24), e bit(3), f char(4), g "char", h interval day to second(3))`,
    target: t({
      a: type("TIMESTAMPTZ"),
      b: type("int"),
      c: type("character varying (5)"),
      d: real(),
      e: type("bit(3)"),
      f: type("character(4)"),
      g: type('"char"'),
      h: type("interval day to second(3)"),
    }),
    statements: [],
  },
]);
