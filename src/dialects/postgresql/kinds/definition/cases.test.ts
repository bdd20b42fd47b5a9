import { sqlObject } from "./declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, sql, sqlFunction, table, text, view } from "../../../../../tests/support/vocabulary.ts";

const eq = "CREATE FUNCTION eq(a integer, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a = b';";
const operator = `${eq} CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = integer);`;

/** Each is created, changed and dropped from its whole definition. */
kindCases("objects known by their definition", [
  {
    name: "an operator comes after its function",
    database: "",
    target: `${operator} COMMENT ON OPERATOR === (integer, integer) IS 'same';`,
  },
  { name: "an operator is dropped with its function", database: operator, target: "" },
  {
    name: "an operator class, its family and a loose member",
    database: eq,
    target: `${eq} CREATE FUNCTION hash4(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
      CREATE OPERATOR CLASS my_ops FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hash4(integer);`,
  },
  {
    name: "a cast that changes is made anew",
    database:
      "CREATE TYPE mood AS ENUM ('a'); CREATE FUNCTION f(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE CAST (mood AS integer) WITH FUNCTION f(mood);",
    target:
      "CREATE TYPE mood AS ENUM ('a'); CREATE FUNCTION f(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE CAST (mood AS integer) WITH FUNCTION f(mood) AS ASSIGNMENT;",
    statements: [
      "DROP CAST (public.mood AS integer)",
      "CREATE CAST (public.mood AS integer) WITH FUNCTION public.f(public.mood) AS ASSIGNMENT",
    ],
  },
  {
    name: "extended statistics with a target",
    database: "CREATE TABLE t (a integer, b integer);",
    target:
      "CREATE TABLE t (a integer, b integer); CREATE STATISTICS s (dependencies) ON a, b FROM t; ALTER STATISTICS s SET STATISTICS 50; COMMENT ON STATISTICS s IS 'both';",
  },
  {
    name: "a rule of a table, also disabled",
    database: "CREATE TABLE t (a integer); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;",
    target:
      "CREATE TABLE t (a integer); CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE r;",
  },
  {
    name: "text search configurations and dictionaries",
    database: "",
    target: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = pg_catalog.simple, accept = 'false');
      CREATE TEXT SEARCH CONFIGURATION c (PARSER = pg_catalog."default");
      ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, asciiword WITH d, pg_catalog.simple;`,
  },
  {
    name: "publications and their tables",
    database: "CREATE TABLE t (a integer PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t;",
    target:
      "CREATE TABLE t (a integer PRIMARY KEY); CREATE TABLE u (a integer); CREATE PUBLICATION p WITH (publish = 'insert'); ALTER PUBLICATION p ADD TABLE u;",
  },
  {
    name: "foreign servers and tables",
    database: "",
    target: `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h');
      CREATE FOREIGN TABLE far (a integer NOT NULL, b text) SERVER s OPTIONS (name 'near'); COMMENT ON COLUMN far.b IS 'second';`,
  },
]);

const orders = table("orders", { id: integer().primaryKey(), city: text(), zip: text() });
const ordersSql = "CREATE TABLE orders (id integer PRIMARY KEY, city text, zip text);";
const guard =
  "CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;";
const far = `CREATE FOREIGN DATA WRAPPER "W w"; CREATE SERVER "S;1" FOREIGN DATA WRAPPER "W w" OPTIONS (host 'h');`;

/** Declared by statements in anybody's words; the server's own are what is compared. */
kindCases("objects declared by their statements", [
  {
    name: "rules, statistics and publications in other words are equal",
    database: `${ordersSql} CREATE RULE "R 1" AS ON UPDATE TO orders DO ALSO (INSERT INTO orders (id) VALUES (1); NOTIFY "Ch");
      CREATE STATISTICS s (dependencies) ON city, zip FROM orders; CREATE PUBLICATION "P p" FOR TABLE orders;
      COMMENT ON RULE "R 1" ON orders IS 'it''s';`,
    target: [
      orders,
      sqlObject(sql`create or replace rule "R 1" as on update to orders do (insert into orders (id) values (1); notify "Ch";);
        comment on rule "R 1" on orders is $$it's$$`),
      sqlObject("create statistics if not exists s (dependencies) on city, zip from public.orders"),
      sqlObject(
        `create publication "P p" with (publish = 'insert,update,delete,truncate'); alter publication "P p" add table only public.orders`,
      ),
    ],
    statements: [],
  },
  {
    name: "rules, statistics and publications are made after their table, and go before it",
    database: "",
    target: [
      sqlObject(`CREATE PUBLICATION p FOR TABLE ONLY orders WITH (publish = 'insert')`),
      sqlObject(
        `CREATE STATISTICS "S s" ON city, zip FROM orders; ALTER STATISTICS "S s" SET STATISTICS 7; COMMENT ON STATISTICS "S s" IS 'two'`,
      ),
      sqlObject(sql`CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING; ALTER TABLE orders DISABLE RULE r`),
      orders,
    ],
    statements: [
      "CREATE TABLE public.orders (\n  id integer NOT NULL,\n  city text,\n  zip text,\n  CONSTRAINT orders_pkey PRIMARY KEY (id)\n)",
      "CREATE RULE r AS ON DELETE TO public.orders DO INSTEAD NOTHING",
      "ALTER TABLE public.orders DISABLE RULE r",
      'CREATE STATISTICS public."S s" ON city, zip FROM orders',
      'ALTER STATISTICS public."S s" SET STATISTICS 7',
      "COMMENT ON STATISTICS public.\"S s\" IS 'two'",
      "CREATE PUBLICATION p WITH (publish = 'insert')",
      "ALTER PUBLICATION p ADD TABLE ONLY public.orders",
    ],
  },
  {
    name: "a rule that changes is made anew, one that nobody declares any more goes",
    database: `${ordersSql} CREATE RULE a AS ON DELETE TO orders DO INSTEAD NOTHING; CREATE RULE b AS ON DELETE TO orders DO INSTEAD NOTHING;`,
    target: [orders, sqlObject("CREATE RULE a AS ON UPDATE TO orders DO INSTEAD NOTHING")],
    statements: [
      "DROP RULE a ON public.orders",
      "CREATE RULE a AS ON UPDATE TO public.orders DO INSTEAD NOTHING",
      "DROP RULE b ON public.orders",
    ],
  },
  {
    name: "columns and conditions of a published table",
    requires: ["publicationColumns"],
    database: `${ordersSql} CREATE PUBLICATION "P p" FOR TABLE orders;`,
    target: [
      orders,
      sqlObject(`CREATE PUBLICATION "P p" FOR TABLE orders (id, city) WHERE (id > 5 AND id <> length('WITH ('))`),
    ],
    statements: [
      'ALTER PUBLICATION "P p" DROP TABLE public.orders',
      "ALTER PUBLICATION \"P p\" ADD TABLE ONLY public.orders (id, city) WHERE (id > 5 AND id <> length('WITH ('))",
    ],
  },
  {
    name: "an event trigger does not run while it is looked at, and its state counts",
    database: `${guard} CREATE EVENT TRIGGER "Guard" ON ddl_command_end WHEN TAG IN ('DROP CAST') EXECUTE FUNCTION guard();`,
    target: [
      sqlFunction(guard),
      sqlObject(
        `CREATE EVENT TRIGGER "Guard" ON ddl_command_end WHEN tag IN ('DROP CAST') EXECUTE PROCEDURE guard(); ALTER EVENT TRIGGER "Guard" DISABLE`,
      ),
    ],
    statements: [
      'DROP EVENT TRIGGER "Guard"',
      `CREATE EVENT TRIGGER "Guard" ON ddl_command_end WHEN tag IN ('DROP CAST') EXECUTE PROCEDURE guard()`,
      'ALTER EVENT TRIGGER "Guard" DISABLE',
    ],
  },
  {
    name: "foreign data in other words is equal",
    database: `${far} CREATE USER MAPPING FOR public SERVER "S;1" OPTIONS (password 'secret');
      CREATE FOREIGN TABLE "far T" (a integer OPTIONS (n 'x') NOT NULL, b character varying(3) DEFAULT 'x') SERVER "S;1";
      COMMENT ON COLUMN "far T".b IS 'bee'; CREATE VIEW v AS SELECT a FROM "far T";`,
    target: [
      sqlObject(
        `create foreign data wrapper "W w"; create server if not exists "S;1" foreign data wrapper "W w" options ("host" 'h')`,
      ),
      sqlObject(`create user mapping for PUBLIC server "S;1"`),
      sqlObject(
        `create foreign table "far T" (a int options (n 'x') not null, b varchar(3) default 'x') server "S;1"; comment on column "far T".b is 'bee'`,
      ),
      view("v", sql`select a from "far T"`),
    ],
    statements: [],
  },
  {
    name: "foreign data is made in order, with the view over it",
    database: "",
    target: [
      view("v", sql`select a from far`),
      sqlObject(`CREATE FOREIGN TABLE far (a int) SERVER "S;1"; COMMENT ON FOREIGN TABLE far IS 'away'`),
      sqlObject(`CREATE USER MAPPING FOR PUBLIC SERVER "S;1"`),
      sqlObject(far),
    ],
    statements: [
      'CREATE FOREIGN DATA WRAPPER "W w"',
      `CREATE SERVER "S;1" FOREIGN DATA WRAPPER "W w" OPTIONS (host 'h')`,
      'CREATE USER MAPPING FOR public SERVER "S;1"',
      'CREATE FOREIGN TABLE public.far (a int) SERVER "S;1"',
      "COMMENT ON FOREIGN TABLE public.far IS 'away'",
      "CREATE VIEW public.v AS\nselect a from far",
    ],
  },
  {
    name: "text search: a copied configuration is compared with all that it maps",
    database: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, accept = 'false');
      CREATE TEXT SEARCH CONFIGURATION c (COPY = simple); ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR word WITH d, simple;`,
    target: [
      sqlObject("CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = pg_catalog.simple, accept = false)"),
      sqlObject(
        "CREATE TEXT SEARCH CONFIGURATION c (COPY = pg_catalog.simple); ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR word WITH public.d, simple",
      ),
    ],
    statements: [],
  },
  {
    name: "conversions and collations",
    database: "",
    target: [
      sqlObject("CREATE DEFAULT CONVERSION myc FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8"),
      sqlObject(`CREATE COLLATION IF NOT EXISTS "Num" FROM "C"; COMMENT ON COLLATION "Num" IS 'bytes'`),
    ],
    statements: [
      'CREATE COLLATION public."Num" FROM "C"',
      "COMMENT ON COLLATION public.\"Num\" IS 'bytes'",
      "CREATE DEFAULT CONVERSION public.myc FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
    ],
  },
  {
    name: "a server and its wrapper change in place, and the secrets on it stay",
    database: `CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1'); CREATE SERVER s VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'h', port '5', service 'x');
      CREATE USER MAPPING FOR public SERVER s OPTIONS (password 'secret'); CREATE FOREIGN TABLE far (a integer) SERVER s;`,
    target: [
      sqlObject(
        `CREATE FOREIGN DATA WRAPPER w VALIDATOR postgresql_fdw_validator; CREATE SERVER s VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'it''s, so', dbname 'd', port '5')`,
      ),
      sqlObject("CREATE USER MAPPING FOR public SERVER s"),
      sqlObject("CREATE FOREIGN TABLE far (a integer) SERVER s"),
    ],
    statements: [
      "ALTER FOREIGN DATA WRAPPER w VALIDATOR pg_catalog.postgresql_fdw_validator OPTIONS (DROP a)",
      `ALTER SERVER s VERSION '2' OPTIONS (DROP service, ADD dbname 'd', SET host 'it''s, so')`,
    ],
    rows: { query: "SELECT umoptions::text FROM pg_user_mapping", upgraded: ["{password=secret}"] },
  },
  {
    name: "a publication that changes what it publishes keeps its tables and its subscribers",
    database: `${ordersSql} CREATE PUBLICATION p FOR TABLE orders;`,
    target: [
      orders,
      sqlObject("CREATE PUBLICATION p FOR TABLE orders WITH (publish = 'insert, update', publish_via_partition_root)"),
    ],
    statements: ["ALTER PUBLICATION p SET (publish = 'insert, update', publish_via_partition_root = true)"],
  },
  {
    name: "mappings and dictionaries of text search change in place, below a column made with them",
    database: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, accept = 'false');
      CREATE TEXT SEARCH CONFIGURATION c (PARSER = default);
      ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, numword WITH simple; ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR email WITH d;
      CREATE TABLE t (x text, y tsvector GENERATED ALWAYS AS (to_tsvector('c', x)) STORED); CREATE INDEX i ON t (to_tsvector('c', x));`,
    target: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
      CREATE TEXT SEARCH CONFIGURATION c (PARSER = default);
      ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d, simple; ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR email, url WITH d;
      CREATE TABLE t (x text, y tsvector GENERATED ALWAYS AS (to_tsvector('c', x)) STORED); CREATE INDEX i ON t (to_tsvector('c', x));`,
    statements: [
      "ALTER TEXT SEARCH DICTIONARY public.d (accept)",
      "ALTER TEXT SEARCH CONFIGURATION public.c DROP MAPPING FOR numword",
      "ALTER TEXT SEARCH CONFIGURATION public.c ALTER MAPPING FOR word WITH public.d, pg_catalog.simple",
      "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR url WITH public.d",
    ],
  },
  {
    name: "checks, settings and comments inside of a foreign table",
    database: "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;",
    target: `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
      CREATE FOREIGN TABLE far (a integer CHECK (a > 0), b text, CONSTRAINT big CHECK (length(b) > 2) NO INHERIT) SERVER s;
      ALTER FOREIGN TABLE far ALTER b SET STATISTICS 5, ALTER b SET STORAGE EXTERNAL, ALTER a SET (n_distinct = 5);
      COMMENT ON CONSTRAINT big ON far IS 'long';`,
  },
]);
