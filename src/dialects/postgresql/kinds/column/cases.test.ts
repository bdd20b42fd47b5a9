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
  json,
  jsonb,
  now,
  numeric,
  schema,
  serial,
  smallint,
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
  primaryKey,
  real,
  time,
} from "../../../../../tests/support/vocabulary.ts";

const t = (columns: Parameters<typeof table>[1]) => [table("t", columns)];

kindCases("column: added, dropped, renamed", [
  {
    name: "equal columns need nothing",
    database: `CREATE TABLE t (a integer NOT NULL, b text DEFAULT 'x', c numeric(10,2)); COMMENT ON COLUMN t.a IS 'first'`,
    target: t({ a: integer().notNull().comment("first"), b: text().serverDefault("x"), c: numeric(10, 2) }),
    statements: [],
  },
  {
    name: "a column is added",
    database: `CREATE TABLE t (a integer)`,
    target: t({ a: integer(), b: text() }),
    statements: ["ALTER TABLE public.t ADD COLUMN b text"],
  },
  {
    name: "a column is added with default, comment and settings",
    database: `CREATE TABLE t (a integer)`,
    target: t({
      a: integer(),
      b: text().notNull().serverDefault("it's").comment("b's comment").storage("external").statistics(50),
    }),
    statements: [
      "ALTER TABLE public.t ADD COLUMN b text DEFAULT 'it''s' NOT NULL",
      "ALTER TABLE public.t ALTER COLUMN b SET STORAGE EXTERNAL, ALTER COLUMN b SET STATISTICS 50",
      "COMMENT ON COLUMN public.t.b IS 'b''s comment'",
    ],
  },
  {
    name: "a column that is NOT NULL without default is added with a note",
    database: `CREATE TABLE t (a integer)`,
    target: t({ a: integer(), b: text().notNull() }),
    statements: ["ALTER TABLE public.t ADD COLUMN b text NOT NULL"],
    notes: ["fails where t holds rows: give b a default, or add it nullable, fill it, then set NOT NULL"],
  },
  {
    name: "a column that is NOT NULL with default is added to rows",
    database: `CREATE TABLE t (a integer); INSERT INTO t VALUES (1)`,
    target: t({ a: integer(), b: text().notNull().serverDefault("new") }),
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"a": 1, "b": "new"}'] },
    statements: ["ALTER TABLE public.t ADD COLUMN b text DEFAULT 'new' NOT NULL"],
  },
  {
    name: "a column is dropped",
    database: `CREATE TABLE t (a integer, b text NOT NULL DEFAULT 'x')`,
    target: t({ a: integer() }),
    statements: ["ALTER TABLE public.t DROP COLUMN b"],
  },
  {
    name: "a column goes after what is built on it",
    database: `CREATE TABLE t (a integer, b text UNIQUE CHECK (b <> '')); CREATE INDEX ix ON t (lower(b)) WHERE b <> ''`,
    target: t({ a: integer() }),
    statements: [
      "DROP INDEX public.ix",
      "ALTER TABLE public.t DROP CONSTRAINT t_b_check",
      "ALTER TABLE public.t DROP CONSTRAINT t_b_key",
      "ALTER TABLE public.t DROP COLUMN b",
    ],
  },
  {
    name: "a column is renamed by hint, and what mentions it follows",
    database: `CREATE TABLE t (id integer PRIMARY KEY, mail text CHECK (mail LIKE '%@%'), up text GENERATED ALWAYS AS (upper(mail)) STORED);
      CREATE INDEX ix ON t (lower(mail)) WHERE mail <> '' AND mail <> 'mail'; INSERT INTO t VALUES (1, 'a@b')`,
    target: [
      table(
        "t",
        {
          id: integer().primaryKey(),
          email: text().renamedFrom("mail"),
          up: text().generated(sql`upper(email)`),
        },
        (t) => [
          check(sql`${t.email} LIKE '%@%'`, { name: "t_mail_check" }),
          index([sql`lower(${t.email})`], { name: "ix", where: sql`email <> '' AND email <> 'mail'` }),
        ],
      ),
    ],
    rows: { query: `SELECT up FROM t`, upgraded: ["A@B"] },
    statements: ["ALTER TABLE public.t RENAME COLUMN mail TO email"],
  },
  {
    name: "a column is renamed by answer",
    database: `CREATE TABLE t (mail text NOT NULL DEFAULT '')`,
    target: t({ email: text().notNull().serverDefault("") }),
    renames: [{ from: "t.mail", to: "t.email" }],
    statements: ["ALTER TABLE public.t RENAME COLUMN mail TO email"],
  },
  {
    name: "names of constraints and indexes follow the renamed column",
    database: `CREATE TABLE t (mail text UNIQUE CHECK (mail <> ''), other integer UNIQUE REFERENCES t (other)); CREATE INDEX ON t (mail)`,
    target: t({
      email: text()
        .renamedFrom("mail")
        .unique()
        .index()
        .check(sql`email <> ''`),
      another: integer().renamedFrom("other").unique().references("t.another"),
    }),
    statements: [
      "ALTER TABLE public.t RENAME COLUMN other TO another",
      "ALTER TABLE public.t RENAME COLUMN mail TO email",
      "ALTER TABLE public.t RENAME CONSTRAINT t_other_key TO t_another_key",
      "ALTER TABLE public.t RENAME CONSTRAINT t_mail_key TO t_email_key",
      "ALTER TABLE public.t RENAME CONSTRAINT t_mail_check TO t_email_check",
      "ALTER INDEX public.t_mail_idx RENAME TO t_email_idx",
      "ALTER TABLE public.t RENAME CONSTRAINT t_other_fkey TO t_another_fkey",
    ],
  },
  {
    name: "a column that may have been renamed is a question",
    database: `CREATE TABLE t (mail text)`,
    target: t({ email: text() }),
    statements: ["ALTER TABLE public.t ADD COLUMN email text", "ALTER TABLE public.t DROP COLUMN mail"],
    questions: ["Was the column t.mail renamed to t.email, or dropped with its data?"],
  },
  {
    name: "an answer can say that nothing was renamed",
    database: `CREATE TABLE t (mail text)`,
    target: t({ email: text() }),
    renames: [{ from: "t.mail", to: "t.mail" }],
    statements: ["ALTER TABLE public.t ADD COLUMN email text", "ALTER TABLE public.t DROP COLUMN mail"],
  },
  {
    name: "a column takes the name that another one gives up",
    database: `CREATE TABLE t (a integer, b text)`,
    target: t({ b: integer().renamedFrom("a"), c: text().renamedFrom("b") }),
    statements: ["ALTER TABLE public.t RENAME COLUMN b TO c", "ALTER TABLE public.t RENAME COLUMN a TO b"],
  },
  {
    name: "a column is renamed and changed at once",
    database: `CREATE TABLE t (mail varchar(10)); INSERT INTO t VALUES ('x')`,
    target: t({ email: text().notNull().renamedFrom("mail").serverDefault("").comment("address") }),
    rows: { query: `SELECT to_jsonb(t)::text FROM t`, upgraded: ['{"email": "x"}'] },
    statements: [
      "ALTER TABLE public.t RENAME COLUMN mail TO email",
      "ALTER TABLE public.t ALTER COLUMN email TYPE text, ALTER COLUMN email SET NOT NULL",
      "COMMENT ON COLUMN public.t.email IS 'address'",
      "ALTER TABLE public.t ALTER COLUMN email SET DEFAULT ''",
    ],
    notes: ["fails where t.email holds NULL: fill such rows first"],
  },
  {
    name: "quoted and mixed-case names are quoted",
    database: `CREATE TABLE "Odd Table" ("Select" integer, "a.b" text, "q""q" text)`,
    target: [
      table("Odd Table", {
        one: bigint().named("Select"),
        two: text().notNull().named("a.b").comment("x"),
        three: text().named('q"q').serverDefault("y"),
        four: text().named("überzählig"),
      }),
    ],
    statements: [
      'ALTER TABLE public."Odd Table" ALTER COLUMN "a.b" SET NOT NULL',
      'COMMENT ON COLUMN public."Odd Table"."a.b" IS \'x\'',
      'ALTER TABLE public."Odd Table" ALTER COLUMN "Select" TYPE bigint',
      'ALTER TABLE public."Odd Table" ADD COLUMN "überzählig" text',
      'ALTER TABLE public."Odd Table" ALTER COLUMN "q""q" SET DEFAULT \'y\'',
    ],
    notes: ['fails where Odd Table."a.b" holds NULL: fill such rows first'],
  },
  {
    name: "a column of another schema is altered",
    database: `CREATE SCHEMA shop; CREATE TABLE shop.t (a integer)`,
    target: [schema("shop"), table("shop.t", { a: bigint().notNull().comment("x"), b: text() })],
    statements: [
      "ALTER TABLE shop.t ALTER COLUMN a TYPE bigint, ALTER COLUMN a SET NOT NULL",
      "COMMENT ON COLUMN shop.t.a IS 'x'",
      "ALTER TABLE shop.t ADD COLUMN b text",
    ],
    notes: ["fails where shop.t.a holds NULL: fill such rows first"],
  },
  {
    name: "a comment is set, changed and removed",
    database: `CREATE TABLE t (a integer, b integer, c integer); COMMENT ON COLUMN t.b IS 'b'; COMMENT ON COLUMN t.c IS 'c'`,
    target: t({ a: integer().comment("new"), b: integer().comment("changed"), c: integer() }),
    statements: [
      "COMMENT ON COLUMN public.t.a IS 'new'",
      "COMMENT ON COLUMN public.t.b IS 'changed'",
      "COMMENT ON COLUMN public.t.c IS NULL",
    ],
  },
]);

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
    notes: ["rounds t.b to 2 decimals", "rounds t.d to 0 decimals"],
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
    notes: ["keeps only the first digits of t.c"],
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
      "ALTER TABLE public.t DROP CONSTRAINT t_a_key",
      "ALTER TABLE public.t DROP COLUMN b",
      "ALTER TABLE public.t ALTER COLUMN a TYPE bigint",
      "ALTER TABLE public.t ADD COLUMN b bigint GENERATED ALWAYS AS (a * 2) STORED",
      "ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE (a)",
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
  },
  {
    name: "the type of a key and of the foreign key that references it change",
    database: `CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (p_id integer REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO t VALUES (1)`,
    target: [table("p", { id: bigint().primaryKey() }), table("t", { p_id: bigint().references("p.id") })],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_p_id_fkey",
      "ALTER TABLE public.t ALTER COLUMN p_id TYPE bigint",
      "ALTER TABLE public.p DROP CONSTRAINT p_pkey",
      "ALTER TABLE public.p ALTER COLUMN id TYPE bigint",
      "ALTER TABLE public.p ADD CONSTRAINT p_pkey PRIMARY KEY (id)",
      "ALTER TABLE public.t ADD CONSTRAINT t_p_id_fkey FOREIGN KEY (p_id) REFERENCES public.p (id)",
    ],
  },
  {
    name: "the type of a key changes to one that does not compare with the former",
    database: `CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (p_id integer REFERENCES p); INSERT INTO p VALUES (1); INSERT INTO t VALUES (1)`,
    target: [table("p", { id: text().primaryKey() }), table("t", { p_id: text().references("p.id") })],
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_p_id_fkey",
      "ALTER TABLE public.t ALTER COLUMN p_id TYPE text",
      "ALTER TABLE public.p DROP CONSTRAINT p_pkey",
      "ALTER TABLE public.p ALTER COLUMN id TYPE text",
      "ALTER TABLE public.p ADD CONSTRAINT p_pkey PRIMARY KEY (id)",
      "ALTER TABLE public.t ADD CONSTRAINT t_p_id_fkey FOREIGN KEY (p_id) REFERENCES public.p (id)",
    ],
  },
  {
    name: "int and smallint columns of a composite key change type",
    database: `CREATE TABLE p (a smallint, b integer, PRIMARY KEY (b, a)); CREATE TABLE t (x smallint, y integer, FOREIGN KEY (y, x) REFERENCES p (b, a))`,
    target: `CREATE TABLE p (a integer, b text, PRIMARY KEY (b, a)); CREATE TABLE t (x integer, y text, FOREIGN KEY (y, x) REFERENCES p (b, a))`,
    statements: [
      "ALTER TABLE public.t DROP CONSTRAINT t_y_x_fkey",
      "ALTER TABLE public.t ALTER COLUMN x TYPE integer",
      "ALTER TABLE public.t ALTER COLUMN y TYPE text",
      "ALTER TABLE public.p DROP CONSTRAINT p_pkey",
      "ALTER TABLE public.p ALTER COLUMN a TYPE integer",
      "ALTER TABLE public.p ALTER COLUMN b TYPE text",
      "ALTER TABLE public.p ADD CONSTRAINT p_pkey PRIMARY KEY (b, a)",
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

kindCases("column: nullability, identity and generated values", [
  {
    name: "NOT NULL comes with a note and goes",
    database: `CREATE TABLE t (a integer, b integer NOT NULL)`,
    target: t({ a: integer().notNull(), b: integer() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
      "ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL",
    ],
    notes: ["fails where t.a holds NULL: fill such rows first"],
  },
  {
    name: "a plain column becomes an identity column",
    database: `CREATE TABLE t (a integer NOT NULL, b text); INSERT INTO t VALUES (3, 'x')`,
    target: t({ a: integer().identity({ always: true, start: 10 }), b: text() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (START WITH 10)",
      "SELECT pg_catalog.setval('public.t_a_seq', max(a)) FROM public.t HAVING max(a) >= 10",
    ],
  },
  {
    name: "an identity column becomes a plain one",
    database: `CREATE TABLE t (a integer GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY 5 CACHE 3), b text)`,
    target: t({ a: integer().notNull(), b: text() }),
    statements: ["ALTER TABLE public.t ALTER COLUMN a DROP IDENTITY"],
  },
  {
    name: "an identity changes kind and options",
    database: `CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY, b bigint GENERATED BY DEFAULT AS IDENTITY (START 5 INCREMENT 2 MINVALUE 3 MAXVALUE 900 CACHE 4 CYCLE))`,
    target: t({
      a: integer().identity({ increment: 10, start: 20, cache: 5, cycle: true, maxValue: 1000, minValue: -5 }),
      b: bigint().identity({ always: true }),
    }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET GENERATED BY DEFAULT SET INCREMENT BY 10 SET MINVALUE -5 SET MAXVALUE 1000 SET START WITH 20 SET CACHE 5 SET CYCLE",
      "ALTER TABLE public.t ALTER COLUMN b SET GENERATED ALWAYS SET INCREMENT BY 1 SET NO MINVALUE SET NO MAXVALUE SET START WITH 1 SET CACHE 1 SET NO CYCLE",
    ],
  },
  {
    name: "an identity column changes its type",
    database: `CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY)`,
    target: t({ a: bigint().identity({ always: true }) }),
    statements: ["ALTER TABLE public.t ALTER COLUMN a TYPE bigint"],
  },
  {
    name: "the sequence of an identity column gets another name",
    database: `CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY)`,
    target: t({ a: integer().identity({ always: true, name: "t_numbers" }) }),
    statements: ["ALTER SEQUENCE public.t_a_seq RENAME TO t_numbers"],
  },
  {
    name: "a serial column becomes an identity column",
    database: `CREATE TABLE t (a serial PRIMARY KEY, b text); INSERT INTO t (b) VALUES ('x'), ('y')`,
    target: t({ a: integer().identity().primaryKey(), b: text() }),
    rows: { query: `SELECT last_value::int FROM t_a_seq`, upgraded: [2], downgraded: [1] },
    statements: [
      "ALTER SEQUENCE public.t_a_seq OWNED BY NONE",
      "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT",
      "DROP SEQUENCE public.t_a_seq",
      "ALTER TABLE public.t ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY",
      "SELECT pg_catalog.setval('public.t_a_seq', max(a)) FROM public.t HAVING max(a) >= 1",
    ],
  },
  {
    name: "an identity column becomes a serial column",
    database: `CREATE TABLE t (a integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b text)`,
    target: t({ a: serial().primaryKey(), b: text() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a DROP IDENTITY",
      "CREATE SEQUENCE public.t_a_seq AS integer",
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT nextval('public.t_a_seq'::regclass)",
      "ALTER SEQUENCE public.t_a_seq OWNED BY public.t.a",
    ],
  },
  {
    name: "a plain column becomes a serial column",
    database: `CREATE TABLE t (a integer NOT NULL)`,
    target: t({ a: serial() }),
    statements: [
      "CREATE SEQUENCE public.t_a_seq AS integer",
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT nextval('public.t_a_seq'::regclass)",
      "ALTER SEQUENCE public.t_a_seq OWNED BY public.t.a",
    ],
  },
  {
    name: "a serial column is added and equals itself",
    database: `CREATE TABLE t (b text)`,
    target: t({ a: serial(), b: text() }),
    statements: [
      "CREATE SEQUENCE public.t_a_seq AS integer",
      "ALTER TABLE public.t ADD COLUMN a integer DEFAULT nextval('public.t_a_seq'::regclass) NOT NULL",
      "ALTER SEQUENCE public.t_a_seq OWNED BY public.t.a",
    ],
  },
  {
    name: "an identity column is added to rows",
    database: `CREATE TABLE t (b text); INSERT INTO t VALUES ('x'), ('y')`,
    target: t({ a: smallint().identity(), b: text() }),
    rows: { query: `SELECT to_jsonb(t) ->> 'a' FROM t ORDER BY 1`, upgraded: ["1", "2"] },
    statements: ["ALTER TABLE public.t ADD COLUMN a smallint GENERATED BY DEFAULT AS IDENTITY NOT NULL"],
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
  },
  {
    name: "a generated column becomes a plain one that keeps its values",
    database: `CREATE TABLE t (n integer, b integer GENERATED ALWAYS AS (n + 1) STORED); INSERT INTO t VALUES (1)`,
    target: t({ n: integer(), b: integer() }),
    rows: { query: `SELECT b FROM t`, upgraded: [2] },
    statements: ["ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION"],
  },
  {
    name: "a plain column becomes a generated one",
    database: `CREATE TABLE t (n integer, b integer DEFAULT 3); INSERT INTO t VALUES (1, 2)`,
    target: t({ n: integer(), b: integer().generated(sql`n + 1`) }),
    statements: [
      "ALTER TABLE public.t DROP COLUMN b",
      "ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (n + 1) STORED",
    ],
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
    statements: ["ALTER TABLE public.t DROP COLUMN b", "ALTER TABLE public.t ADD COLUMN b integer"],
  },
]);

kindCases("column: settings", [
  {
    name: "storage, statistics and planner options are set",
    database: `CREATE TABLE t (a text, b text, c integer)`,
    target: t({
      a: text().storage("external"),
      b: text().statistics(100),
      c: integer().attributeOptions({ n_distinct: -0.5, n_distinct_inherited: 100 }),
    }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET STORAGE EXTERNAL",
      "ALTER TABLE public.t ALTER COLUMN b SET STATISTICS 100",
      "ALTER TABLE public.t ALTER COLUMN c SET (n_distinct = -0.5, n_distinct_inherited = 100)",
    ],
  },
  {
    name: "storage, statistics and planner options are taken back",
    database: `CREATE TABLE t (a text, b text, c integer); ALTER TABLE t ALTER a SET STORAGE MAIN, ALTER b SET STATISTICS 100, ALTER c SET (n_distinct = 5, n_distinct_inherited = 6)`,
    target: t({ a: text(), b: text().statistics(0), c: integer().attributeOptions({ n_distinct: 5 }) }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET STORAGE EXTENDED",
      "ALTER TABLE public.t ALTER COLUMN b SET STATISTICS 0",
      "ALTER TABLE public.t ALTER COLUMN c SET (n_distinct = 5), ALTER COLUMN c RESET (n_distinct_inherited)",
    ],
  },
  {
    name: "compression is set and taken back",
    database: `CREATE TABLE t (a text, b text COMPRESSION pglz)`,
    target: t({ a: text().compression("pglz"), b: text() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET COMPRESSION pglz",
      "ALTER TABLE public.t ALTER COLUMN b SET COMPRESSION default",
    ],
  },
  {
    name: "a new column has its compression, collation and storage",
    database: `CREATE TABLE t (a text)`,
    target: t({ a: text(), b: varchar(20).collate("C").compression("pglz").storage("plain") }),
    statements: [
      'ALTER TABLE public.t ADD COLUMN b character varying(20) COMPRESSION pglz COLLATE pg_catalog."C"',
      "ALTER TABLE public.t ALTER COLUMN b SET STORAGE PLAIN",
    ],
  },
  {
    name: "a storage that is the type's own is no difference",
    database: `CREATE TABLE t (a text, b numeric, c integer)`,
    target: t({ a: text().storage("extended"), b: numeric().storage("main"), c: integer().storage("plain") }),
    statements: [],
  },
  {
    name: "json defaults and time defaults compare",
    database: `CREATE TABLE t (a json DEFAULT '{"a": 1}', b jsonb DEFAULT '{}', c timestamptz DEFAULT now(), d interval DEFAULT '1 day')`,
    target: t({
      a: json().serverDefault('{"a": 1}'),
      b: jsonb().serverDefault(sql`'{}'::jsonb`),
      c: timestamp({ timezone: true }).serverDefault(now()),
      d: interval().serverDefault("24:00:00"),
    }),
    statements: ["ALTER TABLE public.t ALTER COLUMN d SET DEFAULT '24:00:00'"],
  },
]);

kindCases("column: of a primary key", [
  {
    name: "the primary key is extended by a new column",
    database: `CREATE TABLE t (a integer PRIMARY KEY)`,
    target: [table("t", { a: integer(), b: integer().notNull() }, (t) => [primaryKey([t.a, t.b])])],
    statements: [
      "ALTER TABLE public.t ADD COLUMN b integer NOT NULL",
      "ALTER TABLE public.t DROP CONSTRAINT t_pkey",
      "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a, b)",
    ],
    notes: ["fails where t holds rows: give b a default, or add it nullable, fill it, then set NOT NULL"],
  },
]);
