/** What is renamed under views, functions and policies: the way back writes them in the former names again. */
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
kindCases("renames under programs", [
  {
    name: "a table under a view",
    database: `CREATE TABLE a (x integer); CREATE VIEW v AS SELECT x FROM a;`,
    target: `CREATE TABLE b (x integer); CREATE VIEW v AS SELECT x FROM b;`,
    renames: [{ from: "a", to: "b" }],
  },
  {
    name: "a column under a view",
    database: `CREATE TABLE a (x integer); CREATE VIEW v AS SELECT x FROM a;`,
    target: `CREATE TABLE a (y integer); CREATE VIEW v AS SELECT y AS x FROM a;`,
    renames: [{ from: "a.x", to: "a.y" }],
  },
  {
    name: "a column under a policy, a trigger, a SQL body, statistics and a rule",
    database: `CREATE TABLE a (x integer); CREATE POLICY p ON a USING (x > 1); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE UPDATE OF x ON a FOR EACH ROW WHEN (new.x > 1) EXECUTE FUNCTION f(); CREATE FUNCTION g() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT x FROM a; END; CREATE STATISTICS s ON (x + 1) FROM a; CREATE RULE r AS ON INSERT TO a WHERE new.x > 3 DO INSTEAD NOTHING;`,
    target: `CREATE TABLE a (y integer); CREATE POLICY p ON a USING (y > 1); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE UPDATE OF y ON a FOR EACH ROW WHEN (new.y > 1) EXECUTE FUNCTION f(); CREATE FUNCTION g() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT y AS x FROM a; END; CREATE STATISTICS s ON (y + 1) FROM a; CREATE RULE r AS ON INSERT TO a WHERE new.y > 3 DO INSTEAD NOTHING;`,
    renames: [{ from: "a.x", to: "a.y" }],
  },
  {
    name: "a view under another one, of which a column changes too",
    database: `CREATE TABLE a (x integer); CREATE VIEW v AS SELECT x FROM a; CREATE VIEW w AS SELECT x FROM v;`,
    target: `CREATE TABLE a (x bigint); CREATE VIEW v2 AS SELECT x FROM a; CREATE VIEW w AS SELECT x FROM v2;`,
    renames: [{ from: "v", to: "v2" }],
    ignoreNotes: true,
  },
]);

kindCases("renames into taken names", [
  {
    name: "two columns swap their names",
    database: `CREATE TABLE t (x integer, y integer, CONSTRAINT c CHECK (x < y)); CREATE INDEX i ON t (x); CREATE VIEW v AS SELECT x AS one FROM t; INSERT INTO t VALUES (1, 2)`,
    target: `CREATE TABLE t (y integer, x integer, CONSTRAINT c CHECK (y < x)); CREATE INDEX i ON t (y); CREATE VIEW v AS SELECT y AS one FROM t`,
    renames: [
      { from: "t.x", to: "t.y" },
      { from: "t.y", to: "t.x" },
    ],
    rows: { query: "SELECT x FROM t", upgraded: [2], downgraded: [1] },
  },
  {
    name: "two tables that refer to one another swap their names",
    database: `CREATE TABLE a (x integer PRIMARY KEY, b integer); CREATE TABLE b (y integer PRIMARY KEY, a integer REFERENCES a); ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b; INSERT INTO a VALUES (1)`,
    target: `CREATE TABLE b (x integer PRIMARY KEY, b integer); CREATE TABLE a (y integer PRIMARY KEY, a integer REFERENCES b); ALTER TABLE b ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES a`,
    renames: [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ],
    rows: { query: "SELECT count(*)::int FROM a", upgraded: [0], downgraded: [1] },
  },
  {
    name: "a column takes the name of one that goes",
    database: `CREATE TABLE t (a integer, b integer); INSERT INTO t VALUES (1, 2)`,
    target: `CREATE TABLE t (b integer)`,
    renames: [{ from: "t.a", to: "t.b" }],
    statements: [
      "ALTER TABLE public.t RENAME COLUMN b TO b__renamed",
      "ALTER TABLE public.t RENAME COLUMN a TO b",
      "ALTER TABLE public.t DROP COLUMN b__renamed",
    ],
    rows: { query: "SELECT b FROM t", upgraded: [1], downgraded: [null] },
  },
  {
    name: "a column is named by the new name of a table whose old name another one takes",
    database: `CREATE TABLE a (x integer PRIMARY KEY); CREATE TABLE b (y integer REFERENCES a); INSERT INTO a VALUES (1)`,
    target: `CREATE TABLE b (z integer CONSTRAINT a_pkey PRIMARY KEY); CREATE TABLE c (y integer CONSTRAINT b_y_fkey REFERENCES b)`,
    renames: [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
      { from: "b.x", to: "b.z" },
    ],
  },
]);

kindCases("renames that others follow", [
  {
    name: "a table gets another name and schema, and its column another name",
    database: `CREATE TABLE p (k integer); INSERT INTO p VALUES (1)`,
    target: `CREATE SCHEMA s; CREATE TABLE s.q (k2 integer)`,
    renames: [
      { from: "p", to: "s.q" },
      { from: "p.k", to: "s.q.k2" },
    ],
  },
  {
    name: "columns of a partitioned table, its key among them",
    database: `CREATE TABLE p (a integer, b text, CONSTRAINT c CHECK (b <> '')) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); INSERT INTO p VALUES (1, 'x')`,
    target: `CREATE TABLE p (c integer, d text, CONSTRAINT c CHECK (d <> '')) PARTITION BY RANGE (c); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)`,
    renames: [
      { from: "p.a", to: "p.c" },
      { from: "p.b", to: "p.d" },
    ],
    statements: ["ALTER TABLE public.p RENAME COLUMN a TO c", "ALTER TABLE public.p RENAME COLUMN b TO d"],
  },
  {
    name: "a column that another table inherits",
    database: `CREATE TABLE p (a integer); CREATE TABLE k (x integer) INHERITS (p); INSERT INTO k VALUES (1, 2)`,
    target: `CREATE TABLE p (b integer); CREATE TABLE k (x integer) INHERITS (p)`,
    renames: [{ from: "p.a", to: "p.b" }],
    statements: ["ALTER TABLE public.p RENAME COLUMN a TO b"],
  },
  {
    name: "the index of a replica identity",
    database: `CREATE TABLE t (a integer NOT NULL); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX i`,
    target: `CREATE TABLE t (a integer NOT NULL); CREATE UNIQUE INDEX j ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX j`,
    statements: ["ALTER INDEX public.i RENAME TO j"],
  },
  {
    name: "a type that functions take and give, and the text of whose body stays",
    database: `CREATE TYPE m AS ENUM ('a'); CREATE FUNCTION f(x m) RETURNS m LANGUAGE sql AS 'SELECT ''a''::public.m'`,
    target: `CREATE TYPE n AS ENUM ('a'); CREATE FUNCTION f(x n) RETURNS n LANGUAGE sql AS 'SELECT ''a''::public.n'`,
    renames: [{ from: "m", to: "n" }],
  },
  {
    name: "a table whose rows are values of a column and of a function",
    database: `CREATE TABLE t (a integer); CREATE TABLE w (x t, y t[]); CREATE FUNCTION f(x t) RETURNS SETOF t LANGUAGE sql AS 'SELECT x'`,
    target: `CREATE TABLE u (a integer); CREATE TABLE w (x u, y u[]); CREATE FUNCTION f(x u) RETURNS SETOF u LANGUAGE sql AS 'SELECT x'`,
    renames: [{ from: "t", to: "u" }],
    statements: ["ALTER TABLE public.t RENAME TO u"],
  },
  {
    name: "a value of an enum in the default of an array",
    database: `CREATE TYPE m AS ENUM ('a', 'it''s'); CREATE TABLE t (x m[] DEFAULT '{a,it''s}')`,
    target: `CREATE TYPE m AS ENUM ('b "b", c', 'it''s'); CREATE TABLE t (x m[] DEFAULT '{"b \\"b\\", c",it''s}')`,
    renames: [{ from: "m.a", to: 'm."b ""b"", c"' }],
    statements: [`ALTER TYPE public.m RENAME VALUE 'a' TO 'b "b", c'`],
  },
]);
