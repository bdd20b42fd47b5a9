import { owner } from "./declare.ts";
import { view } from "../../../../kinds/view/declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { integer, sql, table } from "../../../../../tests/support/vocabulary.ts";

const base = "CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a FROM t;";
const t = table("t", { a: integer() });
const v = view("v", sql`SELECT a FROM t`);

kindCases("owner", [
  {
    name: "an equal owner needs nothing",
    database: `${base} ALTER VIEW v OWNER TO pg_monitor;`,
    target: [t, v, owner("pg_monitor", { on: { view: "v" } })],
    statements: [],
  },
  {
    name: "an object is given to a role, and back",
    database: base,
    target: [t, v, owner("pg_monitor", { on: ["t", { view: "v" }] })],
    statements: ["ALTER TABLE public.t OWNER TO pg_monitor", "ALTER VIEW public.v OWNER TO pg_monitor"],
    downgrade: ["ALTER VIEW public.v OWNER TO CURRENT_USER", "ALTER TABLE public.t OWNER TO CURRENT_USER"],
  },
  {
    name: "an object goes from one role to another",
    database: `${base} ALTER TABLE t OWNER TO pg_read_all_stats;`,
    target: [t, v, owner("pg_monitor", { on: "t" })],
    statements: ["ALTER TABLE public.t OWNER TO pg_monitor"],
    downgrade: ["ALTER TABLE public.t OWNER TO pg_read_all_stats"],
  },
  {
    name: "what is made anew has its owner again",
    database: `${base} ALTER VIEW v OWNER TO pg_monitor;`,
    target: [
      table("t", { a: integer() }),
      view("v", sql`SELECT a + 1 AS b FROM t`),
      owner("pg_monitor", { on: { view: "v" } }),
    ],
    statements: [
      "DROP VIEW public.v",
      "CREATE VIEW public.v AS\nSELECT a + 1 AS b FROM t",
      "ALTER VIEW public.v OWNER TO pg_monitor",
    ],
  },
]);
