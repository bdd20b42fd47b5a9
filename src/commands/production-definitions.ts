/** The commands that tell what revisions do to databases in use, and what has happened to them. */
import { groups, noCache, option, scratch, type CommandDefinition } from "./definition.ts";

const { database, compare } = groups;

export const productionDefinitions = [
  {
    name: "log",
    group: database,
    summary: "tell what was run on the database, when, by whom, and how it ended",
    arguments: [{ name: "[revision]", description: "only of one, by its whole identifier" }],
    options: [option("-n, --count <number>", "at most so many (default 20)"), option("--failed", "only what failed")],
    examples: [
      ["limbeck log -e production", "the newest entries of the ledger"],
      ["limbeck log --failed -n 5", "the last failures"],
    ],
  },
  {
    name: "drift",
    group: compare,
    summary: "tell what somebody has changed in a database by hand",
    description:
      "Compares the database with a replay of the very revisions that are applied to it, object by object. Changes nothing. Exits with 9 when something differs.",
    options: [
      option("--adopt <message>", "write what was found as a revision"),
      option("--revert", "print the statements that make the database again what its revisions say"),
      option("--ignore <pattern>", "leave differences out, such as 'index tmp_*'", { repeatable: true }),
      scratch,
      noCache,
    ],
    examples: [
      ["limbeck drift -e production", "what no revision made"],
      ["limbeck drift -e production --revert > undo.sql", "the statements that undo it"],
      ['limbeck drift --adopt "Index made in a hurry"', "a revision that makes it everywhere"],
    ],
    exits: [
      [0, "nothing differs, or with --adopt it was adopted"],
      [9, "drift"],
    ],
  },
  {
    name: "plan",
    group: compare,
    summary: "say what an upgrade would do to a database, statement by statement",
    description:
      "Each statement of what is pending runs on a scratch database, which tells its locks, rewrites and scans; sizes come from the environment's own database, where nothing runs.",
    arguments: [{ name: "[target]", description: "how far, as of upgrade", default: "head" }],
    options: [option("-o, --output <file>", "write the plan, for upgrade --plan"), scratch, noCache],
    examples: [
      ["limbeck plan -e production -o plan.json", "to be read and approved"],
      ["limbeck upgrade -e production --plan plan.json", "runs exactly that"],
    ],
  },
  {
    name: "lint",
    group: compare,
    summary: "say what revisions would lock, rewrite, lose or break in a database in use",
    description:
      "Replays the history on a scratch database and runs each statement of the range there, up and down, measuring the locks that it takes and the tables that it rewrites or reads. Without a range: what is pending, or the heads. With -e, or --statistics, it knows how large tables are. Exits with 2 when there are errors or warnings.",
    arguments: [{ name: "[range]", description: "a:b as of upgrade --sql (after a, up to b), or one revision alone" }],
    options: [
      option("--format <format>", "text, json, github (annotations) or sarif (code scanning)", {
        choices: ["text", "json", "github", "sarif"],
      }),
      option("--fail-on <severity>", "what makes it exit with 2: error, warning (default) or info", {
        choices: ["error", "warning", "info"],
      }),
      option("--statistics <file>", "sizes of tables, as `limbeck stats` has written them"),
      scratch,
      noCache,
    ],
    examples: [
      ["limbeck lint", "what is pending, or the newest revision"],
      ["limbeck lint a0cf:head", "everything after a0cf"],
      ["limbeck lint -e production", "with the sizes of that database's tables"],
      ["limbeck lint --format github a0cf:head", "annotations on a pull request"],
    ],
    exits: [
      [0, "nothing as severe as --fail-on says"],
      [2, "findings"],
    ],
  },
  {
    name: "explain",
    group: compare,
    summary: "tell what a rule of lint means, and what to do instead",
    arguments: [{ name: "[rule]", description: "such as L26; all of them in a list without one" }],
    examples: [
      ["limbeck explain L26", "the risk, and the safe way"],
      ["limbeck explain", "every rule"],
    ],
  },
  {
    name: "stats",
    group: compare,
    summary: "write down how large the tables of a database are, for lint",
    options: [option("-o, --output <file>", "write to a file")],
    examples: [["limbeck stats -e production -o stats.json", "row counts and sizes, no values"]],
  },
] as const satisfies readonly CommandDefinition[];
