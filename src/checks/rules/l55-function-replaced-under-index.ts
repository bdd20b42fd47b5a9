import { flag } from "../read.ts";
import { defineRule } from "../rule.ts";

export const functionReplacedUnderIndex = defineRule({
  id: "L55",
  name: "function-replaced-under-index",
  severity: "error",
  title: "a function changes that stored values were computed with",
  risk: "An index, a check or a generated column keeps what the old function said: queries find the wrong rows.",
  safe: "Make the function under a new name, and build what stands on it anew.",
  statement: (subject) =>
    subject.kind === "CreateFunctionStmt" && flag(subject.node, "replace") && subject.facts.standsOn.length > 0
      ? [{ message: `What the old function has computed stays in ${subject.facts.standsOn.join(", ")}.` }]
      : [],
});
