import { policy, rowSecurity } from "./declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";
import { sql, table, text } from "../../../../../tests/support/vocabulary.ts";

const orders = table("orders", { owner: text(), note: text() });
const base = `CREATE TABLE orders (owner text, note text);`;
const own = `CREATE POLICY own ON orders USING (owner = current_user);`;

kindCases("policy", [
  {
    name: "an equal policy needs nothing",
    database: base + own,
    target: [orders, policy("own", { on: "orders", using: sql`owner = current_user` })],
    statements: [],
  },
  {
    name: "a policy is created before row security is on",
    database: base,
    target: [
      orders,
      rowSecurity("orders", { forced: true }),
      policy("own", {
        on: "orders",
        command: "update",
        restrictive: true,
        using: sql`true`,
        check: sql`note <> ''`,
        comment: "own rows",
      }),
    ],
    statements: [
      "CREATE POLICY own ON public.orders AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (note <> '')",
      "COMMENT ON POLICY own ON public.orders IS 'own rows'",
      "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE public.orders FORCE ROW LEVEL SECURITY",
    ],
  },
  {
    name: "row security is turned on and off",
    database: base,
    target: [orders, rowSecurity("orders", { forced: true })],
    statements: [
      "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE public.orders FORCE ROW LEVEL SECURITY",
    ],
    downgrade: [
      "ALTER TABLE public.orders DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY",
    ],
  },
  {
    name: "a changed USING expression is altered in place",
    database: base + own,
    target: [orders, policy("own", { on: "orders", using: sql`owner = session_user` })],
    statements: ["ALTER POLICY own ON public.orders USING (owner = session_user)"],
  },
  {
    name: "an expression that comes or goes makes it anew",
    database: base + own,
    target: [
      orders,
      policy("own", { on: "orders", using: sql`owner = current_user`, check: sql`note <> ''`, comment: "own" }),
    ],
  },
  {
    name: "a policy is dropped",
    database: base + own,
    target: [orders],
    statements: ["DROP POLICY own ON public.orders"],
  },
  {
    name: "a policy stands aside while its column changes type",
    database: `${base} ${own} ALTER TABLE orders ENABLE ROW LEVEL SECURITY;`,
    target: `CREATE TABLE orders (owner name, note text); ${own} ALTER TABLE orders ENABLE ROW LEVEL SECURITY;`,
    notes: ["cuts orders.owner to 63 bytes"],
  },
]);
