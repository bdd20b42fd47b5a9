import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const replaced = "fails where a row still holds";

kindCases("enum", [
  {
    name: "a value is taken off under rows, a view, a check, an index and a generated column",
    database: `CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
      CREATE TABLE t (id integer, a mood DEFAULT 'ok' NOT NULL, b mood[], c text GENERATED ALWAYS AS (CASE WHEN a = 'ok'::mood THEN 'fine' ELSE 'not' END) STORED, CONSTRAINT c CHECK (a <> 'glad'::mood OR id > 0));
      CREATE INDEX i ON t (a) WHERE a = 'ok'::mood; CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT count(*) AS n FROM v;
      INSERT INTO t VALUES (1, 'ok', '{ok,glad}'), (2, 'glad', NULL)`,
    target: `CREATE TYPE mood AS ENUM ('ok', 'glad');
      CREATE TABLE t (id integer, a mood DEFAULT 'glad' NOT NULL, b mood[], c text GENERATED ALWAYS AS (CASE WHEN a = 'ok'::mood THEN 'fine' ELSE 'not' END) STORED, CONSTRAINT c CHECK (a <> 'glad'::mood OR id > 0));
      CREATE INDEX i ON t (a) WHERE a = 'ok'::mood; CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT count(*) AS n FROM v`,
    notes: [replaced],
    rows: {
      query: "SELECT id || a::text || coalesce(b::text, '') || c FROM t ORDER BY id",
      upgraded: ["1ok{ok,glad}fine", "2gladnot"],
    },
  },
  {
    name: "a value is taken off that divides a partitioned table",
    database: `CREATE TYPE kind AS ENUM ('a', 'b', 'c');
      CREATE TABLE t (id integer NOT NULL, kind kind DEFAULT 'a' NOT NULL, CONSTRAINT t_pkey PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
      CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a'); CREATE TABLE t_b PARTITION OF t FOR VALUES IN ('b');
      CREATE INDEX t_kind ON t (kind); CREATE TABLE u (id integer, kind kind, CONSTRAINT u_t FOREIGN KEY (id, kind) REFERENCES t); CREATE VIEW v AS SELECT id FROM t;
      INSERT INTO t VALUES (1, 'a'), (2, 'b'); INSERT INTO u VALUES (1, 'a')`,
    target: `CREATE TYPE kind AS ENUM ('a', 'b');
      CREATE TABLE t (id integer NOT NULL, kind kind DEFAULT 'a' NOT NULL, CONSTRAINT t_pkey PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
      CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a'); CREATE TABLE t_b PARTITION OF t FOR VALUES IN ('b');
      CREATE INDEX t_kind ON t (kind); CREATE TABLE u (id integer, kind kind, CONSTRAINT u_t FOREIGN KEY (id, kind) REFERENCES t); CREATE VIEW v AS SELECT id FROM t`,
    notes: [replaced],
    rows: { query: "SELECT id || kind::text FROM t ORDER BY id", upgraded: ["1a", "2b"] },
  },
  {
    name: "a value is added to an enum that divides a partitioned table",
    database: `CREATE TYPE kind AS ENUM ('a'); CREATE TABLE t (id integer NOT NULL, kind kind NOT NULL) PARTITION BY LIST (kind);
      CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a'); INSERT INTO t VALUES (1, 'a')`,
    target: `CREATE TYPE kind AS ENUM ('a', 'b'); CREATE TABLE t (id integer NOT NULL, kind kind NOT NULL) PARTITION BY LIST (kind);
      CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a')`,
    statements: ["ALTER TYPE public.kind ADD VALUE IF NOT EXISTS 'b'"],
    rows: { query: "SELECT id || kind::text FROM t ORDER BY id", upgraded: ["1a"] },
  },
]);
