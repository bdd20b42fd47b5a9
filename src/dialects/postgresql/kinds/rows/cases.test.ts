import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const divided = `CREATE TABLE t (id integer DEFAULT 7 NOT NULL, m text, CONSTRAINT t_pkey PRIMARY KEY (id)) PARTITION BY RANGE (id);
  CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (1000); CREATE TABLE high PARTITION OF t FOR VALUES FROM (1000) TO (2000);`;
const plain = `CREATE TABLE t (id integer DEFAULT 7 NOT NULL, m text, CONSTRAINT t_pkey PRIMARY KEY (id));`;
const around = `CREATE TABLE u (id integer CONSTRAINT u_t REFERENCES t); CREATE VIEW v AS SELECT id FROM t;`;
const rows = `INSERT INTO t VALUES (1, 'a'), (1500, 'b'); INSERT INTO u VALUES (1500);`;
const query = "SELECT id || m FROM t ORDER BY id";

kindCases("rows", [
  {
    name: "a table is divided and keeps its rows",
    database: `${plain} ${around} ${rows}`,
    target: `${divided} ${around}`,
    notes: ["t is made anew"],
    rows: { query, upgraded: ["1a", "1500b"] },
  },
  {
    name: "a divided table becomes a plain one and keeps its rows",
    database: `${divided} ${around} ${rows}`,
    target: `${plain} ${around}`,
    notes: ["t is made anew"],
    rows: { query, upgraded: ["1a", "1500b"] },
  },
  {
    name: "a table that is divided twice becomes a plain one and keeps its rows",
    database: `CREATE TABLE t (id integer NOT NULL, m text) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY LIST (m);
      CREATE TABLE low_a PARTITION OF low FOR VALUES IN ('a'); CREATE TABLE high PARTITION OF t DEFAULT; INSERT INTO t VALUES (1, 'a'), (1500, 'b')`,
    target: `CREATE TABLE t (id integer NOT NULL, m text)`,
    notes: ["t is made anew"],
    rows: { query, upgraded: ["1a", "1500b"] },
  },
  {
    name: "a table is divided while an enum of its columns loses a value",
    database: `CREATE TYPE kind AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id integer NOT NULL, m kind); INSERT INTO t VALUES (1, 'a'), (2, 'b')`,
    target: `CREATE TYPE kind AS ENUM ('b', 'a'); CREATE TABLE t (id integer NOT NULL, m kind) PARTITION BY LIST (m); CREATE TABLE a PARTITION OF t FOR VALUES IN ('a'); CREATE TABLE b PARTITION OF t DEFAULT`,
    notes: ["t is made anew"],
    rows: { query: "SELECT id || m::text FROM t ORDER BY id", upgraded: ["1a", "2b"] },
  },
  {
    name: "a table is divided by another key and keeps the rows of its partitions",
    database: `CREATE TABLE t (id integer, m text) PARTITION BY LIST (m); CREATE TABLE a PARTITION OF t FOR VALUES IN ('a'); INSERT INTO t VALUES (1, 'a')`,
    target: `CREATE TABLE t (id integer, m text) PARTITION BY RANGE (id); CREATE TABLE a PARTITION OF t FOR VALUES FROM (0) TO (10)`,
    notes: ["t is made anew: its rows are copied twice"],
    rows: { query, upgraded: ["1a"] },
  },
  {
    name: "an identity counts on after the rows",
    database: `CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY, m text) PARTITION BY LIST (m); CREATE TABLE a PARTITION OF t DEFAULT; INSERT INTO t (m) VALUES ('x'), ('y')`,
    target: `CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY, m text)`,
    requires: ["virtualColumns"],
    notes: ["t is made anew"],
    rows: { query: "INSERT INTO t (m) VALUES ('z') RETURNING id || m", upgraded: ["4z"], downgraded: ["5z"] },
  },
]);
