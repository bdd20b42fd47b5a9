import { subscription as declared } from "./declare.ts";
import { kindCases } from "../../../../../tests/support/kind-cases.ts";

const subscription = (publications: string, options = ""): string =>
  `CREATE SUBSCRIPTION feed CONNECTION '' PUBLICATION ${publications} WITH (connect = false, slot_name = NONE${options});`;

/** Not embedded: PGlite lacks the library that speaks to other servers. Changed in place, for what is made anew would not know its connection string. */
kindCases("subscriptions", [
  {
    name: "one that is declared is made, another one stays",
    notes: ["without its connection string"],
    requires: ["databases"],
    database: subscription("a"),
    target: [
      declared("Other", { publications: ["b", "C c"], parameters: { binary: "true" }, comment: "it's" }),
      declared("feed", { publications: ["a"] }),
    ],
    statements: [
      `CREATE SUBSCRIPTION "Other" CONNECTION '' PUBLICATION "C c", b WITH (connect = false, slot_name = NONE, binary = 'true')`,
      `COMMENT ON SUBSCRIPTION "Other" IS 'it''s'`,
    ],
  },
  {
    name: "made, disabled and unconnected",
    notes: ["without its connection string"],
    requires: ["databases"],
    database: "",
    target: `${subscription("a, b")} COMMENT ON SUBSCRIPTION feed IS 'all';`,
  },
  {
    name: "other publications",
    requires: ["databases"],
    database: subscription("a"),
    target: subscription("b, c"),
    statements: ["ALTER SUBSCRIPTION feed SET PUBLICATION b, c WITH (refresh = false)"],
  },
  {
    name: "other parameters",
    requires: ["databases"],
    database: subscription("a", ", binary = true"),
    target: subscription("a"),
    statements: ["ALTER SUBSCRIPTION feed SET (binary = 'false')"],
  },
  {
    name: "when the subscriber's commits count",
    requires: ["databases"],
    database: subscription("a"),
    target: subscription("a", ", synchronous_commit = local"),
    statements: ["ALTER SUBSCRIPTION feed SET (synchronous_commit = 'local')"],
    downgrade: ["ALTER SUBSCRIPTION feed SET (synchronous_commit = 'off')"],
  },
  {
    name: "a comment",
    requires: ["databases"],
    database: subscription("a"),
    target: `${subscription("a")} COMMENT ON SUBSCRIPTION feed IS 'all';`,
  },
]);
