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
