import { defineRule } from "../rule.ts";

export const nameIsFolded = defineRule({
  id: "L67",
  name: "name-is-folded",
  severity: "error",
  title: "a name with capitals stands without quotes",
  risk: 'PostgreSQL folds it to small letters: userId means userid, which is another column than "userId".',
  safe: "Quote it where it has capitals, or write it in small letters.",
  statement: (subject) =>
    subject.byHand
      ? (subject.statement?.names.folded ?? []).map((name) => ({
          message: `${name} means ${name.toLowerCase()} without quotes.`,
        }))
      : [],
});
