import { defaultPrivileges, grant, revokeDefault } from "./declare.ts";
import { sqlObject } from "../definition/declare.ts";
import { sqlFunction } from "../routine/declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, table } from "../../../../../tests/support/vocabulary.ts";

const orders = table("orders", { id: integer(), note: integer() });
const base = `CREATE TABLE orders (id integer, note integer);`;
const f = "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'";

const procedures = `
  CREATE PROCEDURE f(OUT a integer, IN b integer) LANGUAGE sql AS 'SELECT b';
  CREATE PROCEDURE f(IN a integer, IN b integer) LANGUAGE sql AS 'SELECT a + b';`;

kindCases("grant", [
  {
    name: "servers and wrappers of foreign data",
    database:
      "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; GRANT USAGE ON FOREIGN SERVER s TO pg_monitor;",
    target: [
      grant("usage", { on: { foreignDataWrapper: "w" }, to: "pg_monitor" }),
      sqlObject("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w"),
    ],
    statements: [
      "GRANT USAGE ON FOREIGN DATA WRAPPER w TO pg_monitor",
      "REVOKE USAGE ON FOREIGN SERVER s FROM pg_monitor",
    ],
  },
  {
    name: "equal privileges need nothing",
    database: `${base} GRANT INSERT, SELECT ON orders TO pg_monitor;`,
    target: [orders, grant(["select", "insert"], { on: "orders", to: "pg_monitor" })],
    statements: [],
  },
  {
    name: "privileges are granted and revoked",
    database: `${base} GRANT SELECT, DELETE ON orders TO pg_monitor;`,
    target: [orders, grant(["select", "insert"], { on: "orders", to: "pg_monitor" })],
    statements: [
      "REVOKE DELETE ON TABLE public.orders FROM pg_monitor",
      "GRANT INSERT ON TABLE public.orders TO pg_monitor",
    ],
    downgrade: [
      "REVOKE INSERT ON TABLE public.orders FROM pg_monitor",
      "GRANT DELETE ON TABLE public.orders TO pg_monitor",
    ],
  },
  {
    name: "columns, the grant option and everybody's defaults",
    database: `${base} ${f};`,
    target: [
      orders,
      sqlFunction(f),
      grant("select", { on: "orders", columns: ["id"], to: "pg_monitor" }),
      grant("execute", { on: { function: "f(integer)" }, to: "pg_monitor", grantOption: true }),
      revokeDefault("execute", { on: { function: "f(integer)" } }),
    ],
    statements: [
      "REVOKE EXECUTE ON FUNCTION public.f(integer) FROM PUBLIC",
      "GRANT EXECUTE ON FUNCTION public.f(integer) TO pg_monitor WITH GRANT OPTION",
      "GRANT SELECT (id) ON TABLE public.orders TO pg_monitor",
    ],
  },
  {
    name: "procedures that differ in the modes of their arguments alone",
    database: procedures,
    target: [
      sqlFunction("CREATE PROCEDURE f(OUT a integer, IN b integer) LANGUAGE sql AS 'SELECT b'"),
      sqlFunction("CREATE PROCEDURE f(IN a integer, IN b integer) LANGUAGE sql AS 'SELECT a + b'"),
      grant("execute", { on: { procedure: "f(integer, integer)" }, to: "pg_monitor" }),
    ],
    statements: ["GRANT EXECUTE ON PROCEDURE public.f(IN integer, IN integer) TO pg_monitor"],
  },
  {
    name: "default privileges in a schema",
    database: base,
    target: [
      orders,
      defaultPrivileges("select", { on: "tables", forRole: "pg_read_all_stats", inSchema: "public", to: "pg_monitor" }),
    ],
    statements: [
      "ALTER DEFAULT PRIVILEGES FOR ROLE pg_read_all_stats IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor",
    ],
  },
  {
    name: "privileges on the table and on columns are declared side by side",
    database: `${base} GRANT SELECT, SELECT (id) ON orders TO pg_monitor WITH GRANT OPTION;`,
    target: [
      orders,
      grant("select", { on: "orders", columns: ["id"], to: "pg_monitor", grantOption: true }),
      grant("update", { on: "orders", columns: ["note"], to: "pg_monitor" }),
      grant("insert", { on: "orders", to: "pg_monitor" }),
    ],
    statements: [
      "REVOKE SELECT ON TABLE public.orders FROM pg_monitor",
      "GRANT INSERT, UPDATE (note) ON TABLE public.orders TO pg_monitor",
      "GRANT SELECT (id) ON TABLE public.orders TO pg_monitor WITH GRANT OPTION",
    ],
    downgrade: [
      "REVOKE INSERT, UPDATE (note) ON TABLE public.orders FROM pg_monitor",
      "GRANT SELECT ON TABLE public.orders TO pg_monitor WITH GRANT OPTION",
    ],
  },
  {
    name: "a grant option goes from the table and stays on a column",
    database: `${base} GRANT SELECT, SELECT (id) ON orders TO pg_monitor WITH GRANT OPTION;`,
    target: [
      orders,
      grant("select", { on: "orders", to: "pg_monitor" }),
      grant("select", { on: "orders", columns: ["id"], to: "pg_monitor", grantOption: true }),
    ],
    statements: [
      "REVOKE GRANT OPTION FOR SELECT ON TABLE public.orders FROM pg_monitor",
      "GRANT SELECT (id) ON TABLE public.orders TO pg_monitor WITH GRANT OPTION",
    ],
    downgrade: ["GRANT SELECT ON TABLE public.orders TO pg_monitor WITH GRANT OPTION"],
  },
  {
    name: "a table gets a privilege that a column has",
    database: `${base} GRANT SELECT (id) ON orders TO pg_monitor;`,
    target: [
      orders,
      grant("select", { on: "orders", to: "pg_monitor" }),
      grant("select", { on: "orders", columns: ["id"], to: "pg_monitor" }),
    ],
    statements: ["GRANT SELECT ON TABLE public.orders TO pg_monitor"],
    downgrade: [
      "REVOKE SELECT ON TABLE public.orders FROM pg_monitor",
      "GRANT SELECT (id) ON TABLE public.orders TO pg_monitor",
    ],
  },
  {
    name: "what another database has comes with its privileges",
    database: `${base} GRANT SELECT ON orders TO pg_monitor; INSERT INTO orders VALUES (1, 2)`,
    target: `${base} GRANT SELECT ON orders TO pg_monitor;
      ALTER TABLE orders ADD price integer; GRANT UPDATE (price) ON orders TO pg_monitor; GRANT SELECT (price) ON orders TO pg_signal_backend;
      CREATE TABLE "New" (id integer GENERATED ALWAYS AS IDENTITY, b integer);
      GRANT SELECT, INSERT (b) ON "New" TO pg_monitor; GRANT USAGE ON SEQUENCE "New_id_seq" TO pg_monitor;
      CREATE SCHEMA s; GRANT USAGE ON SCHEMA s TO pg_monitor;
      CREATE VIEW s.v AS SELECT 1 AS a; GRANT SELECT (a) ON s.v TO pg_monitor WITH GRANT OPTION;
      CREATE SEQUENCE s.q; GRANT USAGE ON SEQUENCE s.q TO pg_monitor;
      CREATE TYPE s.mood AS ENUM ('a'); REVOKE USAGE ON TYPE s.mood FROM PUBLIC;
      CREATE DOMAIN s.d AS text; GRANT USAGE ON DOMAIN s.d TO pg_monitor;
      ${f}; REVOKE EXECUTE ON FUNCTION f(integer) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(integer) TO pg_monitor;
      CREATE PROCEDURE p() LANGUAGE sql AS ''; REVOKE EXECUTE ON PROCEDURE p() FROM PUBLIC`,
  },
  {
    name: "a function that is made anew by other arguments has the privileges of the other database",
    database: f,
    target: `${f.replace("a integer", "a bigint")}; REVOKE EXECUTE ON FUNCTION f(bigint) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(bigint) TO pg_monitor`,
  },
  {
    name: "default privileges of the database do not show in what comes",
    database: `ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO pg_monitor; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO pg_monitor;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO pg_monitor`,
    target: `CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY); GRANT SELECT ON t TO pg_monitor; CREATE VIEW v AS SELECT 1 AS a; ${f};
      ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO pg_monitor; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO pg_monitor;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO pg_monitor`,
  },
]);
