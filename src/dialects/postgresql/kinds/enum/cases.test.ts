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
    name: "a column goes from one enum to another, rows and all",
    database: `CREATE TYPE "Team" AS ENUM ('owner', 'guest'); CREATE TABLE t (id integer, role "Team" NOT NULL);
      INSERT INTO t VALUES (1, 'owner'), (2, 'guest')`,
    target: `CREATE TYPE "Access" AS ENUM ('guest', 'owner'); CREATE TABLE t (id integer, role "Access" NOT NULL)`,
    assumeNoRenames: true,
    ignoreNotes: true,
    statements: [
      `CREATE TYPE public."Access" AS ENUM ('guest', 'owner')`,
      'ALTER TABLE public.t ALTER COLUMN role TYPE public."Access" USING role::text::public."Access"',
      'DROP TYPE public."Team"',
    ],
    rows: { query: "SELECT id || role::text FROM t ORDER BY id", upgraded: ["1owner", "2guest"] },
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
    name: "a value is added and a domain changes its type under a view that shows neither",
    database: `CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN amount AS numeric(6,2); CREATE TABLE t (id integer, a mood, b amount);
      CREATE VIEW v AS SELECT b * 2 AS twice FROM t; CREATE VIEW w AS SELECT id FROM t WHERE a IS NOT NULL; CREATE VIEW x AS SELECT -b AS less FROM t WHERE a::text <> '';
      CREATE MATERIALIZED VIEW m AS SELECT sum(b) AS total FROM t; INSERT INTO t VALUES (1, 'ok', 2)`,
    target: `CREATE TYPE mood AS ENUM ('ok', 'glad'); CREATE DOMAIN amount AS numeric(8,3); CREATE TABLE t (id integer, a mood, b amount);
      CREATE VIEW v AS SELECT b * 2 AS twice FROM t; CREATE VIEW w AS SELECT id FROM t WHERE a IS NOT NULL;
      CREATE MATERIALIZED VIEW m AS SELECT sum(b) AS total FROM t`,
    notes: ["fails where a row holds what is no numeric(8,3)"],
    rows: { query: "SELECT id || a::text || b FROM t", upgraded: ["1ok2.000"] },
  },
  {
    name: "a value that goes while another comes may have been renamed",
    database: `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('a', 'b'); CREATE TABLE t (a s.mood)`,
    target: `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('a', 'c'); CREATE TABLE t (a s.mood)`,
    notes: ["fails where a row still holds 'b'; if a value was renamed: --rename s.mood.b=s.mood.c"],
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
  {
    name: "values go and change places under domains and composite types that rows, defaults, checks, arrays and views use",
    database: `CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
      CREATE DOMAIN temper AS mood DEFAULT 'ok' CONSTRAINT no_glad CHECK (VALUE <> 'glad'::mood); COMMENT ON DOMAIN temper IS 'temper';
      CREATE DOMAIN tempers AS mood[]; CREATE DOMAIN deep AS temper NOT NULL;
      CREATE TYPE entry AS (m mood, n integer, t temper); COMMENT ON TYPE entry IS 'an entry';
      CREATE TABLE t (id integer, a mood, b temper DEFAULT 'ok' NOT NULL, c entry, d entry[], e tempers, f temper[], g deep, CONSTRAINT k CHECK (b::mood <> 'sad'::mood OR id > 0));
      CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT b, c FROM t; CREATE FUNCTION f(temper) RETURNS integer LANGUAGE sql RETURN 1;
      INSERT INTO t VALUES (1, 'ok', 'ok', ROW('glad', 5, 'ok')::entry, ARRAY[ROW('ok', NULL, NULL)::entry], '{ok,glad}', '{ok}', 'ok')`,
    target: `CREATE TYPE mood AS ENUM ('glad', 'ok');
      CREATE DOMAIN temper AS mood DEFAULT 'ok' CONSTRAINT no_glad CHECK (VALUE <> 'glad'::mood); COMMENT ON DOMAIN temper IS 'temper';
      CREATE DOMAIN tempers AS mood[]; CREATE DOMAIN deep AS temper NOT NULL;
      CREATE TYPE entry AS (m mood, n integer, t temper); COMMENT ON TYPE entry IS 'the entry';
      CREATE TABLE t (id integer, a mood, b temper NOT NULL, c entry, d entry[], e tempers, f temper[], g deep, CONSTRAINT k CHECK (b::mood <> 'ok'::mood OR id > 0));
      CREATE INDEX i ON t (b); CREATE VIEW v AS SELECT b, c FROM t; CREATE FUNCTION f(temper) RETURNS integer LANGUAGE sql RETURN 1`,
    notes: [replaced],
    rows: {
      query: "SELECT concat_ws(' ', a, b, c, d, e, f, g) FROM t",
      upgraded: ['ok ok (glad,5,ok) {"(ok,,)"} {ok,glad} {ok} ok'],
    },
  },
  {
    name: "a value that is added under a domain and a composite type is taken off again on the way back",
    database: `CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN temper AS mood; CREATE TYPE entry AS (t temper);
      CREATE TABLE t (a temper, b entry); INSERT INTO t VALUES ('ok', ROW('ok')::entry)`,
    target: `CREATE TYPE mood AS ENUM ('ok', 'glad'); CREATE DOMAIN temper AS mood; CREATE TYPE entry AS (t temper); CREATE TABLE t (a temper, b entry)`,
    statements: ["ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'glad'"],
    rows: { query: "SELECT concat_ws(' ', a, b) FROM t", upgraded: ["ok (ok)"] },
  },
  {
    name: "a value is taken off that no row can hold, over which there are types",
    database: `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN temper AS mood; CREATE TYPE entry AS (t temper); CREATE FUNCTION f(entry) RETURNS integer LANGUAGE sql RETURN 1`,
    target: `CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN temper AS mood; CREATE TYPE entry AS (t temper); CREATE FUNCTION f(entry) RETURNS integer LANGUAGE sql RETURN 1`,
  },
  {
    name: "a value is taken off by whose hash tables are divided: their rows are spread anew",
    database: `CREATE TYPE kind AS ENUM ('a', 'b', 'c', 'd'); CREATE DOMAIN sort AS kind; CREATE TABLE r (id integer CONSTRAINT r_pkey PRIMARY KEY);
      CREATE TABLE t (id integer NOT NULL, kind kind DEFAULT 'a' NOT NULL, kinds kind[], r integer CONSTRAINT t_r REFERENCES r, CONSTRAINT t_pkey PRIMARY KEY (id, kind)) PARTITION BY HASH (kind);
      CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 0) PARTITION BY LIST (kind); CREATE TABLE t_0_all PARTITION OF t_0 DEFAULT; CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 1);
      CREATE INDEX t_kinds ON t (kinds); CREATE TABLE u (id integer, kind kind, CONSTRAINT u_t FOREIGN KEY (id, kind) REFERENCES t); CREATE VIEW v AS SELECT id FROM t; COMMENT ON TABLE t_1 IS 'one'; CREATE TABLE w (id integer GENERATED ALWAYS AS IDENTITY, s sort) PARTITION BY HASH (s); CREATE TABLE w_0 PARTITION OF w FOR VALUES WITH (modulus 2, remainder 0); CREATE TABLE w_1 PARTITION OF w FOR VALUES WITH (modulus 2, remainder 1);
      INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 'a', '{a,b}', 1), (2, 'b', NULL, NULL), (3, 'd', '{d}', NULL); INSERT INTO u VALUES (1, 'a')`,
    target: `CREATE TYPE kind AS ENUM ('d', 'b', 'a'); CREATE DOMAIN sort AS kind; CREATE TABLE r (id integer CONSTRAINT r_pkey PRIMARY KEY);
      CREATE TABLE t (id integer NOT NULL, kind kind DEFAULT 'b' NOT NULL, kinds kind[], r integer CONSTRAINT t_r REFERENCES r, CONSTRAINT t_pkey PRIMARY KEY (id, kind)) PARTITION BY HASH (kind);
      CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 0) PARTITION BY LIST (kind); CREATE TABLE t_0_all PARTITION OF t_0 DEFAULT; CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 1);
      CREATE INDEX t_kinds ON t (kinds); CREATE TABLE u (id integer, kind kind, CONSTRAINT u_t FOREIGN KEY (id, kind) REFERENCES t); CREATE VIEW v AS SELECT id FROM t; COMMENT ON TABLE t_1 IS 'one'; CREATE TABLE w (id integer GENERATED ALWAYS AS IDENTITY, s sort) PARTITION BY HASH (s); CREATE TABLE w_0 PARTITION OF w FOR VALUES WITH (modulus 2, remainder 0); CREATE TABLE w_1 PARTITION OF w FOR VALUES WITH (modulus 2, remainder 1)`,
    notes: ["w is made anew", "t is made anew", replaced],
    rows: {
      query: "SELECT concat_ws(' ', id, kind, kinds, r) FROM t ORDER BY id",
      upgraded: ["1 a {a,b} 1", "2 b", "3 d {d}"],
    },
  },
  {
    name: "a value is taken off under a range that rows hold",
    database: `CREATE TYPE mood AS ENUM ('a', 'b', 'c'); CREATE TYPE moods AS RANGE (subtype = mood); CREATE TABLE t (m moods); INSERT INTO t VALUES ('[a,b]')`,
    target: `CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TYPE moods AS RANGE (subtype = mood); CREATE TABLE t (m moods)`,
    notes: ["fails where a value of t.m does not read as public.moods"],
    rows: { query: "SELECT m::text FROM t", upgraded: ["[a,b]"] },
  },
]);
