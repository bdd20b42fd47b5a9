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
]);
