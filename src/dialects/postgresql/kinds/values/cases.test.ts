import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { compositeType, integer, rangeType, table, text, type } from "../../../../../tests/support/vocabulary.ts";

/** A table whose rows columns of another hold, with all that can stand on such a column. */
const holders = `CREATE TABLE people (id integer PRIMARY KEY, home address NOT NULL, others address[] DEFAULT '{}', CONSTRAINT c CHECK ((home).id > 0), first integer GENERATED ALWAYS AS ((home).id) STORED);
  CREATE INDEX i ON people (((home).id)); CREATE UNIQUE INDEX u ON people (home); CREATE VIEW v AS SELECT (home).id FROM people;
  CREATE MATERIALIZED VIEW m AS SELECT address AS whole FROM address`;
const people = `INSERT INTO address VALUES (1, 2); INSERT INTO people VALUES (1, ROW(1, 5)::address, ARRAY[ROW(1, 6)::address])`;

kindCases("values of types that change", [
  {
    name: "a column of a table changes its type while columns of another hold its rows",
    database: `CREATE TABLE address (id integer, zip integer); ${holders}; ${people}`,
    target: `CREATE TABLE address (id integer, zip text); ${holders}`,
    notes: ["people.home does not read as public.address", "people.others does not read as public.address[]"],
    rows: { query: "SELECT home::text || others::text FROM people", upgraded: ['(1,5){"(1,6)"}'] },
  },
  {
    name: "the columns are text while the other table changes",
    database: `CREATE TABLE address (id integer, zip integer); CREATE TABLE people (home address); INSERT INTO people VALUES (ROW(1, 5)), (NULL)`,
    target: `CREATE TABLE address (id integer, zip bigint); CREATE TABLE people (home address)`,
    statements: [
      "ALTER TABLE public.people ALTER COLUMN home TYPE text USING home::text",
      "ALTER TABLE public.address ALTER COLUMN zip TYPE bigint",
      "ALTER TABLE public.people ALTER COLUMN home TYPE public.address USING home::public.address",
    ],
    notes: ["fails where a value of people.home does not read as public.address"],
    rows: { query: "SELECT home::text FROM people ORDER BY 1", upgraded: ["(1,5)", null] },
  },
  {
    name: "columns that are added with a default, go and change leave rows of the table where they are",
    database: `CREATE TABLE address (id integer, zip integer, "a b" text); CREATE DOMAIN place AS address; CREATE TABLE people (id integer, home address, work place);
      INSERT INTO people VALUES (1, ROW(1, 5, 'a,"b'), NULL), (2, NULL, ROW(1, NULL, 'c')), (3, ROW(NULL, NULL, NULL), NULL)`,
    target: `CREATE TABLE address (id bigint, "a b" varchar(9), n integer DEFAULT 6, k integer GENERATED ALWAYS AS IDENTITY); CREATE DOMAIN place AS address; CREATE TABLE people (id integer, home address, work place)`,
    ignoreNotes: true,
    assumeNoRenames: true,
    rows: {
      query: 'SELECT (home).id::text || (home)."a b" FROM people WHERE home IS DISTINCT FROM NULL ORDER BY id',
      upgraded: ['1a,"b', null],
      // Without its zip, which no way back gives again.
      downgraded: ['1a,"b', null],
    },
  },
  {
    name: "a column that leaves or gets the rows of a table that changes does so on the right side of it",
    database: `CREATE TABLE address (id integer); CREATE TABLE a (x address); CREATE TABLE b (x text); CREATE TABLE c (x address); CREATE TABLE d (n integer); INSERT INTO a VALUES (ROW(1)); INSERT INTO b VALUES ('(1)')`,
    target: `CREATE TABLE address (id text); CREATE TABLE a (x text); CREATE TABLE b (x address); CREATE TABLE c (n integer); CREATE TABLE d (x address)`,
    assumeNoRenames: true,
    rows: { query: "SELECT a.x::text || b.x::text FROM a, b", upgraded: ["(1)(1)"] },
    notes: ["fails where b.x does not read as public.address"],
  },
  {
    name: "a renamed column of a renamed table holds rows of one that is renamed and changes",
    database: `CREATE TABLE address (id integer, zip integer); CREATE TABLE people (home address DEFAULT ROW(1, 2)); INSERT INTO people VALUES (ROW(1, 5))`,
    target: `CREATE TABLE place (id integer, code text); CREATE TABLE folk (lives place DEFAULT ROW(1, 2))`,
    renames: [
      { from: "address", to: "place" },
      { from: "address.zip", to: "place.code" },
      { from: "people", to: "folk" },
      { from: "people.home", to: "folk.lives" },
    ],
    ignoreNotes: true,
  },
  {
    name: "a table is divided or logged otherwise while columns of another hold its rows",
    database: `CREATE TABLE a (id integer, n text); CREATE TABLE b (id integer); CREATE TABLE t (x a, y b); INSERT INTO a VALUES (1, 'n'); INSERT INTO t VALUES (ROW(1, 'n'), ROW(2))`,
    target: `CREATE TABLE a (id integer, n text) PARTITION BY LIST (id); CREATE TABLE a_rest PARTITION OF a DEFAULT; CREATE UNLOGGED TABLE b (id integer); CREATE TABLE t (x a, y b)`,
    ignoreNotes: true,
    rows: { query: "SELECT x::text || y::text FROM t", upgraded: ["(1,n)(2)"] },
  },
  {
    name: "rows of a partition change with the parent's, and columns of partitions and children that hold them follow",
    database: `CREATE TABLE address (id integer, zip integer) PARTITION BY LIST (id); CREATE TABLE low PARTITION OF address FOR VALUES IN (1);
      CREATE TABLE t (id integer, x low, y address) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t DEFAULT; CREATE INDEX i ON t1 (x); CREATE TABLE p (x low); CREATE TABLE c () INHERITS (p);
      INSERT INTO t VALUES (1, ROW(1, 2), ROW(3, 4)); INSERT INTO c VALUES (ROW(1, 2))`,
    target: `CREATE TABLE address (id integer, zip bigint) PARTITION BY LIST (id); CREATE TABLE low PARTITION OF address FOR VALUES IN (1);
      CREATE TABLE t (id integer, x low, y address) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t DEFAULT; CREATE INDEX i ON t1 (x); CREATE TABLE p (x low); CREATE TABLE c () INHERITS (p)`,
    ignoreNotes: true,
    rows: { query: "SELECT t.x::text || y::text || p.x::text FROM t, p", upgraded: ["(1,2)(3,4)(1,2)"] },
  },
  {
    name: "a table that is made anew itself keeps the rows of another in its rows",
    database: `CREATE TABLE address (id integer); CREATE TABLE t (id integer, x address); INSERT INTO t VALUES (1, ROW(2))`,
    target: `CREATE TABLE address (id bigint); CREATE TABLE t (id integer, x address) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t DEFAULT`,
    notes: ["t is made anew"],
    rows: { query: "SELECT x::text FROM t", upgraded: ["(2)"] },
  },
  {
    name: "attributes of a composite type change their types under values, arrays, keys and views",
    database: `CREATE TYPE pair AS (a integer, b text); CREATE TABLE t (id pair PRIMARY KEY, x pair[] DEFAULT '{}'); CREATE TABLE u (id pair REFERENCES t); CREATE VIEW v AS SELECT (id).a FROM t;
      INSERT INTO t VALUES (ROW(1, 'b'), ARRAY[ROW(2, 'c')::pair]); INSERT INTO u VALUES (ROW(1, 'b'))`,
    target: `CREATE TYPE pair AS (a text, b text COLLATE "C"); CREATE TABLE t (id pair PRIMARY KEY, x pair[] DEFAULT '{}'); CREATE TABLE u (id pair REFERENCES t); CREATE VIEW v AS SELECT (id).a FROM t`,
    ignoreNotes: true,
    rows: { query: "SELECT t.id::text || x::text || u.id::text FROM t, u", upgraded: ['(1,b){"(2,c)"}(1,b)'] },
  },
  {
    name: "a composite type gets an attribute in another place than the last, and its values keep theirs",
    database: `CREATE TYPE pair AS (a integer, c text); CREATE TABLE t (x pair); CREATE FUNCTION f(pair) RETURNS integer LANGUAGE sql RETURN 1; INSERT INTO t VALUES (ROW(1, 'c'))`,
    target: (() => {
      const pair = compositeType("pair", { a: integer(), b: text(), c: text() });
      return [pair, table("t", { x: pair.column() })];
    })(),
    ignoreNotes: true,
    assumeNoRenames: true,
    rows: { query: "SELECT x::text FROM t", upgraded: ["(1,,c)"], downgraded: ["(1,c)"] },
  },
  {
    name: "a domain or an enum changes under a range type that columns have",
    database: `CREATE DOMAIN d AS integer CHECK (VALUE > 0); CREATE TYPE r AS RANGE (subtype = d); CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TYPE s AS RANGE (subtype = e); CREATE DOMAIN over AS r;
      CREATE TABLE t (d d, r r DEFAULT '[1,2)', rs r[], m r_multirange, o over, e e, s s, EXCLUDE USING gist (r WITH &&));
      INSERT INTO t VALUES (1, '[1,5)', '{"[2,3)"}', '{[2,3)}', '[3,4)', 'a', '[a,b)')`,
    target: `CREATE DOMAIN d AS numeric CHECK (VALUE > 0); CREATE TYPE r AS RANGE (subtype = d); CREATE TYPE e AS ENUM ('a', 'b'); CREATE TYPE s AS RANGE (subtype = e); CREATE DOMAIN over AS r;
      CREATE TABLE t (d d, r r DEFAULT '[1,2)', rs r[], m r_multirange, o over, e e, s s, EXCLUDE USING gist (r WITH &&))`,
    ignoreNotes: true,
    rows: { query: "SELECT concat(d, r, rs, m, o, e, s) FROM t", upgraded: ['1[1,5){"[2,3)"}{[2,3)}[3,4)a[a,b)'] },
  },
  {
    name: "an enum gets a value under a range type that columns have, and loses it on the way back",
    database: `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TYPE s AS RANGE (subtype = e); CREATE TABLE t (s s); INSERT INTO t VALUES ('[a,b)')`,
    target: `CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TYPE s AS RANGE (subtype = e); CREATE TABLE t (s s)`,
    rows: { query: "SELECT s::text FROM t", upgraded: ["[a,b)"] },
  },
  {
    name: "an enum changes in a table whose rows columns hold",
    database: `CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE a (e e); CREATE TABLE t (x a, e e); INSERT INTO a VALUES ('a'); INSERT INTO t VALUES (ROW('b'), 'a')`,
    target: `CREATE TYPE e AS ENUM ('b', 'a'); CREATE TABLE a (e e); CREATE TABLE t (x a, e e)`,
    ignoreNotes: true,
    rows: { query: "SELECT x::text || e FROM t", upgraded: ["(b)a"] },
  },
  {
    name: "a range type is renamed with its multirange type and columns of both",
    database: `CREATE TYPE old AS RANGE (subtype = integer); CREATE TABLE t (r old, m old_multirange); INSERT INTO t VALUES ('[1,2)', '{[1,2)}')`,
    target: (() => {
      const fresh = rangeType("fresh", integer(), { renamedFrom: "old" });
      return [fresh, table("t", { r: fresh.column(), m: type("public.fresh_multirange") })];
    })(),
    statements: [
      "ALTER TYPE public.old RENAME TO fresh",
      "ALTER TYPE public.old_multirange RENAME TO fresh_multirange",
    ],
    rows: { query: "SELECT r::text || m::text FROM t", upgraded: ["[1,2){[1,2)}"] },
  },
  {
    name: "a range type gets another subtype and name while its multirange type keeps its own, or gets another",
    database: `CREATE TYPE old AS RANGE (subtype = integer); CREATE TYPE r AS RANGE (subtype = integer); CREATE TABLE t (a old, b old_multirange, c r, d r_multirange); INSERT INTO t VALUES ('[1,2)', '{[1,2)}', '[3,4)', '{[3,4)}')`,
    target: `CREATE TYPE fresh AS RANGE (subtype = bigint, multirange_type_name = old_multirange); CREATE TYPE r AS RANGE (subtype = integer, multirange_type_name = many); CREATE TABLE t (a fresh, b old_multirange, c r, d many)`,
    renames: [{ from: "old", to: "fresh" }],
    ignoreNotes: true,
    rows: { query: "SELECT concat(a, b, c, d) FROM t", upgraded: ["[1,2){[1,2)}[3,4){[3,4)}"] },
  },
]);
