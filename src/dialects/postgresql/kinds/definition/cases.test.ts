import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const eq = "CREATE FUNCTION eq(a integer, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a = b';";
const operator = `${eq} CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = integer);`;

/** Each is created, changed and dropped from its whole definition. */
kindCases("objects known by their definition", [
  {
    name: "an operator comes after its function",
    database: "",
    target: `${operator} COMMENT ON OPERATOR === (integer, integer) IS 'same';`,
  },
  { name: "an operator is dropped with its function", database: operator, target: "" },
  {
    name: "an operator class, its family and a loose member",
    database: eq,
    target: `${eq} CREATE FUNCTION hash4(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
      CREATE OPERATOR CLASS my_ops FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hash4(integer);`,
  },
  {
    name: "a cast that changes is made anew",
    database:
      "CREATE TYPE mood AS ENUM ('a'); CREATE FUNCTION f(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE CAST (mood AS integer) WITH FUNCTION f(mood);",
    target:
      "CREATE TYPE mood AS ENUM ('a'); CREATE FUNCTION f(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE CAST (mood AS integer) WITH FUNCTION f(mood) AS ASSIGNMENT;",
    statements: [
      "DROP CAST (public.mood AS integer)",
      "CREATE CAST (public.mood AS integer) WITH FUNCTION public.f(public.mood) AS ASSIGNMENT",
    ],
  },
  {
    name: "extended statistics with a target",
    database: "CREATE TABLE t (a integer, b integer);",
    target:
      "CREATE TABLE t (a integer, b integer); CREATE STATISTICS s (dependencies) ON a, b FROM t; ALTER STATISTICS s SET STATISTICS 50; COMMENT ON STATISTICS s IS 'both';",
  },
  {
    name: "a rule of a table, also disabled",
    database: "CREATE TABLE t (a integer); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;",
    target:
      "CREATE TABLE t (a integer); CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE r;",
  },
  {
    name: "text search configurations and dictionaries",
    database: "",
    target: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = pg_catalog.simple, accept = 'false');
      CREATE TEXT SEARCH CONFIGURATION c (PARSER = pg_catalog."default");
      ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, asciiword WITH d, pg_catalog.simple;`,
  },
  {
    name: "publications and their tables",
    database: "CREATE TABLE t (a integer PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t;",
    target:
      "CREATE TABLE t (a integer PRIMARY KEY); CREATE TABLE u (a integer); CREATE PUBLICATION p WITH (publish = 'insert'); ALTER PUBLICATION p ADD TABLE u;",
  },
  {
    name: "foreign servers and tables",
    database: "",
    target: `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h');
      CREATE FOREIGN TABLE far (a integer NOT NULL, b text) SERVER s OPTIONS (name 'near'); COMMENT ON COLUMN far.b IS 'second';`,
  },
]);
