import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  bigint,
  boolean,
  date,
  enumType,
  integer,
  json,
  jsonb,
  now,
  numeric,
  schema,
  sequence,
  sql,
  table,
  text,
  timestamp,
  uuid,
  varchar,
} from "../../../../../tests/support/vocabulary.ts";

const t = (columns: Parameters<typeof table>[1]) => [table("t", columns)];

kindCases("default", [
  {
    name: "equal defaults in other words need nothing",
    database: `CREATE TABLE t (a integer DEFAULT 1, b text DEFAULT 'x', c timestamptz DEFAULT now(), d numeric(10,2) DEFAULT 0, e boolean DEFAULT true,
      f varchar(20) DEFAULT 'it''s', g integer[] DEFAULT '{}', h date DEFAULT CURRENT_DATE, i bigint DEFAULT -1, j json DEFAULT '{"a": "b''c"}', k jsonb DEFAULT '[]')`,
    target: t({
      a: integer().serverDefault(sql`(1)`),
      b: text().serverDefault(sql`'x'::text`),
      c: timestamp({ timezone: true }).serverDefault(sql`NOW()`),
      d: numeric(10, 2).serverDefault("0"),
      e: boolean().serverDefault(sql`TRUE`),
      f: varchar(20).serverDefault("it's"),
      g: integer()
        .array()
        .serverDefault(sql`ARRAY[]::integer[]`),
      h: date().serverDefault(sql`current_date`),
      i: bigint().serverDefault(-1),
      j: json().serverDefault(`{"a": "b'c"}`),
      k: jsonb().serverDefault("[]"),
    }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN d SET DEFAULT '0'",
      "ALTER TABLE public.t ALTER COLUMN g SET DEFAULT ARRAY[]::integer[]",
    ],
  },
  {
    name: "a default is set, changed and removed",
    database: `CREATE TABLE t (a integer, b integer DEFAULT 1, c integer DEFAULT 1)`,
    target: t({ a: integer().serverDefault(5), b: integer().serverDefault(2), c: integer() }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 5",
      "ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 2",
      "ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT",
    ],
  },
  {
    name: "functions that differ are a difference",
    database: `CREATE TABLE t (a timestamptz DEFAULT now(), b uuid DEFAULT gen_random_uuid(), c timestamptz DEFAULT now())`,
    target: t({
      a: timestamp({ timezone: true }).serverDefault(sql`transaction_timestamp()`),
      b: uuid().serverDefault(sql`pg_catalog.gen_random_uuid()`),
      c: timestamp({ timezone: true }).serverDefault(now()),
    }),
    statements: ["ALTER TABLE public.t ALTER COLUMN a SET DEFAULT transaction_timestamp()"],
  },
  {
    name: "DEFAULT NULL is no default",
    database: `CREATE TABLE t (a integer, b varchar(3))`,
    target: t({ a: integer().serverDefault(sql`NULL`), b: text().serverDefault(sql`NULL`) }),
    statements: ["ALTER TABLE public.t ALTER COLUMN b TYPE text"],
  },
  {
    name: "quotes, backslashes and line ends in a default stay as they are",
    database: `CREATE TABLE t (a text, b text)`,
    target: t({
      a: text().serverDefault('it\'s \\ "quoted"\n$1 ${x} `y`'),
      b: text().serverDefault("') ; DROP TABLE t; --"),
    }),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT E'it''s \\\\ \"quoted\"\n$1 ${x} `y`'",
      "ALTER TABLE public.t ALTER COLUMN b SET DEFAULT ''') ; DROP TABLE t; --'",
    ],
  },
  {
    name: "a default of an enum or array of it follows the enum",
    database: `CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE TABLE t (a mood, b mood[])`,
    target: (() => {
      const mood = enumType("mood", ["ok", "bad"]);
      return [
        mood,
        table("t", {
          a: mood.column().serverDefault("bad"),
          b: mood
            .column()
            .array()
            .serverDefault(sql`'{ok}'`),
        }),
      ];
    })(),
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'bad'",
      "ALTER TABLE public.t ALTER COLUMN b SET DEFAULT '{ok}'",
    ],
  },
  {
    name: "a default comes after the sequence that it names",
    database: `CREATE TABLE t (a integer)`,
    target: [
      table("t", { a: integer().serverDefault(sql`nextval('"My Numbers"')`) }),
      sequence("My Numbers", { start: 10 }),
    ],
    statements: [
      'CREATE SEQUENCE public."My Numbers" START WITH 10',
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT nextval('\"My Numbers\"')",
      `SELECT pg_catalog.setval('public."My Numbers"', max(a)) FROM public.t HAVING max(a) >= (SELECT last_value FROM public."My Numbers")`,
    ],
  },
  {
    name: "a default goes before the sequence that it names",
    database: `CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s'))`,
    target: t({ a: integer() }),
    statements: ["ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT", "DROP SEQUENCE public.s"],
  },
  {
    name: "a default in another schema with quoted names",
    database: `CREATE SCHEMA "S"; CREATE TABLE "S"."T" ("C" integer)`,
    target: [schema("S"), table("S.T", { c: integer().named("C").serverDefault(7) })],
    statements: ['ALTER TABLE "S"."T" ALTER COLUMN "C" SET DEFAULT 7'],
  },
  {
    name: "a default that a function of the target gives comes after the function",
    database: `CREATE TABLE t (a integer)`,
    target: `CREATE FUNCTION nextnumber() RETURNS integer LANGUAGE sql AS 'SELECT 5'; CREATE TABLE t (a integer DEFAULT nextnumber())`,
    statements: [
      "SET check_function_bodies = off",
      "CREATE FUNCTION public.nextnumber()\n RETURNS integer\n LANGUAGE sql\nAS $function$SELECT 5$function$",
      "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT public.nextnumber()",
    ],
  },
  {
    name: "a list becomes a single value and back, each with its default",
    database: `CREATE TABLE t (a text[] DEFAULT '{}'); INSERT INTO t VALUES ('{x}')`,
    target: t({ a: text().serverDefault("none") }),
    ignoreNotes: true,
  },
]);
