/** Names that every JavaScript object has of itself, where a word is looked up in a table: arguments, types, casts. */
import { kindCases } from "./support/kind-cases.ts";
import { domain, index, integer, sql, sqlFunction, table, text, type } from "./support/vocabulary.ts";

const names = ["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"];

kindCases(
  "names of Object.prototype",
  names.flatMap((name) => {
    const quoted = `"${name}"`;
    const typed = `CREATE DOMAIN ${quoted} AS text;`;
    return [
      {
        name: `arguments called ${name}, with and without a name`,
        database: `${typed} CREATE FUNCTION f(${name} integer, other ${quoted}, ${quoted}) RETURNS integer LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION f(integer, ${quoted}, ${quoted}) IS 'it'`,
        target: `${typed} CREATE FUNCTION f(${name} integer, other ${quoted}, ${quoted}) RETURNS integer LANGUAGE sql AS 'SELECT 2'; COMMENT ON FUNCTION f(integer, ${quoted}, ${quoted}) IS 'it'`,
        ignoreNotes: true,
      },
      {
        name: `a declared function with an argument ${name}`,
        database: `CREATE FUNCTION f(${name} integer, b text) RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
        target: [
          sqlFunction(sql.raw(`CREATE FUNCTION f(${name} integer, b text) RETURNS integer LANGUAGE sql AS 'SELECT 1'`)),
        ],
        statements: [],
      },
      {
        name: `an enum ${name} becomes text, and a text one`,
        database: `CREATE TYPE ${quoted} AS ENUM ('a', 'b'); CREATE TABLE t (id integer PRIMARY KEY, v ${quoted}, w text); INSERT INTO t VALUES (1, 'a', 'b')`,
        target: `CREATE TYPE ${quoted} AS ENUM ('a', 'b'); CREATE TABLE t (id integer PRIMARY KEY, v varchar(5), w ${quoted})`,
        rows: { query: "SELECT v::text || w::text FROM t", upgraded: ["ab"] },
        ignoreNotes: true,
      },
      {
        name: `a column and an index of a type ${name}`,
        database: typed,
        target: [
          domain(name, text()),
          table("t", { id: integer().primaryKey(), v: type(`public.${quoted}`), w: integer() }, (t) => [
            index([sql`(${t.w}::text)::${sql.raw(quoted)}`]),
          ]),
        ],
        ignoreNotes: true,
      },
    ];
  }),
);
