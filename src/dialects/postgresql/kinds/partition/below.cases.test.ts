/** What PostgreSQL does to partitions and children when their parent changes, and what stays theirs. */
import { kindCases } from "../../../../../tests/support/kind-cases.ts";

/** A divided table with two partitions, and one with two children. */
const tables = (column: string, more = ""): string => `
  CREATE TABLE p (id integer, ${column}) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p DEFAULT;
  CREATE TABLE q (id integer, ${column}); CREATE TABLE q1 () INHERITS (q); CREATE TABLE q2 () INHERITS (q); ${more}`;
const rows = "INSERT INTO p VALUES (1, '1'), (2, '2'); INSERT INTO q1 VALUES (1, '1')";
const query = "SELECT string_agg(a::text, ',' ORDER BY a) FROM (SELECT a FROM p UNION ALL SELECT a FROM q) x";

kindCases("below a parent", [
  {
    name: "a default, storage or statistics of the parent is none of theirs",
    database: tables(
      "a text DEFAULT 'a', b text, c text",
      "ALTER TABLE p2 ALTER a SET DEFAULT 'own'; ALTER TABLE q2 ALTER a DROP DEFAULT; ALTER TABLE p1 ALTER b SET STORAGE MAIN; ALTER TABLE p ALTER c SET STATISTICS 7",
    ),
    target: tables(
      "a text DEFAULT 'b', b text, c text",
      `ALTER TABLE p2 ALTER a SET DEFAULT 'own'; ALTER TABLE q1 ALTER a SET DEFAULT 'a'; ALTER TABLE q2 ALTER a DROP DEFAULT; ALTER TABLE ONLY p ALTER b SET STORAGE EXTERNAL;
       ALTER TABLE p1 ALTER b SET STORAGE MAIN; ALTER TABLE ONLY p ALTER c SET STATISTICS 5; ALTER TABLE p1 ALTER c SET STATISTICS 7; ALTER TABLE p2 ALTER c SET STATISTICS 7`,
    ),
  },
  {
    name: "a type of the parent's column changes under defaults, views, policies, triggers and indexes of theirs",
    database: tables(
      "a integer DEFAULT 4",
      `ALTER TABLE p2 ALTER a SET DEFAULT 6; ALTER TABLE q2 ALTER a DROP DEFAULT; CREATE VIEW v AS SELECT p1.a, q1.a AS b FROM p1, q1; CREATE POLICY o ON p1 USING (a IS NOT NULL);
       CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE UPDATE OF a ON q1 FOR EACH ROW WHEN (NEW.a IS NULL) EXECUTE FUNCTION f();
       CREATE INDEX i ON p2 ((a + 1)); CREATE STATISTICS s ON id, a FROM p1; ALTER TABLE q1 ADD CONSTRAINT c CHECK (a > 0)`,
    ),
    target: tables(
      "a text DEFAULT '4'",
      `ALTER TABLE p2 ALTER a SET DEFAULT '6'; ALTER TABLE q2 ALTER a DROP DEFAULT; CREATE VIEW v AS SELECT p1.a, q1.a AS b FROM p1, q1; CREATE POLICY o ON p1 USING (a IS NOT NULL);
       CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE UPDATE OF a ON q1 FOR EACH ROW WHEN (NEW.a IS NULL) EXECUTE FUNCTION f();
       CREATE INDEX i ON p2 ((a || '1')); CREATE STATISTICS s ON id, a FROM p1; ALTER TABLE q1 ADD CONSTRAINT c CHECK (a > '0')`,
    ),
    rows: { query, upgraded: [null] },
  },
  {
    name: "storage and compression stay what they are, or become what they are to be, when the type changes",
    database: tables(
      "a text, b text",
      "ALTER TABLE ONLY p ALTER a SET STORAGE EXTERNAL; ALTER TABLE p1 ALTER a SET STORAGE MAIN, ALTER b SET COMPRESSION pglz, ALTER b SET STORAGE EXTERNAL",
    ),
    target: tables(
      "a varchar(9), b varchar(9)",
      "ALTER TABLE ONLY p ALTER a SET STORAGE EXTERNAL; ALTER TABLE p1 ALTER a SET STORAGE MAIN, ALTER b SET COMPRESSION pglz, ALTER b SET STORAGE EXTERNAL",
    ),
    notes: [
      "fails where p.a is longer than 9 characters",
      "fails where p.b is longer than 9 characters",
      "fails where q.a is longer than 9 characters",
      "fails where q.b is longer than 9 characters",
    ],
  },
  {
    name: "rows stay while the parent's column gets another type",
    database: `${tables("a integer", "CREATE VIEW v AS SELECT a FROM p1; CREATE MATERIALIZED VIEW m AS SELECT a FROM q1")}; ${rows}`,
    target: tables("a bigint", "CREATE VIEW v AS SELECT a FROM p1; CREATE MATERIALIZED VIEW m AS SELECT a FROM q1"),
    rows: { query, upgraded: ["1,1,2"] },
  },
  {
    name: "a new column has the default, settings and NOT NULL there that it is to have, and again when it comes back",
    database: tables("a text"),
    target: tables(
      "a text, z text DEFAULT 'z'",
      `ALTER TABLE p1 ALTER z SET DEFAULT 'own', ALTER z SET NOT NULL; ALTER TABLE p2 ALTER z DROP DEFAULT; ALTER TABLE q1 ALTER z SET STORAGE EXTERNAL, ALTER z SET STATISTICS 7;
       COMMENT ON COLUMN q2.z IS 'z'; CREATE INDEX i ON p1 (z); ALTER TABLE q2 ADD CONSTRAINT c CHECK (z <> ''); CREATE VIEW v AS SELECT z FROM p2`,
    ),
    ignoreNotes: true,
  },
  {
    name: "a column that goes takes along what stands on it below, and all of it comes back",
    database: tables(
      "a text, z text DEFAULT 'z'",
      `ALTER TABLE p1 ALTER z SET DEFAULT 'own'; ALTER TABLE p2 ALTER z DROP DEFAULT; COMMENT ON COLUMN q2.z IS 'z'; CREATE INDEX i ON p1 (z);
       ALTER TABLE q2 ADD CONSTRAINT c CHECK (z <> ''); ALTER TABLE p1 ADD CONSTRAINT c CHECK (z <> '')`,
    ),
    target: tables("a text"),
  },
  {
    name: "a check becomes the parent's or that of a table below it, or is passed on or not",
    database: tables(
      "a integer",
      "ALTER TABLE p1 ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE p ADD CONSTRAINT d CHECK (a > 1); ALTER TABLE q1 ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE q ADD CONSTRAINT d CHECK (a > 1), ADD CONSTRAINT e CHECK (a > 2), ADD CONSTRAINT f CHECK (a > 3) NO INHERIT",
    ),
    target: tables(
      "a integer",
      "ALTER TABLE p ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE p1 ADD CONSTRAINT d CHECK (a > 1); ALTER TABLE q ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE q1 ADD CONSTRAINT d CHECK (a > 1); ALTER TABLE q ADD CONSTRAINT e CHECK (a > 2) NO INHERIT, ADD CONSTRAINT f CHECK (a > 3)",
    ),
  },
  {
    name: "comments on checks of tables below stay and come with those that are made anew",
    database: tables(
      "a integer",
      "ALTER TABLE p ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE q ADD CONSTRAINT c CHECK (a > 0); COMMENT ON CONSTRAINT c ON p1 IS '1'; COMMENT ON CONSTRAINT c ON q1 IS '1'",
    ),
    target: tables(
      "a integer",
      "ALTER TABLE p ADD CONSTRAINT c CHECK (a > 1); ALTER TABLE q ADD CONSTRAINT c CHECK (a > 0); COMMENT ON CONSTRAINT c ON q IS '0'; COMMENT ON CONSTRAINT c ON p1 IS '1'; COMMENT ON CONSTRAINT c ON q1 IS '2'",
    ),
  },
  {
    name: "a table below that took no NULL takes none when its parent takes them again",
    database: tables("a text", "ALTER TABLE p1 ALTER a SET NOT NULL; ALTER TABLE q2 ALTER a SET NOT NULL"),
    target: tables("a text NOT NULL"),
    ignoreNotes: true,
  },
  {
    name: "a generated column below is computed anew with its index when what it names gets another type",
    database: `${tables("a integer, g integer GENERATED ALWAYS AS (a + 1) STORED", "CREATE INDEX i ON p1 (g); CREATE INDEX j ON q1 (g)")}; INSERT INTO p VALUES (1, 1); INSERT INTO q1 VALUES (1, 1)`,
    target: tables(
      "a smallint, g integer GENERATED ALWAYS AS (a + 1) STORED",
      "CREATE INDEX i ON p1 (g); CREATE INDEX j ON q1 (g)",
    ),
    rows: { query: "SELECT p.g + q.g FROM p, q", upgraded: [4] },
    notes: ["fails where p.a is beyond smallint", "fails where q.a is beyond smallint"],
  },
  {
    name: "a column that divides its table gets another type, also one without a cast, in partitions of partitions and by a hash",
    database: `CREATE TABLE p (id text NOT NULL, PRIMARY KEY (id)) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('1', '2'); CREATE TABLE p2 PARTITION OF p DEFAULT PARTITION BY RANGE (id);
      CREATE TABLE p21 PARTITION OF p2 DEFAULT; CREATE TABLE h (id text) PARTITION BY HASH (id); CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      CREATE TABLE r (id text REFERENCES p); CREATE VIEW v AS SELECT id FROM p1; INSERT INTO p VALUES ('1'), ('7'); INSERT INTO h VALUES ('1'), ('2'), ('3'); INSERT INTO r VALUES ('7')`,
    target: `CREATE TABLE p (id integer NOT NULL, PRIMARY KEY (id)) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 2); CREATE TABLE p2 PARTITION OF p DEFAULT PARTITION BY RANGE (id);
      CREATE TABLE p21 PARTITION OF p2 DEFAULT; CREATE TABLE h (id integer) PARTITION BY HASH (id); CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      CREATE TABLE r (id integer REFERENCES p); CREATE VIEW v AS SELECT id FROM p1`,
    ignoreNotes: true,
    rows: {
      query: "SELECT id::text FROM (SELECT id FROM p UNION ALL SELECT id FROM h) x ORDER BY 1",
      upgraded: ["1", "1", "2", "3", "7"],
    },
  },
  {
    name: "a column that divides its table is renamed and gets another type",
    database: `CREATE TABLE p (id integer, a text) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p DEFAULT; INSERT INTO p VALUES (1, 'a')`,
    target: `CREATE TABLE p (key bigint, a text) PARTITION BY LIST (key); CREATE TABLE p1 PARTITION OF p DEFAULT`,
    renames: [{ from: "p.id", to: "p.key" }],
    rows: { query: "SELECT a FROM p", upgraded: ["a"] },
  },
  {
    name: "bounds change together with columns, types, generated columns and checks",
    notes: ["p1 holds rows outside of its new bound"],
    database: `CREATE TABLE p (id integer, a integer DEFAULT 3, y integer CONSTRAINT y CHECK (y > 0), g integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); INSERT INTO p VALUES (1, 1)`,
    target: `CREATE TABLE p (id integer, a bigint DEFAULT 4, z integer CONSTRAINT z CHECK (z > 0), g bigint GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 2)`,
    assumeNoRenames: true,
    rows: { query: "SELECT g::integer FROM p", upgraded: [2] },
  },
  {
    name: "a partition leaves, and another table becomes one, while their columns and checks change",
    notes: ["fresh holds rows outside of its bound"],
    database: `CREATE TABLE p (id integer, a integer CONSTRAINT c CHECK (a > 0), UNIQUE (id, a)) PARTITION BY LIST (id); CREATE TABLE old PARTITION OF p FOR VALUES IN (1); CREATE TABLE fresh (id integer, a smallint)`,
    target: `CREATE TABLE p (id integer, a bigint CONSTRAINT d CHECK (a > 1)) PARTITION BY LIST (id); CREATE TABLE old (id integer, a integer); CREATE TABLE fresh PARTITION OF p FOR VALUES IN (2)`,
  },
]);
