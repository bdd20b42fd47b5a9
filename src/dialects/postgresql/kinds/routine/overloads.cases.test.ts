/**
 * Overloads that come and go under what calls them: PostgreSQL takes a call only where one routine fits best, so what goes is
 * gone before what could be mistaken for it comes, and before anything that calls either.
 */
import { kindCases, type TestCase } from "../../../../../tests/support/kind-cases.ts";

const sqlFunction = (head: string, options = ""): string =>
  `CREATE FUNCTION ${head} LANGUAGE sql IMMUTABLE ${options} AS 'SELECT ${head.includes("bool") ? "true" : "1"}';`;

const t = "CREATE TABLE t (a integer, b integer); INSERT INTO t VALUES (1, 2), (3, 4);";

interface Overloads {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** What calls the routines, the same on both sides. */
  readonly callers?: string;
}

const oneDefault = {
  before: sqlFunction("f(integer) RETURNS integer"),
  after: sqlFunction("f(integer, integer DEFAULT 2) RETURNS integer"),
};

const overloads: readonly Overloads[] = [
  {
    name: "under a view and views of it",
    ...oneDefault,
    callers: "CREATE VIEW v AS SELECT f(a) AS n FROM t; CREATE VIEW w AS SELECT n FROM v; COMMENT ON VIEW w IS 'above'",
  },
  {
    name: "under a materialised view, its index and its rule",
    ...oneDefault,
    callers:
      "CREATE MATERIALIZED VIEW m AS SELECT f(a) AS n FROM t; CREATE UNIQUE INDEX i ON m (n) WHERE n > 5; CREATE VIEW w AS SELECT f(a) AS n FROM t; CREATE RULE r AS ON INSERT TO w DO INSTEAD INSERT INTO t VALUES (f(new.n))",
  },
  {
    name: "under checks, defaults, indexes, generated columns and statistics",
    ...oneDefault,
    callers:
      "ALTER TABLE t ALTER a SET DEFAULT f(1), ADD CHECK (f(a) > 0), ADD c integer GENERATED ALWAYS AS (f(b)) STORED; CREATE INDEX i ON t (f(a)); CREATE INDEX j ON t (b) WHERE f(b) > 0; CREATE STATISTICS s ON (f(a)), b FROM t",
  },
  {
    name: "under policies and conditions of triggers",
    ...oneDefault,
    callers:
      "CREATE POLICY p ON t USING (f(a) = 1); CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'; CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (f(new.a) > 0) EXECUTE FUNCTION noted()",
  },
  {
    name: "under the check of a domain",
    ...oneDefault,
    callers: "CREATE DOMAIN d AS integer CHECK (f(VALUE) > 0); CREATE TABLE held (a d); INSERT INTO held VALUES (1)",
  },
  {
    name: "under functions with bodies and parameters that call them",
    ...oneDefault,
    callers:
      "CREATE FUNCTION g(integer DEFAULT f(3)) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT f($1); END; CREATE VIEW v AS SELECT g() AS n",
  },
  {
    name: "under operators, casts and aggregates",
    before: `CREATE TYPE pair AS (x integer); ${sqlFunction("number(pair) RETURNS integer")} CREATE FUNCTION plus(pair, pair) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT $1'; CREATE OPERATOR + (LEFTARG = pair, RIGHTARG = pair, FUNCTION = plus); CREATE CAST (pair AS integer) WITH FUNCTION number(pair)`,
    after: `CREATE TYPE pair AS (x integer); ${sqlFunction("number(pair, integer DEFAULT 1) RETURNS integer")} CREATE FUNCTION plus(pair, pair, integer DEFAULT 1) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT $1'; CREATE FUNCTION joined(pair, pair) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT $1'; CREATE OPERATOR + (LEFTARG = pair, RIGHTARG = pair, FUNCTION = joined); CREATE CAST (pair AS integer) WITH FUNCTION number(pair, integer)`,
    callers:
      "CREATE TABLE held (a pair); INSERT INTO held VALUES (ROW(1)); CREATE VIEW v AS SELECT a + a AS s, a::integer AS i FROM held",
  },
  {
    name: "that lose a default to another overload",
    before: sqlFunction("f(integer, integer DEFAULT 1) RETURNS integer"),
    after: sqlFunction("f(integer) RETURNS integer") + sqlFunction("f(integer, integer) RETURNS integer"),
    callers:
      "CREATE VIEW v AS SELECT f(a) AS n, f(a, b) AS m FROM t; CREATE INDEX i ON t (f(a)); CREATE INDEX j ON t (f(a, b))",
  },
  {
    name: "that other types of arguments tell apart",
    before: sqlFunction("f(real) RETURNS integer") + sqlFunction("g(integer, bigint) RETURNS integer"),
    after: sqlFunction("f(numeric) RETURNS integer") + sqlFunction("g(bigint, integer) RETURNS integer"),
    callers: "CREATE VIEW v AS SELECT f(a) AS n FROM t; CREATE INDEX i ON t (g(a, b))",
  },
  {
    name: "that gather their arguments",
    before: sqlFunction("f(integer, integer) RETURNS integer"),
    after: sqlFunction("f(VARIADIC integer[]) RETURNS integer"),
    callers: "CREATE VIEW v AS SELECT f(a, b) AS n FROM t",
  },
  {
    name: "of operators",
    before: `${sqlFunction("alike(real, real) RETURNS bool")} CREATE OPERATOR === (LEFTARG = real, RIGHTARG = real, FUNCTION = alike)`,
    after: `${sqlFunction("alike(numeric, numeric) RETURNS bool")} CREATE OPERATOR === (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = alike)`,
    callers: "CREATE VIEW v AS SELECT a === b AS same FROM t; ALTER TABLE t ADD CHECK (a === b)",
  },
  {
    name: "of procedures",
    before: "CREATE PROCEDURE p(integer) LANGUAGE sql AS 'SELECT 1'",
    after: "CREATE PROCEDURE p(integer, integer DEFAULT 1) LANGUAGE sql AS 'SELECT 1'",
    callers: "CREATE PROCEDURE q() LANGUAGE plpgsql AS 'begin call p(1); end'",
  },
];

const both = ({ name, before, after, callers = "" }: Overloads): TestCase[] =>
  (
    [
      ["there", before, after],
      ["back", after, before],
    ] as const
  ).map(([way, from, to]) => ({
    name: `overloads ${name}, ${way}`,
    database: `${t} ${from}; ${callers}`,
    target: `${t} ${to}; ${callers}`,
    rows: { query: "SELECT a || ' ' || b FROM t ORDER BY a", upgraded: ["1 2", "3 4"] },
    assumeNoRenames: true,
    ignoreNotes: true,
  }));

kindCases("overloads", [
  ...overloads.flatMap(both),
  ...both({
    name: "whose callers change too",
    before: `${oneDefault.before} CREATE VIEW v AS SELECT f(a) AS n FROM t; CREATE POLICY p ON t USING (f(a) = 1); ALTER TABLE t ALTER b SET DEFAULT f(1); CREATE FUNCTION h(x integer DEFAULT f(1)) RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
    after: `${oneDefault.after} CREATE VIEW v AS SELECT f(a, 2) AS n, b FROM t; CREATE POLICY p ON t USING (f(b) = 1); ALTER TABLE t ALTER b SET DEFAULT f(2); CREATE FUNCTION h(x integer DEFAULT f(3)) RETURNS integer LANGUAGE sql AS 'SELECT 2'`,
  }),
  ...both({
    name: "of which only the results differ, in types and names",
    before: `CREATE FUNCTION pair(OUT a integer, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x' $$; CREATE FUNCTION several(a integer) RETURNS TABLE (x integer, y text) LANGUAGE sql AS $$ SELECT 1, 'x' $$; CREATE FUNCTION named(INOUT a integer) LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE p(OUT a integer) LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE q(INOUT a integer, OUT b integer) LANGUAGE sql AS 'SELECT 1, 2'`,
    after: `CREATE FUNCTION pair(OUT a bigint, OUT b text) LANGUAGE sql AS $$ SELECT 1::bigint, 'x' $$; CREATE FUNCTION several(a integer) RETURNS TABLE (x integer, z bigint) LANGUAGE sql AS $$ SELECT 1, 1::bigint $$; CREATE FUNCTION named(INOUT b integer) LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE p(OUT a bigint) LANGUAGE sql AS 'SELECT 1::bigint'; CREATE PROCEDURE q(INOUT a integer, OUT c text) LANGUAGE sql AS $$ SELECT 1, 'x' $$`,
    callers: "CREATE VIEW v AS SELECT x FROM several(1); CREATE VIEW w AS SELECT b FROM pair()",
  }),
]);
