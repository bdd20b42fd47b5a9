import { definitionKind } from "../definition/kind.ts";
import { createRule, dropRule } from "./operations.ts";

/** Rewrite rules of tables and views; the rule that makes a view is the view. */
export const ruleKind = definitionKind({
  name: "rule",
  rank: 25,
  readers: ["readRules"],
  operations: { createRule, dropRule },
});
