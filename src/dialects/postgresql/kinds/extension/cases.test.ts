import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { extension, integer, schema, sql, table, text, type, view } from "../../../../../tests/support/vocabulary.ts";

kindCases("extension", [
  {
    name: "an equal extension needs nothing, whatever its version",
    database: `CREATE SCHEMA tools; CREATE EXTENSION citext SCHEMA tools`,
    target: [schema("tools"), extension("citext", { schema: "tools" })],
    statements: [],
  },
  {
    name: "an extension of which the model names no version and schema stays on the way back of another change",
    database: `CREATE EXTENSION citext; CREATE TABLE t (id integer, name citext); CREATE VIEW v AS SELECT t.name FROM t CROSS JOIN t u;
      INSERT INTO t VALUES (1, 'A')`,
    target: [
      extension("citext"),
      table("t", { id: integer(), called: type("citext").renamedFrom("name") }),
      view("v", sql`SELECT t.called AS name FROM t CROSS JOIN t u WHERE t.id > 0`),
    ],
    statements: [
      "ALTER TABLE public.t RENAME COLUMN name TO called",
      "CREATE OR REPLACE VIEW public.v AS\nSELECT t.called AS name FROM t CROSS JOIN t u WHERE t.id > 0",
    ],
    downgrade: [
      "ALTER TABLE public.t RENAME COLUMN called TO name",
      "CREATE OR REPLACE VIEW public.v AS\nSELECT t.name\n   FROM (public.t\n     CROSS JOIN public.t u)",
    ],
    rows: { query: "SELECT name::text FROM v", upgraded: ["A"] },
  },
  {
    name: "an extension is created before the columns of its types",
    database: `CREATE TABLE t (id integer)`,
    target: [extension("citext"), table("t", { id: integer(), name: type("citext") })],
    statements: ["CREATE EXTENSION IF NOT EXISTS citext", "ALTER TABLE public.t ADD COLUMN name citext"],
  },
  {
    name: "an extension is created in a schema",
    database: ``,
    target: [extension("hstore", { schema: "My Tools" }), schema("My Tools")],
    statements: ['CREATE SCHEMA "My Tools"', 'CREATE EXTENSION IF NOT EXISTS hstore SCHEMA "My Tools"'],
  },
  {
    name: "an extension is dropped after the columns of its types",
    database: `CREATE EXTENSION hstore; CREATE TABLE t (id integer, h hstore DEFAULT ''::hstore)`,
    target: [table("t", { id: integer() })],
    statements: ["ALTER TABLE public.t DROP COLUMN h", "DROP EXTENSION hstore"],
  },
  {
    name: "an extension moves to another schema",
    database: `CREATE SCHEMA tools; CREATE EXTENSION citext; CREATE TABLE t (a text)`,
    target: [schema("tools"), extension("citext", { schema: "tools" }), table("t", { a: text() })],
    statements: ["ALTER EXTENSION citext SET SCHEMA tools"],
  },
  {
    name: "a name that must be quoted is quoted",
    database: ``,
    target: [extension("uuid-ossp")],
    statements: ['CREATE EXTENSION IF NOT EXISTS "uuid-ossp"'],
  },
  {
    name: "what an extension brings along is not compared",
    database: `CREATE EXTENSION pg_trgm; CREATE TABLE t (a text); CREATE INDEX ix ON t USING gin (a gin_trgm_ops)`,
    target: `CREATE EXTENSION pg_trgm; CREATE TABLE t (a text); CREATE INDEX ix ON t USING gin (a gin_trgm_ops); CREATE INDEX ix2 ON t USING gist (a gist_trgm_ops)`,
    statements: ["CREATE INDEX ix2 ON public.t USING gist (a public.gist_trgm_ops)"],
  },
  {
    name: "an extension moves to another schema with all that names what it brought",
    database: `CREATE SCHEMA x; CREATE EXTENSION citext; CREATE TABLE t (a citext DEFAULT 'n'::citext UNIQUE, b citext[], CHECK (a <> 'q'::citext));
      CREATE INDEX i ON t (lower(a)); CREATE VIEW v AS SELECT a FROM t WHERE a <> 'z'::citext; CREATE DOMAIN d AS citext;
      CREATE FUNCTION f(a citext) RETURNS citext LANGUAGE sql AS 'SELECT $1'; INSERT INTO t VALUES ('A')`,
    target: `CREATE SCHEMA x; CREATE EXTENSION citext SCHEMA x; CREATE TABLE t (a x.citext DEFAULT 'n'::x.citext UNIQUE, b x.citext[], CHECK (a OPERATOR(x.<>) 'q'::x.citext));
      CREATE INDEX i ON t (lower(a)); CREATE VIEW v AS SELECT a FROM t WHERE a OPERATOR(x.<>) 'z'::x.citext; CREATE DOMAIN d AS x.citext;
      CREATE FUNCTION f(a x.citext) RETURNS x.citext LANGUAGE sql AS 'SELECT $1'`,
    statements: ["ALTER EXTENSION citext SET SCHEMA x"],
    downgrade: ["ALTER EXTENSION citext SET SCHEMA public"],
    rows: { query: "SELECT a::text FROM v", upgraded: ["A"] },
  },
  {
    name: "what changes to something else of another schema is no move",
    database: `CREATE SCHEMA x; CREATE EXTENSION citext; CREATE DOMAIN mine AS text; CREATE DOMAIN x.mine AS text; CREATE TABLE t (a mine, b citext)`,
    target: `CREATE SCHEMA x; CREATE EXTENSION citext SCHEMA x; CREATE DOMAIN mine AS text; CREATE DOMAIN x.mine AS text; CREATE TABLE t (a x.mine, b x.citext)`,
    statements: ["ALTER EXTENSION citext SET SCHEMA x", "ALTER TABLE public.t ALTER COLUMN a TYPE x.mine"],
    ignoreNotes: true,
  },
]);
