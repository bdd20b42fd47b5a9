import { text } from "../read.ts";
import { defineRule } from "../rule.ts";

export const enumValueWithoutPlace = defineRule({
  id: "L47",
  name: "enum-value-without-place",
  severity: "info",
  title: "a new value of an enum goes to the end",
  risk: "Values compare in their order: one at the end may sort where nobody expects it.",
  safe: "Say where it belongs: BEFORE or AFTER another value.",
  statement: (subject) =>
    subject.kind === "AlterEnumStmt" &&
    text(subject.node, "newVal") !== undefined &&
    text(subject.node, "oldVal") === undefined &&
    text(subject.node, "newValNeighbor") === undefined
      ? [{ message: `${text(subject.node, "newVal")} becomes the greatest value.` }]
      : [],
});
