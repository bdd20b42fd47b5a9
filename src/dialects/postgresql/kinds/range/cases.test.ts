import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import {
  doublePrecision,
  integer,
  rangeType,
  schema,
  table,
  text,
  time,
} from "../../../../../tests/support/vocabulary.ts";

kindCases("range type", [
  {
    name: "an equal type needs nothing",
    database: `CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi); COMMENT ON TYPE float_range IS 'floats'`,
    target: [rangeType("float_range", doublePrecision(), { subtypeDiff: "float8mi", comment: "floats" })],
    statements: [],
  },
  {
    name: "types are created before the columns of them",
    database: ``,
    target: (() => {
      const times = rangeType("time_range", time(), { comment: "it's" });
      const texts = rangeType("Text Range", text(), {
        collation: "C",
        subtypeOperatorClass: "text_pattern_ops",
        multirangeTypeName: "texts",
      });
      return [times, texts, table("t", { a: times.column(), b: texts.column().array() })];
    })(),
    statements: [
      'CREATE TYPE public."Text Range" AS RANGE (subtype = text, subtype_opclass = pg_catalog.text_pattern_ops, collation = pg_catalog."C", multirange_type_name = public.texts)',
      "CREATE TYPE public.time_range AS RANGE (subtype = time without time zone)",
      "COMMENT ON TYPE public.time_range IS 'it''s'",
      'CREATE TABLE public.t (\n  a public.time_range,\n  b public."Text Range"[]\n)',
    ],
  },
  {
    name: "a type is dropped after the columns of it",
    database: `CREATE TYPE time_range AS RANGE (subtype = time); CREATE TABLE t (a integer, b time_range)`,
    target: [table("t", { a: integer() })],
    statements: ["ALTER TABLE public.t DROP COLUMN b", "DROP TYPE public.time_range"],
  },
  {
    name: "another subtype makes another type",
    database: `CREATE TYPE r AS RANGE (subtype = time); CREATE TYPE s AS RANGE (subtype = float8); COMMENT ON TYPE s IS 's'`,
    target: [
      rangeType("r", text(), { collation: "C" }),
      rangeType("s", doublePrecision(), { subtypeDiff: "float8mi" }),
    ],
    statements: [
      "DROP TYPE public.r",
      'CREATE TYPE public.r AS RANGE (subtype = text, collation = pg_catalog."C")',
      "DROP TYPE public.s",
      "CREATE TYPE public.s AS RANGE (subtype = double precision, subtype_diff = float8mi)",
    ],
  },
  {
    name: "a comment of a range type changes",
    database: `CREATE TYPE r AS RANGE (subtype = time); COMMENT ON TYPE r IS 'old'`,
    target: [rangeType("r", time(), { comment: "new" })],
    statements: ["COMMENT ON TYPE public.r IS 'new'"],
  },
  {
    name: "a range type of a schema with quoted names",
    database: `CREATE SCHEMA "S"`,
    target: [schema("S"), rangeType("S.R", integer(), { multirangeTypeName: "Many" })],
    statements: ['CREATE TYPE "S"."R" AS RANGE (subtype = integer, multirange_type_name = "S"."Many")'],
  },
  {
    name: "a range type in use gets another subtype; its columns move over",
    database: `CREATE TYPE price AS RANGE (subtype = integer, multirange_type_name = prices); CREATE TABLE t (a price, b price[]); INSERT INTO t VALUES ('[1,5)', '{"[2,3)"}')`,
    target: `CREATE TYPE price AS RANGE (subtype = numeric); CREATE TABLE t (a price, b price[])`,
    statements: [
      "ALTER TABLE public.t ALTER COLUMN a TYPE text USING a::text",
      "ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text",
      "DROP TYPE public.price",
      "CREATE TYPE public.price AS RANGE (subtype = numeric)",
      "ALTER TABLE public.t ALTER COLUMN a TYPE public.price USING a::public.price",
      "ALTER TABLE public.t ALTER COLUMN b TYPE public.price[] USING b::public.price[]",
    ],
    notes: ["t.a does not read as public.price", "t.b does not read as public.price[]"],
    rows: { query: "SELECT a::text || b::text FROM t", upgraded: ['[1,5){"[2,3)"}'] },
  },
  {
    name: "a range type whose multirange type keeps its name gets another subtype",
    database: `CREATE TYPE price AS RANGE (subtype = integer); CREATE TABLE t (a price, b price_multirange, c integer); INSERT INTO t VALUES ('[1,5)', '{[2,3)}')`,
    target: `CREATE TYPE price AS RANGE (subtype = numeric); CREATE TABLE t (a price, b price_multirange, c integer)`,
    ignoreNotes: true,
    rows: { query: "SELECT a::text || b::text FROM t", upgraded: ["[1,5){[2,3)}"] },
  },
  {
    name: "a named multirange type is made beside its range type, whatever the search path",
    database: "CREATE SCHEMA app",
    target:
      "CREATE SCHEMA app; CREATE TYPE app.r AS RANGE (subtype = integer, multirange_type_name = app.rs); CREATE TABLE app.t (a app.rs)",
    statements: [
      "CREATE TYPE app.r AS RANGE (subtype = integer, multirange_type_name = app.rs)",
      "CREATE TABLE app.t (\n  a app.rs\n)",
    ],
  },
  {
    name: "a multirange type lies in another schema than its range type",
    database: "CREATE SCHEMA app; CREATE SCHEMA other",
    target:
      "CREATE SCHEMA app; CREATE SCHEMA other; CREATE TYPE app.r AS RANGE (subtype = integer, multirange_type_name = other.r_multirange); CREATE TABLE app.t (a other.r_multirange[])",
    statements: [
      "CREATE TYPE app.r AS RANGE (subtype = integer, multirange_type_name = other.r_multirange)",
      "CREATE TABLE app.t (\n  a other.r_multirange[]\n)",
    ],
  },
  {
    name: "a multirange type moves to another schema, and its values with it",
    database:
      "CREATE SCHEMA app; CREATE SCHEMA other; CREATE TYPE app.r AS RANGE (subtype = integer, multirange_type_name = app.rs); CREATE TABLE app.t (a app.rs); INSERT INTO app.t VALUES ('{[1,2)}')",
    target:
      "CREATE SCHEMA app; CREATE SCHEMA other; CREATE TYPE app.r AS RANGE (subtype = integer, multirange_type_name = other.rs); CREATE TABLE app.t (a other.rs)",
    rows: { query: "SELECT a::text FROM app.t", upgraded: ["{[1,2)}"] },
    assumeNoRenames: true,
    ignoreNotes: true,
  },
]);
