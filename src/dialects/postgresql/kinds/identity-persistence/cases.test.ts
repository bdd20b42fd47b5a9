import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const table = "CREATE UNLOGGED TABLE t (a integer GENERATED ALWAYS AS IDENTITY);";

/** The sequence of an identity is logged as its table is, unless somebody says otherwise (15 and later). */
kindCases("logging of the sequence of an identity", [
  {
    name: "as the table is, it needs nothing",
    requires: ["securityInvokerViews"],
    database: table,
    target: table,
    statements: [],
  },
  {
    name: "it comes apart from its table",
    requires: ["securityInvokerViews"],
    database: table,
    target: `${table} ALTER SEQUENCE t_a_seq SET LOGGED;`,
    statements: ["ALTER SEQUENCE public.t_a_seq SET LOGGED"],
  },
  {
    name: "it goes with its table",
    requires: ["securityInvokerViews"],
    database: `${table} ALTER SEQUENCE t_a_seq SET LOGGED;`,
    target: "",
    statements: ["DROP TABLE public.t"],
  },
]);
