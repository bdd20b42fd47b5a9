import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { enumType, integer, schema, sql, table, type, view } from "../../../../../tests/support/vocabulary.ts";

kindCases("schema", [
  {
    name: "an equal schema needs nothing",
    database: `CREATE SCHEMA shop; COMMENT ON SCHEMA shop IS 'the shop'`,
    target: [schema("shop", { comment: "the shop" })],
    statements: [],
  },
  {
    name: "a schema is created before what lives in it",
    database: ``,
    target: [table("shop.t", { a: integer() }), schema("shop", { comment: "it's the shop" })],
    statements: [
      "CREATE SCHEMA shop",
      "COMMENT ON SCHEMA shop IS 'it''s the shop'",
      "CREATE TABLE shop.t (\n  a integer\n)",
    ],
  },
  {
    name: "a schema is dropped after what lives in it",
    database: `CREATE SCHEMA shop; CREATE TABLE shop.t (a integer); CREATE SEQUENCE shop.s; CREATE TYPE shop.e AS ENUM ('a')`,
    target: [],
    statements: ["DROP TABLE shop.t", "DROP SEQUENCE shop.s", "DROP TYPE shop.e", "DROP SCHEMA shop"],
  },
  {
    name: "a comment is set, changed and removed",
    database: `CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA c; COMMENT ON SCHEMA b IS 'b'; COMMENT ON SCHEMA c IS 'c'`,
    target: [schema("a", { comment: "new" }), schema("b", { comment: "changed" }), schema("c")],
    statements: ["COMMENT ON SCHEMA a IS 'new'", "COMMENT ON SCHEMA b IS 'changed'", "COMMENT ON SCHEMA c IS NULL"],
  },
  {
    name: "quoted and mixed-case names are quoted",
    database: ``,
    target: [schema("My Shop"), schema('a"b'), schema("select")],
    statements: ['CREATE SCHEMA "My Shop"', 'CREATE SCHEMA "a""b"', 'CREATE SCHEMA "select"'],
  },
  {
    name: "a schema takes another name, with what lives in it",
    database: `CREATE SCHEMA shop; CREATE TYPE shop.e AS ENUM ('a'); CREATE TABLE shop.t (a integer, e shop.e DEFAULT 'a'); CREATE VIEW shop.v AS SELECT a FROM shop.t`,
    target: [
      schema("Market", { renamedFrom: "shop" }),
      enumType("Market.e", ["a"]),
      table("Market.t", { a: integer(), e: type('"Market".e').serverDefault("a") }),
      view("Market.v", sql`SELECT a FROM "Market".t`),
    ],
    statements: ['ALTER SCHEMA shop RENAME TO "Market"'],
    notes: ["schema shop becomes Market first"],
  },
  {
    name: "the default schema need not be declared and is never dropped",
    database: `CREATE TABLE t (a integer)`,
    target: [table("t", { a: integer() })],
    statements: [],
  },
  {
    name: "the default schema may carry a comment",
    database: ``,
    target: [schema("public", { comment: "ours" })],
    statements: ["COMMENT ON SCHEMA public IS 'ours'"],
  },
]);
