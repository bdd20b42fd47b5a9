/** Changes that comparison must see, each on a table of its own (`$`). */
export interface Row {
  readonly change: string;
  /** SQL with `$` for the name of the row's table. */
  readonly before: string;
  readonly after: string;
  /** What must be among the statements, with `$`. */
  readonly statements: readonly string[];
  readonly from?: number;
}

/** A table with a column `a`, before and after, and the statements. */
const row = (change: string, before: string, after: string, ...statements: readonly string[]): Row => ({
  change,
  before: `CREATE TABLE $ (${before})`,
  after: `CREATE TABLE $ (${after})`,
  statements,
});
const type = (before: string, after: string, using = ""): Row =>
  row(
    `type ${before} → ${after}`,
    `a ${before}`,
    `a ${after}`,
    `ALTER TABLE public.$ ALTER COLUMN a TYPE ${canonical(after)}${using}`,
  );
const canonical = (text: string): string =>
  text
    .replace(/^varchar/, "character varying")
    .replace("timestamptz", "timestamp with time zone")
    .replace("int[]", "integer[]")
    .replace(/^numeric\(10\)/, "numeric(10,0)");
const base = "a integer, b text";
const sql = (change: string, before: string, after: string, ...statements: readonly string[]): Row => ({
  change,
  before: `CREATE TABLE $ (${base}); ${before}`,
  after: `CREATE TABLE $ (${base}); ${after}`,
  statements,
});

export const changes: readonly Row[] = [
  row("a column is added", "a integer", base, "ALTER TABLE public.$ ADD COLUMN b text"),
  row("a column is dropped", base, "a integer", "ALTER TABLE public.$ DROP COLUMN b"),
  row("NOT NULL comes", "a integer", "a integer NOT NULL", "ALTER TABLE public.$ ALTER COLUMN a SET NOT NULL"),
  row("NOT NULL goes", "a integer NOT NULL", "a integer", "ALTER TABLE public.$ ALTER COLUMN a DROP NOT NULL"),
  sql("a column comment comes", "", "COMMENT ON COLUMN $.a IS 'x'", "COMMENT ON COLUMN public.$.a IS 'x'"),
  sql(
    "a column comment changes",
    "COMMENT ON COLUMN $.a IS 'x'",
    "COMMENT ON COLUMN $.a IS 'y'",
    "COMMENT ON COLUMN public.$.a IS 'y'",
  ),
  sql("a column comment goes", "COMMENT ON COLUMN $.a IS 'x'", "", "COMMENT ON COLUMN public.$.a IS NULL"),
  type("integer", "bigint"),
  type("varchar(50)", "varchar(100)"),
  type("varchar(50)", "text"),
  type("varchar(50)", "varchar"),
  type("varchar", "varchar(50)"),
  type("numeric(10,2)", "numeric(12,2)"),
  type("numeric(10,2)", "numeric(10)"),
  type("numeric(10,2)", "numeric"),
  type("numeric", "numeric(10,2)"),
  type("timestamp", "timestamptz"),
  row(
    "timestamp precision",
    "a timestamp",
    "a timestamp(3)",
    "ALTER TABLE public.$ ALTER COLUMN a TYPE timestamp(3) without time zone",
  ),
  type("double precision", "numeric"),
  type("json", "jsonb"),
  row("element type of an array", "a int[]", "a text[]", "ALTER TABLE public.$ ALTER COLUMN a TYPE text[]"),
  row(
    "a value becomes an array",
    "a int",
    "a int[]",
    "ALTER TABLE public.$ ALTER COLUMN a TYPE integer[] USING CASE WHEN a IS NULL THEN NULL ELSE ARRAY[a]::integer[] END",
  ),
  row(
    "collation comes",
    "a text",
    'a text COLLATE "C"',
    'ALTER TABLE public.$ ALTER COLUMN a TYPE text COLLATE pg_catalog."C"',
  ),
  {
    change: "an enum gets a value",
    before: "CREATE TYPE e_$ AS ENUM ('a', 'b'); CREATE TABLE $ (a e_$)",
    after: "CREATE TYPE e_$ AS ENUM ('a', 'b', 'c'); CREATE TABLE $ (a e_$)",
    statements: ["ALTER TYPE public.e_$ ADD VALUE IF NOT EXISTS 'c'"],
  },
  {
    change: "an enum loses a value",
    before: "CREATE TYPE e_$ AS ENUM ('a', 'b'); CREATE TABLE $ (a e_$)",
    after: "CREATE TYPE e_$ AS ENUM ('a'); CREATE TABLE $ (a e_$)",
    statements: [
      "CREATE TYPE public.e_$ AS ENUM ('a')",
      "ALTER TABLE public.$ ALTER COLUMN a TYPE public.e_$ USING a::text::public.e_$",
    ],
  },
  {
    change: "a column of an enum gets another type",
    before: "CREATE TYPE e_$ AS ENUM ('a'); CREATE TABLE $ (a e_$)",
    after: "CREATE TABLE $ (a text)",
    statements: ["ALTER TABLE public.$ ALTER COLUMN a TYPE text", "DROP TYPE public.e_$"],
  },
  row("a default comes", "a integer", "a integer DEFAULT 5", "ALTER TABLE public.$ ALTER COLUMN a SET DEFAULT 5"),
  row("a default goes", "a integer DEFAULT 5", "a integer", "ALTER TABLE public.$ ALTER COLUMN a DROP DEFAULT"),
  row(
    "a default changes",
    "a integer DEFAULT 5",
    "a integer DEFAULT 6",
    "ALTER TABLE public.$ ALTER COLUMN a SET DEFAULT 6",
  ),
  row(
    "a default's function changes",
    "a timestamptz DEFAULT now()",
    "a timestamptz DEFAULT clock_timestamp()",
    "ALTER TABLE public.$ ALTER COLUMN a SET DEFAULT clock_timestamp()",
  ),
  row(
    "functions that are equal now differ",
    "a timestamptz DEFAULT now()",
    "a timestamptz DEFAULT transaction_timestamp()",
    "ALTER TABLE public.$ ALTER COLUMN a SET DEFAULT transaction_timestamp()",
  ),
  row(
    "a computed column comes",
    "a integer",
    "a integer, b integer GENERATED ALWAYS AS (a * 2) STORED",
    "ALTER TABLE public.$ ADD COLUMN b integer GENERATED ALWAYS AS ((a * 2)) STORED",
  ),
  row(
    "a computed column goes",
    "a integer, b integer GENERATED ALWAYS AS (a * 2) STORED",
    "a integer",
    "ALTER TABLE public.$ DROP COLUMN b",
  ),
  row(
    "an identity comes",
    "a integer NOT NULL",
    "a integer GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE public.$ ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY",
  ),
  row(
    "an identity goes",
    "a integer GENERATED ALWAYS AS IDENTITY",
    "a integer NOT NULL",
    "ALTER TABLE public.$ ALTER COLUMN a DROP IDENTITY",
  ),
  row(
    "an identity changes its kind",
    "a integer GENERATED ALWAYS AS IDENTITY",
    "a integer GENERATED BY DEFAULT AS IDENTITY",
    "ALTER TABLE public.$ ALTER COLUMN a SET GENERATED BY DEFAULT",
  ),
  row(
    "an identity changes its options",
    "a integer GENERATED ALWAYS AS IDENTITY",
    "a integer GENERATED ALWAYS AS IDENTITY (INCREMENT 5)",
    "ALTER TABLE public.$ ALTER COLUMN a SET INCREMENT BY 5",
  ),
  row(
    "a serial becomes an identity",
    "a serial",
    "a integer GENERATED BY DEFAULT AS IDENTITY",
    "DROP SEQUENCE public.$_a_seq",
    "ALTER TABLE public.$ ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY",
  ),
  row(
    "a serial becomes a plain integer",
    "a serial",
    "a integer NOT NULL",
    "ALTER TABLE public.$ ALTER COLUMN a DROP DEFAULT",
    "DROP SEQUENCE public.$_a_seq",
  ),
  row(
    "a plain integer becomes a serial",
    "a integer NOT NULL",
    "a serial",
    "CREATE SEQUENCE public.$_a_seq AS integer",
  ),
  row(
    "a foreign key comes",
    "a integer PRIMARY KEY, b integer",
    "a integer PRIMARY KEY, b integer REFERENCES $",
    "ALTER TABLE public.$ ADD CONSTRAINT $_b_fkey FOREIGN KEY (b) REFERENCES public.$ (a)",
  ),
  row(
    "ON DELETE changes",
    "a integer PRIMARY KEY, b integer REFERENCES $",
    "a integer PRIMARY KEY, b integer REFERENCES $ ON DELETE CASCADE",
    "ALTER TABLE public.$ ADD CONSTRAINT $_b_fkey FOREIGN KEY (b) REFERENCES public.$ (a) ON DELETE CASCADE",
  ),
  row(
    "ON UPDATE changes",
    "a integer PRIMARY KEY, b integer REFERENCES $",
    "a integer PRIMARY KEY, b integer REFERENCES $ ON UPDATE SET NULL",
    "ALTER TABLE public.$ ADD CONSTRAINT $_b_fkey FOREIGN KEY (b) REFERENCES public.$ (a) ON UPDATE SET NULL",
  ),
  row(
    "a foreign key becomes deferrable",
    "a integer PRIMARY KEY, b integer REFERENCES $",
    "a integer PRIMARY KEY, b integer REFERENCES $ DEFERRABLE",
    "ALTER TABLE public.$ ALTER CONSTRAINT $_b_fkey DEFERRABLE INITIALLY IMMEDIATE",
  ),
  row(
    "a foreign key is deferred",
    "a integer PRIMARY KEY, b integer REFERENCES $ DEFERRABLE",
    "a integer PRIMARY KEY, b integer REFERENCES $ DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE public.$ ALTER CONSTRAINT $_b_fkey DEFERRABLE INITIALLY DEFERRED",
  ),
  row(
    "MATCH FULL",
    "a integer PRIMARY KEY, b integer REFERENCES $",
    "a integer PRIMARY KEY, b integer REFERENCES $ MATCH FULL",
    "ALTER TABLE public.$ ADD CONSTRAINT $_b_fkey FOREIGN KEY (b) REFERENCES public.$ (a) MATCH FULL",
  ),
  row(
    "a foreign key is renamed",
    "a integer PRIMARY KEY, b integer CONSTRAINT x REFERENCES $",
    "a integer PRIMARY KEY, b integer CONSTRAINT y REFERENCES $",
    "ALTER TABLE public.$ RENAME CONSTRAINT x TO y",
  ),
  row(
    "other columns of the primary key",
    "a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a)",
    "a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a, b)",
    "ALTER TABLE public.$ DROP CONSTRAINT $_pkey",
    "ALTER TABLE public.$ ADD CONSTRAINT $_pkey PRIMARY KEY (a, b)",
  ),
  row(
    "the name of the primary key",
    "a integer PRIMARY KEY",
    "a integer CONSTRAINT pk_$ PRIMARY KEY",
    "ALTER TABLE public.$ RENAME CONSTRAINT $_pkey TO pk_$",
  ),
  row(
    "a unique constraint comes",
    base,
    `${base}, UNIQUE (a)`,
    "ALTER TABLE public.$ ADD CONSTRAINT $_a_key UNIQUE (a)",
  ),
  row("a unique constraint goes", `${base}, UNIQUE (a)`, base, "ALTER TABLE public.$ DROP CONSTRAINT $_a_key"),
  row(
    "a unique constraint is renamed",
    `${base}, CONSTRAINT x_$ UNIQUE (a)`,
    `${base}, CONSTRAINT y_$ UNIQUE (a)`,
    "ALTER TABLE public.$ RENAME CONSTRAINT x_$ TO y_$",
  ),
  row(
    "columns of a unique constraint",
    `${base}, CONSTRAINT u_$ UNIQUE (a)`,
    `${base}, CONSTRAINT u_$ UNIQUE (a, b)`,
    "ALTER TABLE public.$ ADD CONSTRAINT u_$ UNIQUE (a, b)",
  ),
  row(
    "order of a unique constraint's columns",
    `${base}, CONSTRAINT u_$ UNIQUE (a, b)`,
    `${base}, CONSTRAINT u_$ UNIQUE (b, a)`,
    "ALTER TABLE public.$ ADD CONSTRAINT u_$ UNIQUE (b, a)",
  ),
  row(
    "timing of a unique constraint",
    `${base}, CONSTRAINT u_$ UNIQUE (a)`,
    `${base}, CONSTRAINT u_$ UNIQUE (a) DEFERRABLE`,
    "ALTER TABLE public.$ ADD CONSTRAINT u_$ UNIQUE (a) DEFERRABLE",
  ),
  row(
    "INCLUDE of a unique constraint",
    `${base}, CONSTRAINT u_$ UNIQUE (a)`,
    `${base}, CONSTRAINT u_$ UNIQUE (a) INCLUDE (b)`,
    "ALTER TABLE public.$ ADD CONSTRAINT u_$ UNIQUE (a) INCLUDE (b)",
  ),
  {
    ...row(
      "NULLS NOT DISTINCT of a constraint",
      `${base}, CONSTRAINT u_$ UNIQUE (a)`,
      `${base}, CONSTRAINT u_$ UNIQUE NULLS NOT DISTINCT (a)`,
      "ALTER TABLE public.$ ADD CONSTRAINT u_$ UNIQUE NULLS NOT DISTINCT (a)",
    ),
    from: 15,
  },
  sql("an index comes", "", "CREATE INDEX i_$ ON $ (a)", "CREATE INDEX i_$ ON public.$ (a)"),
  sql("an index goes", "CREATE INDEX i_$ ON $ (a)", "", "DROP INDEX public.i_$"),
  sql(
    "an index is renamed",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX j_$ ON $ (a)",
    "ALTER INDEX public.i_$ RENAME TO j_$",
  ),
  sql(
    "an index becomes unique",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE UNIQUE INDEX i_$ ON $ (a)",
    "DROP INDEX public.i_$",
    "CREATE UNIQUE INDEX i_$ ON public.$ (a)",
  ),
  sql(
    "columns of an index",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX i_$ ON $ (a, b)",
    "CREATE INDEX i_$ ON public.$ (a, b)",
  ),
  sql(
    "order of an index",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX i_$ ON $ (a DESC)",
    "CREATE INDEX i_$ ON public.$ (a DESC)",
  ),
  sql(
    "an expression of an index",
    "CREATE INDEX i_$ ON $ (lower(b))",
    "CREATE INDEX i_$ ON $ (upper(b))",
    "CREATE INDEX i_$ ON public.$ ((upper(b)))",
  ),
  {
    ...sql(
      "NULLS NOT DISTINCT of an index",
      "CREATE UNIQUE INDEX i_$ ON $ (a)",
      "CREATE UNIQUE INDEX i_$ ON $ (a) NULLS NOT DISTINCT",
      "CREATE UNIQUE INDEX i_$ ON public.$ (a) NULLS NOT DISTINCT",
    ),
    from: 15,
  },
  sql(
    "a predicate comes",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX i_$ ON $ (a) WHERE a > 0",
    "CREATE INDEX i_$ ON public.$ (a) WHERE (a > 0)",
  ),
  sql(
    "a predicate changes",
    "CREATE INDEX i_$ ON $ (a) WHERE a > 0",
    "CREATE INDEX i_$ ON $ (a) WHERE a > 1",
    "CREATE INDEX i_$ ON public.$ (a) WHERE (a > 1)",
  ),
  sql(
    "the method of an index",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX i_$ ON $ USING hash (a)",
    "CREATE INDEX i_$ ON public.$ USING hash (a)",
  ),
  sql(
    "an operator class",
    "CREATE INDEX i_$ ON $ (b)",
    "CREATE INDEX i_$ ON $ (b text_pattern_ops)",
    "CREATE INDEX i_$ ON public.$ (b pg_catalog.text_pattern_ops)",
  ),
  sql(
    "INCLUDE of an index",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX i_$ ON $ (a) INCLUDE (b)",
    "CREATE INDEX i_$ ON public.$ (a) INCLUDE (b)",
  ),
  sql(
    "storage parameters of an index",
    "CREATE INDEX i_$ ON $ (a)",
    "CREATE INDEX i_$ ON $ (a) WITH (fillfactor = 70)",
    "ALTER INDEX public.i_$ SET (fillfactor = 70)",
  ),
  row("a check comes", base, `${base}, CHECK (a > 0)`, "ALTER TABLE public.$ ADD CONSTRAINT $_a_check CHECK (a > 0)"),
  row("a check goes", `${base}, CHECK (a > 0)`, base, "ALTER TABLE public.$ DROP CONSTRAINT $_a_check"),
  row(
    "a check changes",
    `${base}, CHECK (a > 0)`,
    `${base}, CHECK (a > 1)`,
    "ALTER TABLE public.$ DROP CONSTRAINT $_a_check",
    "ALTER TABLE public.$ ADD CONSTRAINT $_a_check CHECK (a > 1)",
  ),
  row(
    "an exclusion constraint comes",
    "a tstzrange",
    "a tstzrange, EXCLUDE USING gist (a WITH &&)",
    "ALTER TABLE public.$ ADD CONSTRAINT $_a_excl EXCLUDE USING gist (a WITH &&)",
  ),
  row(
    "an exclusion constraint changes",
    "a tstzrange, EXCLUDE USING gist (a WITH &&)",
    "a tstzrange, EXCLUDE USING gist (a WITH -|-)",
    "ALTER TABLE public.$ ADD CONSTRAINT $_a_excl EXCLUDE USING gist (a WITH -|-)",
  ),
  row(
    "an exclusion constraint goes",
    "a tstzrange, EXCLUDE USING gist (a WITH &&)",
    "a tstzrange",
    "ALTER TABLE public.$ DROP CONSTRAINT $_a_excl",
  ),
  sql("a table comment", "", "COMMENT ON TABLE $ IS 'x'", "COMMENT ON TABLE public.$ IS 'x'"),
  {
    change: "a table comes",
    before: "",
    after: "CREATE TABLE $ (a integer)",
    statements: ["CREATE TABLE public.$ (\n  a integer\n)"],
  },
  { change: "a table goes", before: "CREATE TABLE $ (a integer)", after: "", statements: ["DROP TABLE public.$"] },
  sql(
    "storage parameters of a table",
    "",
    "ALTER TABLE $ SET (fillfactor = 70)",
    "ALTER TABLE public.$ SET (fillfactor = 70)",
  ),
  sql("UNLOGGED", "", "ALTER TABLE $ SET UNLOGGED", "ALTER TABLE public.$ SET UNLOGGED"),
  {
    change: "a sequence comes",
    before: "",
    after: "CREATE SEQUENCE $ START 5",
    statements: ["CREATE SEQUENCE public.$ START WITH 5"],
  },
  { change: "a sequence goes", before: "CREATE SEQUENCE $", after: "", statements: ["DROP SEQUENCE public.$"] },
  {
    change: "an enum without columns goes",
    before: "CREATE TYPE $ AS ENUM ('a')",
    after: "",
    statements: ["DROP TYPE public.$"],
  },
  {
    change: "a view comes",
    before: "",
    after: "CREATE VIEW $ AS SELECT 1 AS one",
    statements: ["CREATE VIEW public.$ AS\nSELECT 1 AS one"],
  },
  {
    change: "a function goes",
    before: "CREATE FUNCTION $() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    after: "",
    statements: ["DROP FUNCTION public.$()"],
  },
  {
    change: "a trigger comes",
    before: "CREATE TABLE $ (a integer)",
    after:
      "CREATE TABLE $ (a integer); CREATE TRIGGER g BEFORE INSERT ON $ FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    statements: [
      "CREATE TRIGGER g BEFORE INSERT ON public.$ FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
  },
];
