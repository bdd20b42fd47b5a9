/** What stands on something that changes is taken down and comes back exactly as it was, in both directions. */
import { kindCases } from "../../../../../tests/support/kind-cases.ts";

/** Views, functions and more over one column, each with what can be said of it. */
const interlocked = (type: string) => `
  CREATE TABLE customers (id integer PRIMARY KEY, name text, amount ${type} NOT NULL DEFAULT 0,
    doubled ${type} GENERATED ALWAYS AS (amount * 2) STORED);
  COMMENT ON COLUMN customers.amount IS 'how much';
  CREATE INDEX ix_amount ON customers (amount) WHERE amount > 0;
  CREATE INDEX ix_doubled ON customers (doubled);
  ALTER TABLE customers ADD CONSTRAINT positive CHECK (amount >= 0);
  ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
  CREATE POLICY p ON customers FOR SELECT USING (amount > 1);
  COMMENT ON POLICY p ON customers IS 'a policy';
  GRANT SELECT (amount, doubled), UPDATE (name) ON customers TO pg_monitor;
  CREATE VIEW v1 WITH (security_barrier) AS SELECT id, amount FROM customers WHERE amount > 3 WITH LOCAL CHECK OPTION;
  ALTER VIEW v1 ALTER COLUMN amount SET DEFAULT 7;
  COMMENT ON VIEW v1 IS 'first';
  COMMENT ON COLUMN v1.amount IS 'in a view';
  GRANT SELECT ON v1 TO pg_monitor WITH GRANT OPTION;
  GRANT UPDATE (amount) ON v1 TO pg_monitor;
  CREATE VIEW v2 AS SELECT v.*, c.name FROM v1 v JOIN customers c USING (id);
  GRANT SELECT ON v2 TO PUBLIC;
  CREATE RULE v2_ins AS ON INSERT TO v2 DO INSTEAD INSERT INTO customers (id, amount) VALUES (new.id, new.amount);
  COMMENT ON RULE v2_ins ON v2 IS 'a rule';
  CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE r v2; BEGIN SELECT * INTO r FROM v2; RETURN NEW; END $$;
  CREATE TRIGGER v1_ins INSTEAD OF INSERT ON v1 FOR EACH ROW EXECUTE FUNCTION noted();
  COMMENT ON TRIGGER v1_ins ON v1 IS 'a trigger';
  CREATE TRIGGER upd AFTER UPDATE OF amount ON customers FOR EACH ROW WHEN (new.amount > 2) EXECUTE FUNCTION noted();
  ALTER TABLE customers DISABLE TRIGGER upd;
  CREATE MATERIALIZED VIEW mv WITH (fillfactor = 70) AS SELECT amount, count(*) AS n FROM v2 GROUP BY amount;
  CREATE UNIQUE INDEX mv_u ON mv (amount);
  CREATE INDEX mv_e ON mv ((amount + 1)) WITH (fillfactor = 50) WHERE n > 2;
  ALTER INDEX mv_e ALTER COLUMN 1 SET STATISTICS 77;
  COMMENT ON INDEX mv_e IS 'an index of a view';
  ALTER MATERIALIZED VIEW mv CLUSTER ON mv_u;
  ALTER MATERIALIZED VIEW mv ALTER COLUMN n SET STATISTICS 33;
  GRANT SELECT ON mv TO pg_monitor;
  CREATE VIEW v3 AS SELECT * FROM mv;
  CREATE FUNCTION of_row(c customers) RETURNS v1 LANGUAGE sql STABLE AS $$ SELECT v1 FROM v1 WHERE id = (c).id $$;
  REVOKE EXECUTE ON FUNCTION of_row FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION of_row TO pg_monitor;
  COMMENT ON FUNCTION of_row(customers) IS 'of a row';
  CREATE FUNCTION all_v3() RETURNS SETOF v3 LANGUAGE sql BEGIN ATOMIC SELECT * FROM v3; END;
  CREATE FUNCTION untyped() RETURNS bigint LANGUAGE plpgsql
    AS $$ DECLARE x customers%ROWTYPE; y v1.amount%TYPE; BEGIN SELECT * INTO x FROM customers; RETURN x.id; END $$;
  CREATE VIEW v4 AS SELECT s.amount, untyped() AS p FROM all_v3() s;
  CREATE STATISTICS st ON amount, name FROM customers;
  CREATE VIEW steps AS WITH RECURSIVE t(n) AS (SELECT amount FROM v1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t;`;

kindCases("what is made anew", [
  {
    name: "everything over a column that changes type comes back with comments, settings and privileges",
    database: `${interlocked("integer")} INSERT INTO customers (id, amount) VALUES (1, 4), (2, 5);`,
    target: interlocked("bigint"),
    ignoreNotes: true,
    remade: [
      "column customers.doubled",
      "function of_row(public.customers)",
      "function all_v3()",
      "index ix_doubled of customers",
      "materialized view mv",
      "policy p of customers",
      "statistics public.st",
      "trigger upd of customers",
      "view steps",
      "view v1",
      "view v2",
      "view v3",
      "view v4",
    ].map((what) => `${what}: column customers.amount changes its type`),
    rows: { query: "SELECT doubled::text FROM customers ORDER BY id", upgraded: ["8", "10"] },
  },
  {
    name: "privileges alone need nothing where nothing is made anew",
    database: "CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON t, v TO pg_monitor;",
    target: "CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON t, v TO pg_monitor;",
    statements: [],
  },
  {
    name: "privileges come back with a view, but not those on a column that it shows no more",
    database: `CREATE TABLE t (a integer, b integer); CREATE VIEW v AS SELECT a, b FROM t;
      GRANT SELECT ON v TO pg_monitor; GRANT UPDATE (a), UPDATE (b) ON v TO pg_monitor;`,
    target: `CREATE TABLE t (a integer, b integer); CREATE VIEW v AS SELECT a FROM t;
      GRANT SELECT ON v TO pg_monitor; GRANT UPDATE (a) ON v TO pg_monitor;`,
  },
  {
    name: "functions that call one another, and a view through one of them, are made anew together",
    database: `CREATE TABLE t (a integer);
      CREATE FUNCTION even(n integer) RETURNS boolean LANGUAGE sql AS $$ SELECT n = 0 $$;
      CREATE FUNCTION odd(n integer) RETURNS boolean LANGUAGE sql AS $$ SELECT n <> 0 AND even(n - 1) $$;
      CREATE OR REPLACE FUNCTION even(n integer) RETURNS boolean LANGUAGE sql AS $$ SELECT n = 0 OR odd(n - 1) $$;
      CREATE VIEW v AS SELECT a, even(a) AS is_even FROM t;
      CREATE FUNCTION through() RETURNS SETOF v LANGUAGE sql AS $$ SELECT * FROM v $$;
      CREATE VIEW w AS SELECT is_even FROM through();`,
    target: `CREATE TABLE t (a integer);
      CREATE FUNCTION even(n integer) RETURNS text LANGUAGE sql AS $$ SELECT 'zero' $$;
      CREATE FUNCTION odd(n integer) RETURNS boolean LANGUAGE sql AS $$ SELECT n <> 0 AND even(n - 1) = 'x' $$;
      CREATE OR REPLACE FUNCTION even(n integer) RETURNS text LANGUAGE sql AS $$ SELECT odd(n - 1)::text $$;
      CREATE VIEW v AS SELECT a, even(a) AS is_even FROM t;
      CREATE FUNCTION through() RETURNS SETOF v LANGUAGE sql AS $$ SELECT * FROM v $$;
      CREATE VIEW w AS SELECT is_even FROM through();`,
  },
  {
    name: "privileges follow a table that is renamed",
    database: `CREATE TABLE a (x integer); CREATE VIEW v AS SELECT x FROM a; GRANT SELECT ON a, v TO pg_monitor; GRANT UPDATE (x) ON a TO pg_monitor;`,
    target: `CREATE TABLE b (x bigint); CREATE VIEW v AS SELECT x FROM b; GRANT SELECT ON b, v TO pg_monitor; GRANT UPDATE (x) ON b TO pg_monitor;`,
    renames: [{ from: "a", to: "b" }],
    ignoreNotes: true,
  },
]);
