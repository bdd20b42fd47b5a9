import { sqlFunction } from "./declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, sql, table, text, check, index } from "../../../../../tests/support/vocabulary.ts";

const add = "CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a + b $$";

kindCases("function", [
  {
    name: "an equal function needs nothing",
    database: add,
    target: [sqlFunction(sql`${sql.raw(add)}`)],
    statements: [],
  },
  {
    name: "equal argument types under other names need nothing",
    database:
      "CREATE FUNCTION f(a int4, b varchar(10), c float8[], d timestamptz) RETURNS bool LANGUAGE sql AS 'SELECT true'",
    target: [
      sqlFunction(
        "CREATE OR REPLACE FUNCTION f(a int, b character varying, c double precision[], d timestamp with time zone) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
      ),
    ],
    statements: [],
  },
  {
    name: "a function is created as it was declared",
    database: "",
    target: [sqlFunction(add)],
    statements: [add],
    downgrade: ["DROP FUNCTION public.add(integer, integer)"],
  },
  {
    name: "a function without a schema is made in the schema of the data model",
    database: "",
    options: { schema: "Shop" },
    target: [sqlFunction(add), table("t", { a: integer() })],
    statements: ['CREATE SCHEMA "Shop"', add.replace("add(", '"Shop".add('), 'CREATE TABLE "Shop".t (\n  a integer\n)'],
  },
  {
    name: "a function is dropped and comes back",
    database: add,
    target: [],
    statements: ["DROP FUNCTION public.add(integer, integer)"],
  },
  {
    name: "a body is replaced in place, whatever uses the function",
    database: `${add}; CREATE VIEW three AS SELECT add(1, 2) AS n`,
    target: `CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT b + a $$; CREATE VIEW three AS SELECT add(1, 2) AS n`,
  },
  {
    name: "another result takes what uses the function down and up",
    database: `${add}; CREATE TABLE t (a integer DEFAULT add(1, 2), b integer GENERATED ALWAYS AS (add(a, 1)) STORED); CREATE VIEW three AS SELECT add(1, 2) AS n`,
    target: `CREATE FUNCTION add(a integer, b integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT (a + b)::bigint $$; CREATE TABLE t (a integer DEFAULT add(1, 2), b integer GENERATED ALWAYS AS (add(a, 1)) STORED); CREATE VIEW three AS SELECT add(1, 2) AS n`,
  },
  {
    name: "overloads are objects of their own",
    database: "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    target: [
      sqlFunction("CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
      sqlFunction("CREATE FUNCTION f(a text, VARIADIC b integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 2'", {
        comment: "the other",
      }),
    ],
  },
  {
    name: "every attribute counts",
    database: "CREATE FUNCTION f() RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1'",
    target: [
      sqlFunction(
        "CREATE FUNCTION f() RETURNS SETOF integer LANGUAGE sql STABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 7 ROWS 3 SET search_path TO 'pg_catalog' AS 'SELECT 1'",
      ),
    ],
  },
  {
    name: "a SQL-standard body comes after the table it names",
    database: "",
    target: [
      table("orders", { id: integer() }),
      sqlFunction(
        "CREATE FUNCTION a_count() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM public.orders; END",
      ),
    ],
  },
  {
    name: "functions come before the checks, defaults and indexes that call them",
    database: "",
    target: [
      table("orders", { id: integer().serverDefault(sql`next_id()`), note: text() }, (t) => [
        check(sql`is_good(${t.note})`),
        index([sql`fold(note)`]),
      ]),
      sqlFunction("CREATE FUNCTION next_id() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
      sqlFunction("CREATE FUNCTION is_good(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"),
      sqlFunction("CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)'"),
    ],
  },
  {
    name: "backslashes, backquotes and templates survive the source",
    database: "",
    target: [sqlFunction("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT E'\\\\n' || '`${x}`' $$")],
  },
  {
    name: "mixed case names in another schema",
    database: `CREATE SCHEMA "Shop"`,
    target: [
      sqlFunction(`CREATE FUNCTION "Shop"."Add Up"(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'`, {
        comment: "sums",
      }),
    ],
  },
  {
    name: "a changed comment alone",
    database: add,
    target: [sqlFunction(add, { comment: "sum" })],
    statements: ["COMMENT ON FUNCTION public.add(integer, integer) IS 'sum'"],
  },
]);

kindCases("procedure and aggregate", [
  {
    name: "both are created",
    database: "",
    target: [
      sqlFunction("CREATE PROCEDURE tidy(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$", {
        comment: "tidies",
      }),
      sqlFunction("CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1')", {
        comment: "multiplies",
      }),
    ],
  },
  {
    name: "both are changed and dropped",
    database: `
      CREATE PROCEDURE tidy() LANGUAGE sql AS 'SELECT 1';
      CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
      CREATE AGGREGATE other(integer) (SFUNC = int4pl, STYPE = integer);`,
    target: `
      CREATE PROCEDURE tidy() LANGUAGE sql AS 'SELECT 2';
      CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '2');`,
  },
  {
    name: "procedures that differ in the modes of their arguments alone are told apart",
    database: `
      CREATE PROCEDURE add(OUT a integer, IN b integer, IN c integer) LANGUAGE sql AS 'SELECT b + c';
      CREATE PROCEDURE add(IN a integer, IN b integer, IN c integer) LANGUAGE sql AS 'SELECT a + b + c';
      COMMENT ON PROCEDURE add(IN integer, IN integer, IN integer) IS 'three';
      CREATE PROCEDURE kept(OUT a integer, IN b integer) LANGUAGE sql AS 'SELECT b';
      CREATE PROCEDURE kept(IN a integer, IN b integer) LANGUAGE sql AS 'SELECT a + b';`,
    target: `
      CREATE PROCEDURE kept(OUT a integer, IN b integer) LANGUAGE sql AS 'SELECT b';
      CREATE PROCEDURE kept(IN a integer, IN b integer) LANGUAGE sql AS 'SELECT a + b';
      COMMENT ON PROCEDURE kept(IN integer, IN integer) IS 'two';`,
    statements: [
      "COMMENT ON PROCEDURE public.kept(IN integer, IN integer) IS 'two'",
      "DROP PROCEDURE public.add(IN integer, IN integer)",
      "DROP PROCEDURE public.add(IN integer, IN integer, IN integer)",
    ],
  },
  {
    name: "a function waits for the text search configuration that its body names, whose kinds of words are no tables",
    database: "",
    target: `CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
      CREATE FUNCTION words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT to_tsvector('public.plain', $1) $$;
      CREATE TABLE a (name text); CREATE INDEX i ON a USING gin (words(name)); CREATE TABLE url (id integer)`,
  },
]);
