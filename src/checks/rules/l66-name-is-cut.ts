import { defineRule } from "../rule.ts";

export const nameIsCut = defineRule({
  id: "L66",
  name: "name-is-cut",
  severity: "error",
  title: "a name is longer than PostgreSQL keeps",
  risk: "Names are cut at 63 bytes without a word: two may become one, and nobody finds the object under its name.",
  safe: "Choose a shorter name.",
  statement: (subject) =>
    (subject.statement?.names.cut ?? []).map((name) => ({ message: `${name} is cut to 63 bytes.` })),
});
