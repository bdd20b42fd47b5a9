/** Statements and the rules that speak of them: the specification of `src/checks/rules`. */

export interface RuleCase {
  readonly name: string;
  /** `ALONE ` in front runs one outside of a transaction. */
  readonly statements: readonly string[];
  readonly finds: readonly string[];
  readonly silent?: readonly string[];
  /** Major version of the server that knows the syntax. */
  readonly since?: number;
}

/** What is there before, and so in use. */
export const setUp: readonly string[] = [
  "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
  "CREATE DOMAIN positive AS integer CHECK (value > 0)",
  "CREATE TABLE parents (id bigint PRIMARY KEY, code text)",
  `CREATE TABLE things (id bigint PRIMARY KEY, parent_id bigint, small_id integer, name varchar(20), note text, price numeric(10,2),
    created timestamp, state mood DEFAULT 'ok', weight positive, count integer NOT NULL DEFAULT 0, first text, second text, third text)`,
  "CREATE INDEX things_name_idx ON things (name)",
  "CREATE INDEX things_note_idx ON things (note)",
  "CREATE UNIQUE INDEX things_first_idx ON things (first)",
  "CREATE TABLE children (id bigint PRIMARY KEY, parent_id bigint CONSTRAINT children_parent_fkey REFERENCES parents (id))",
  "CREATE INDEX children_parent_idx ON children (parent_id)",
  "CREATE TABLE trees (id bigint PRIMARY KEY, above bigint CONSTRAINT trees_above_fkey REFERENCES trees (id), beside bigint)",
  "CREATE INDEX trees_above_idx ON trees (above)",
  "CREATE TABLE keyed (id bigint CONSTRAINT keyed_pkey PRIMARY KEY, code text CONSTRAINT keyed_code_key UNIQUE)",
  "CREATE TABLE loose (a integer, b text)",
  "CREATE TABLE renamed (a integer, b text)",
  "CREATE TABLE orphans (id bigint PRIMARY KEY, parent_id bigint REFERENCES parents (id))",
  "CREATE TABLE gone (id bigint)",
  "CREATE TABLE measures (at date NOT NULL, value integer) PARTITION BY RANGE (at)",
  "CREATE TABLE measures_2025 PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  "CREATE TABLE measures_rest PARTITION OF measures DEFAULT",
  "CREATE TABLE measures_2027 (LIKE measures)",
  "CREATE TABLE logs (at date NOT NULL, value integer) PARTITION BY RANGE (at)",
  "CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  "CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM things",
  "CREATE FUNCTION twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'",
  "CREATE INDEX loose_twice_idx ON loose (twice(a))",
  "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
  "CREATE TRIGGER touched BEFORE UPDATE ON loose FOR EACH ROW EXECUTE FUNCTION touch()",
  "CREATE PUBLICATION changes FOR TABLE parents",
  "CREATE SCHEMA archive",
];

const found = (
  name: string,
  finds: readonly string[],
  statements: readonly string[],
  more: Partial<RuleCase> = {},
): RuleCase => ({
  name,
  finds,
  statements,
  ...more,
});

const silent = (
  name: string,
  rules: readonly string[],
  statements: readonly string[],
  more: Partial<RuleCase> = {},
): RuleCase => ({
  name,
  finds: [],
  silent: rules,
  statements,
  ...more,
});

export const cases: readonly RuleCase[] = [
  found("an index", ["L01"], ["CREATE INDEX t1 ON things (second)"]),
  silent(
    "an index that is built concurrently",
    ["L01", "L02"],
    ["ALONE CREATE INDEX CONCURRENTLY t2 ON things (third)"],
  ),
  silent("an index of a new table", ["L01"], ["CREATE TABLE fresh (a integer)", "CREATE INDEX fresh_idx ON fresh (a)"]),
  found("a concurrent index in a transaction", ["L02"], ["CREATE INDEX CONCURRENTLY t3 ON things (price)"]),
  found(
    "IF NOT EXISTS of a concurrent index",
    ["L03"],
    ["ALONE CREATE INDEX CONCURRENTLY IF NOT EXISTS t2 ON things (third)"],
  ),
  found("an index that goes", ["L04"], ["DROP INDEX t1"]),
  silent("an index that goes concurrently", ["L04"], ["ALONE DROP INDEX CONCURRENTLY t2"]),
  found("a unique index that goes", ["L05", "L04"], ["DROP INDEX things_first_idx"]),
  found("the index of a foreign key that goes", ["L05"], ["ALONE DROP INDEX CONCURRENTLY children_parent_idx"]),
  found("a rebuilt index", ["L06"], ["REINDEX INDEX things_name_idx"]),
  silent("one rebuilt concurrently", ["L06", "L02"], ["ALONE REINDEX INDEX CONCURRENTLY things_name_idx"]),
  found(
    "an index replaced with a gap",
    ["L07"],
    ["DROP INDEX things_note_idx", "CREATE INDEX things_note_2_idx ON things (note, id)"],
  ),
  found(
    "an index with many columns",
    ["L09"],
    ["ALONE CREATE INDEX CONCURRENTLY wide ON things (name, note, second, third)"],
  ),
  found("a unique constraint", ["L10"], ["ALTER TABLE things ADD CONSTRAINT things_second_key UNIQUE (second)"]),
  found(
    "a unique index on rows",
    ["L13"],
    ["ALONE CREATE UNIQUE INDEX CONCURRENTLY things_third_idx ON things (third)"],
  ),
  silent(
    "a unique constraint by its index",
    ["L10"],
    ["ALTER TABLE things ADD CONSTRAINT things_third_key UNIQUE USING INDEX things_third_idx"],
  ),
  found("a primary key", ["L11"], ["ALTER TABLE loose ADD PRIMARY KEY (a)"]),
  found("an exclusion constraint", ["L12"], ["ALTER TABLE loose ADD CONSTRAINT apart EXCLUDE (b WITH =)"]),
  found(
    "a foreign key",
    ["L14", "L17"],
    ["ALTER TABLE things ADD CONSTRAINT things_parent_fkey FOREIGN KEY (parent_id) REFERENCES parents (id)"],
  ),
  found(
    "a foreign key validated in its transaction",
    ["L15"],
    [
      "ALTER TABLE things ADD CONSTRAINT again FOREIGN KEY (parent_id) REFERENCES parents (id) NOT VALID",
      "ALTER TABLE things VALIDATE CONSTRAINT again",
    ],
  ),
  silent(
    "a foreign key validated later",
    ["L14", "L15", "L23"],
    [
      "ALTER TABLE things ADD CONSTRAINT third FOREIGN KEY (parent_id) REFERENCES parents (id) NOT VALID",
      "ALONE ALTER TABLE things VALIDATE CONSTRAINT third",
    ],
  ),
  found(
    "a foreign key between types",
    ["L18"],
    ["ALTER TABLE things ADD CONSTRAINT narrow FOREIGN KEY (small_id) REFERENCES parents (id) NOT VALID"],
  ),
  found(
    "a new table with a foreign key",
    ["L19", "L17"],
    ["CREATE TABLE pairs (id bigint PRIMARY KEY, parent_id bigint REFERENCES parents (id))"],
  ),
  found("a table with foreign keys that goes", ["L20", "L38"], ["DROP TABLE orphans"]),
  found("a foreign key that goes", ["L21"], ["ALTER TABLE children DROP CONSTRAINT children_parent_fkey"]),
  found("a foreign key to the table itself that goes", ["L21"], ["ALTER TABLE trees DROP CONSTRAINT trees_above_fkey"]),
  found(
    "a foreign key to the table itself",
    ["L14"],
    ["ALTER TABLE trees ADD CONSTRAINT beside FOREIGN KEY (beside) REFERENCES trees (id)"],
  ),
  found("a check", ["L22"], ["ALTER TABLE things ADD CONSTRAINT cheap CHECK (price < 1000)"]),
  found(
    "a check validated under a lock",
    ["L23"],
    [
      "ALTER TABLE things ADD CONSTRAINT dear CHECK (price > 0) NOT VALID",
      "ALTER TABLE things VALIDATE CONSTRAINT dear",
    ],
  ),
  silent(
    "a check validated alone",
    ["L22", "L23"],
    [
      "ALTER TABLE things ADD CONSTRAINT named CHECK (note IS NOT NULL) NOT VALID",
      "ALONE ALTER TABLE things VALIDATE CONSTRAINT named",
    ],
  ),
  silent("NOT NULL with proof from an earlier revision", ["L24"], ["ALTER TABLE things ALTER note SET NOT NULL"]),
  found("NOT NULL without proof", ["L24"], ["ALTER TABLE things ALTER first SET NOT NULL"]),
  found("NOT NULL as a constraint", ["L24"], ["ALTER TABLE things ADD CONSTRAINT second_nn NOT NULL second"], {
    since: 18,
  }),
  silent(
    "NOT NULL that is not valid yet",
    ["L24"],
    ["ALTER TABLE things ADD CONSTRAINT third_nn NOT NULL third NOT VALID"],
    { since: 18 },
  ),
  found("a column that nobody fills", ["L25"], ["ALTER TABLE loose ADD COLUMN must text NOT NULL"]),
  silent(
    "a column with a default",
    ["L25", "L26"],
    ["ALTER TABLE loose ADD COLUMN may text NOT NULL DEFAULT 'x', ADD COLUMN at timestamptz DEFAULT now()"],
  ),
  found(
    "a default that differs by row",
    ["L26"],
    ["ALTER TABLE loose ADD COLUMN token uuid DEFAULT gen_random_uuid()"],
  ),
  found("an identity column", ["L27"], ["ALTER TABLE loose ADD COLUMN nr bigint GENERATED ALWAYS AS IDENTITY"]),
  found("a serial column", ["L27"], ["ALTER TABLE renamed ADD COLUMN nr bigserial"]),
  found(
    "a stored generated column",
    ["L28"],
    ["ALTER TABLE loose ADD COLUMN double integer GENERATED ALWAYS AS (a * 2) STORED"],
  ),
  silent(
    "a virtual one",
    ["L28"],
    ["ALTER TABLE loose ADD COLUMN triple integer GENERATED ALWAYS AS (a * 3) VIRTUAL"],
    { since: 18 },
  ),
  found("a column of a domain with a check", ["L29"], ["ALTER TABLE loose ADD COLUMN rank positive"]),
  found("a new column with a unique rule", ["L30"], ["ALTER TABLE loose ADD COLUMN code text UNIQUE"]),
  found("a new column with a check", ["L30"], ["ALTER TABLE loose ADD COLUMN size integer CHECK (size > 0)"]),
  found("a type change that rewrites", ["L31", "L35"], ["ALTER TABLE things ALTER small_id TYPE bigint"]),
  silent(
    "a wider varchar",
    ["L31", "L33"],
    ["ALTER TABLE things ALTER name TYPE varchar(40)", "ANALYZE things (name)"],
  ),
  found("timestamp to timestamptz", ["L32"], ["ALTER TABLE things ALTER created TYPE timestamptz"]),
  found("a shorter varchar", ["L33", "L31"], ["ALTER TABLE things ALTER name TYPE varchar(5)"]),
  found("a smaller number", ["L33"], ["ALTER TABLE things ALTER price TYPE numeric(8,1)"]),
  found("another expression", ["L36"], ["ALTER TABLE loose ALTER double SET EXPRESSION AS (a * 4)"], { since: 17 }),
  found("a column that goes", ["L37"], ["ALTER TABLE renamed DROP COLUMN nr"]),
  found("a table that goes", ["L38"], ["DROP TABLE gone"]),
  silent("a table that was made before, new in the range", ["L38", "L20"], ["DROP TABLE fresh"]),
  found("TRUNCATE", ["L39"], ["TRUNCATE loose"]),
  found("an UPDATE of all rows", ["L40"], ["UPDATE loose SET b = 'x'"]),
  silent("an UPDATE of some", ["L40"], ["UPDATE loose SET b = 'x' WHERE a = 1"]),
  found(
    "rows changed under a lock",
    ["L41"],
    ["ALTER TABLE loose ADD COLUMN kind text", "UPDATE loose SET kind = b WHERE a > 1"],
  ),
  found("a renamed column", ["L42"], ["ALTER TABLE renamed RENAME b TO c"]),
  found("a renamed table", ["L43"], ["ALTER TABLE renamed RENAME TO renamed_2"]),
  found("a table that moves", ["L44"], ["ALTER TABLE renamed_2 SET SCHEMA archive"]),
  found("a renamed schema", ["L44"], ["ALTER SCHEMA archive RENAME TO attic"]),
  found("a renamed value", ["L45"], ["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"]),
  found(
    "a value used at once",
    ["L46"],
    [
      "ALTER TYPE mood ADD VALUE 'great' AFTER 'happy'",
      "COMMENT ON TABLE loose IS 'x'",
      "UPDATE things SET note = 'great' WHERE id = 0",
    ],
  ),
  found("a value at the end", ["L47"], ["ALONE ALTER TYPE mood ADD VALUE 'awesome'"]),
  found(
    "a value that goes",
    ["L48"],
    [
      "ALTER TYPE mood RENAME TO mood_before",
      "CREATE TYPE mood AS ENUM ('ok', 'happy', 'great', 'awesome')",
      "ALTER TABLE things ALTER state DROP DEFAULT, ALTER state TYPE mood USING state::text::mood",
      "DROP TYPE mood_before",
    ],
  ),
  found("a column that may be NULL", ["L49"], ["ALTER TABLE things ALTER note DROP NOT NULL"]),
  found("a default that goes", ["L50"], ["ALTER TABLE things ALTER count DROP DEFAULT"]),
  found("a key that goes", ["L51"], ["ALTER TABLE keyed DROP CONSTRAINT keyed_code_key"]),
  found("a trigger", ["L52"], ["CREATE TRIGGER noted BEFORE UPDATE ON things FOR EACH ROW EXECUTE FUNCTION touch()"]),
  found("triggers that are off", ["L52"], ["ALTER TABLE loose DISABLE TRIGGER ALL"]),
  found("row security without a policy", ["L53"], ["ALTER TABLE keyed ENABLE ROW LEVEL SECURITY"]),
  silent(
    "row security with one",
    ["L53"],
    ["CREATE POLICY own ON parents USING (true)", "ALTER TABLE parents ENABLE ROW LEVEL SECURITY"],
  ),
  found("a grant", ["L54"], ["GRANT SELECT ON things TO PUBLIC"]),
  found(
    "a function below an index",
    ["L55"],
    ["CREATE OR REPLACE FUNCTION twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 3'"],
  ),
  found(
    "a function that runs as its owner",
    ["L56", "L75"],
    ["CREATE FUNCTION risky() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"],
  ),
  silent(
    "one with a fixed path",
    ["L56"],
    [
      "CREATE FUNCTION careful() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1'",
    ],
  ),
  found("a refreshed view", ["L58"], ["REFRESH MATERIALIZED VIEW totals"]),
  found(
    "a partition that is attached",
    ["L59"],
    ["ALTER TABLE measures ATTACH PARTITION measures_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"],
  ),
  found(
    "a partition that is made",
    ["L60"],
    ["CREATE TABLE measures_2028 PARTITION OF measures FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')"],
  ),
  found("a partition that is detached", ["L61"], ["ALTER TABLE logs DETACH PARTITION logs_2025"]),
  silent(
    "one that is detached concurrently",
    ["L61", "L02"],
    [
      "ALTER TABLE logs ATTACH PARTITION logs_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
      "ALONE ALTER TABLE logs DETACH PARTITION logs_2025 CONCURRENTLY",
    ],
  ),
  found("VACUUM FULL", ["L62"], ["ALONE VACUUM FULL loose"]),
  found("an unlogged table", ["L63"], ["ALTER TABLE loose SET UNLOGGED"]),
  found("a rule of a domain", ["L64"], ["ALTER DOMAIN positive ADD CONSTRAINT few CHECK (value < 100)"]),
  silent(
    "one that is not valid yet",
    ["L64"],
    ["ALTER DOMAIN positive ADD CONSTRAINT fewer CHECK (value < 50) NOT VALID"],
  ),
  found("types that people regret", ["L65"], ["CREATE TABLE regrets (a char(3), b timestamp, c json, d serial)"]),
  found("a name that is too long", ["L66"], [`CREATE TABLE ${"x".repeat(64)} (a integer)`]),
  found("a name with capitals", ["L67"], ["CREATE TABLE orderLines (a integer)"]),
  silent("a quoted one", ["L67"], ['CREATE TABLE "orderLines" (a integer)']),
  found(
    "a search path of its own",
    ["L68", "L69"],
    ["SET search_path = attic, public", "UPDATE renamed_2 SET a = 1 WHERE a = 2"],
  ),
  silent("a setting of the transaction", ["L69"], ["SET LOCAL work_mem = '8MB'"]),
  found("COMMIT", ["L69"], ["UPDATE loose SET b = 'y' WHERE a = 1", "COMMIT"]),
  found(
    "several tables at once",
    ["L71"],
    ["ALTER TABLE loose ADD COLUMN x1 text", "ALTER TABLE things ADD COLUMN x1 text"],
  ),
  found("an extension", ["L72"], ["CREATE EXTENSION IF NOT EXISTS plpgsql"]),
  found("the replica identity", ["L73"], ["ALTER TABLE things REPLICA IDENTITY FULL"]),
  found("a publication", ["L73"], ["ALTER PUBLICATION changes ADD TABLE things"]),
  found("a moment that differs", ["L78"], ["UPDATE loose SET b = now()::text WHERE a = 1"]),
  found(
    "a concurrent index of a partitioned table",
    ["L08"],
    ["ALONE CREATE INDEX CONCURRENTLY measures_idx ON measures (value)"],
  ),
];
