import { defineRule } from "../rule.ts";

export const noWayBack = defineRule({
  id: "L76",
  name: "no-way-back",
  severity: "error",
  title: "a revision has no downgrade and does not say why",
  risk: "Nobody knows whether it was forgotten, until it is needed.",
  safe: "Write a downgrade, or one that throws an Error that says why there is none.",
  step: ({ direction, hasDowngrade }) =>
    direction === "upgrade" && !hasDowngrade ? [{ message: "There is no downgrade, and nothing says why." }] : [],
});
