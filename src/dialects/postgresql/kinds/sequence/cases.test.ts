import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, schema, sequence, sql, table } from "../../../../../tests/support/vocabulary.ts";

kindCases("sequence", [
  {
    name: "equal sequences need nothing",
    database: `CREATE SEQUENCE s; CREATE SEQUENCE s2 AS integer START 5 INCREMENT 2 MINVALUE 3 MAXVALUE 900 CACHE 4 CYCLE; COMMENT ON SEQUENCE s2 IS 'two'; CREATE SEQUENCE s3 INCREMENT -1`,
    target: [
      sequence("s", { start: 1, increment: 1, minValue: 1, cache: 1 }),
      sequence("s2", {
        type: "integer",
        start: 5,
        increment: 2,
        minValue: 3,
        maxValue: 900,
        cache: 4,
        cycle: true,
        comment: "two",
      }),
      sequence("s3", { increment: -1 }),
    ],
    statements: [],
  },
  {
    name: "sequences are created",
    database: ``,
    target: [
      sequence("s", { comment: "it's s" }),
      sequence("S 2", { type: "smallint", start: 5, increment: 2, minValue: 3, maxValue: 900, cache: 4, cycle: true }),
      sequence("big", { start: 9007199254740993n, maxValue: "9223372036854775806" }),
    ],
    statements: [
      'CREATE SEQUENCE public."S 2" AS smallint INCREMENT BY 2 MINVALUE 3 MAXVALUE 900 START WITH 5 CACHE 4 CYCLE',
      "CREATE SEQUENCE public.big MAXVALUE 9223372036854775806 START WITH 9007199254740993",
      "CREATE SEQUENCE public.s",
      "COMMENT ON SEQUENCE public.s IS 'it''s s'",
    ],
  },
  {
    name: "a sequence is dropped",
    database: `CREATE SEQUENCE s AS integer START 5 MAXVALUE 900; COMMENT ON SEQUENCE s IS 's'`,
    target: [],
    statements: ["DROP SEQUENCE public.s"],
  },
  {
    name: "every option changes",
    database: `CREATE SEQUENCE a; CREATE SEQUENCE b START 5; CREATE SEQUENCE c INCREMENT 5; CREATE SEQUENCE d MAXVALUE 500; CREATE SEQUENCE e CYCLE; CREATE SEQUENCE f CACHE 5`,
    target: [
      sequence("a", {
        type: "integer",
        start: 7,
        increment: 3,
        minValue: -1,
        maxValue: 1000,
        cache: 5,
        cycle: true,
        comment: "a",
      }),
      sequence("b"),
      sequence("c"),
      sequence("d"),
      sequence("e"),
      sequence("f"),
    ],
    statements: [
      "SELECT pg_catalog.setval('public.a', LEAST(last_value, 1000), is_called) FROM public.a WHERE last_value > 1000",
      "ALTER SEQUENCE public.a AS integer INCREMENT BY 3 MINVALUE -1 MAXVALUE 1000 START WITH 7 CACHE 5 CYCLE",
      "COMMENT ON SEQUENCE public.a IS 'a'",
      "ALTER SEQUENCE public.b START WITH 1",
      "ALTER SEQUENCE public.c INCREMENT BY 1",
      "ALTER SEQUENCE public.d NO MAXVALUE",
      "ALTER SEQUENCE public.e NO CYCLE",
      "ALTER SEQUENCE public.f CACHE 1",
    ],
  },
  {
    name: "sequences turn around, with new limits and a number within them",
    database: `CREATE SEQUENCE a; CREATE SEQUENCE b INCREMENT -1 MINVALUE -50 MAXVALUE -10; CREATE SEQUENCE c INCREMENT 2 MINVALUE -9 MAXVALUE 9; SELECT nextval('a'), nextval('b'), nextval('c')`,
    target: [
      sequence("a", { increment: -2 }),
      sequence("b"),
      sequence("c", { increment: -1, minValue: -9, maxValue: 9 }),
    ],
    statements: [
      "ALTER SEQUENCE public.a INCREMENT BY -2 NO MINVALUE NO MAXVALUE START WITH -1 RESTART WITH -1",
      "ALTER SEQUENCE public.b INCREMENT BY 1 NO MINVALUE NO MAXVALUE START WITH 1 RESTART WITH 1",
      "ALTER SEQUENCE public.c INCREMENT BY -1 MINVALUE -9 MAXVALUE 9 START WITH 9",
    ],
  },
  {
    name: "a sequence that stands outside of its narrower range is brought within",
    database: `CREATE SEQUENCE a MAXVALUE 900; SELECT setval('a', 700); CREATE SEQUENCE b MINVALUE -100`,
    target: [sequence("a", { maxValue: 500 }), sequence("b")],
    statements: [
      "SELECT pg_catalog.setval('public.a', LEAST(last_value, 500), is_called) FROM public.a WHERE last_value > 500",
      "ALTER SEQUENCE public.a MAXVALUE 500",
      "SELECT pg_catalog.setval('public.b', GREATEST(last_value, 1), is_called AND last_value >= 1) FROM public.b WHERE last_value < 1",
      "ALTER SEQUENCE public.b NO MINVALUE START WITH 1",
    ],
  },
  {
    name: "UNLOGGED comes and goes for sequences",
    database: `CREATE SEQUENCE a; CREATE UNLOGGED SEQUENCE b`,
    target: [sequence("a", { unlogged: true }), sequence("b")],
    requires: ["securityInvokerViews"],
    statements: ["ALTER SEQUENCE public.a SET UNLOGGED", "ALTER SEQUENCE public.b SET LOGGED"],
  },
  {
    name: "an owner is set, changed and removed",
    database: `CREATE TABLE t (x integer, y integer); CREATE SEQUENCE a; CREATE SEQUENCE b OWNED BY t.x; CREATE SEQUENCE c OWNED BY t.x`,
    target: [
      table("t", { x: integer(), y: integer() }),
      sequence("a", { ownedBy: "t.x" }),
      sequence("b", { ownedBy: "t.y" }),
      sequence("c"),
    ],
    statements: [
      "ALTER SEQUENCE public.a OWNED BY public.t.x",
      "ALTER SEQUENCE public.b OWNED BY public.t.y",
      "ALTER SEQUENCE public.c OWNED BY NONE",
    ],
  },
  {
    name: "a sequence is created with its owner, and used by its default",
    database: ``,
    target: [
      sequence("numbers", { start: 100, ownedBy: "t.x" }),
      table("t", { x: integer().serverDefault(sql`nextval('numbers')`) }),
    ],
    statements: [
      "CREATE SEQUENCE public.numbers START WITH 100",
      "CREATE TABLE public.t (\n  x integer DEFAULT nextval('numbers')\n)",
      "ALTER SEQUENCE public.numbers OWNED BY public.t.x",
    ],
  },
  {
    name: "an owned sequence goes with its column",
    database: `CREATE TABLE t (x integer, y integer); CREATE SEQUENCE a OWNED BY t.x; ALTER TABLE t ALTER x SET DEFAULT nextval('a')`,
    target: [table("t", { y: integer() })],
    statements: ["ALTER TABLE public.t DROP COLUMN x"],
  },
  {
    name: "a sequence is renamed by hint, and its default follows",
    database: `CREATE SEQUENCE old; CREATE TABLE t (x integer DEFAULT nextval('old'))`,
    target: [
      sequence("New Numbers", { renamedFrom: "old" }),
      table("t", { x: integer().serverDefault(sql`nextval('"New Numbers"'::regclass)`) }),
    ],
    statements: ['ALTER TABLE public.old RENAME TO "New Numbers"'],
  },
  {
    name: "sequences of a schema with quoted names",
    database: `CREATE SCHEMA "S"; CREATE SEQUENCE "S"."Q"`,
    target: [
      schema("S"),
      sequence("S.Q", { increment: 5, comment: "q" }),
      sequence('S."a.b"', { ownedBy: 'S.T."c.d"' }),
      table("S.T", { c: integer().named("c.d") }),
    ],
    statements: [
      'CREATE SEQUENCE "S"."a.b"',
      'ALTER SEQUENCE "S"."Q" INCREMENT BY 5',
      'COMMENT ON SEQUENCE "S"."Q" IS \'q\'',
      'CREATE TABLE "S"."T" (\n  "c.d" integer\n)',
      'ALTER SEQUENCE "S"."a.b" OWNED BY "S"."T"."c.d"',
    ],
  },
  {
    name: "another type together with another direction",
    database: `CREATE SEQUENCE s AS smallint INCREMENT -1; CREATE SEQUENCE u AS integer MINVALUE -2147483648`,
    target: `CREATE SEQUENCE s; CREATE SEQUENCE u`,
    statements: [
      "ALTER SEQUENCE public.s AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 RESTART WITH 1",
      "SELECT pg_catalog.setval('public.u', GREATEST(last_value, 1), is_called AND last_value >= 1) FROM public.u WHERE last_value < 1",
      "ALTER SEQUENCE public.u AS bigint MINVALUE 1 START WITH 1",
    ],
  },
]);
