/** The commands that draw. */
import { groups, option, type CommandDefinition } from "./definition.ts";

const { pictures } = groups;

export const pictureDefinitions = [
  {
    name: "erd",
    group: pictures,
    summary: "draw the data model, a database, a revision, or what changed",
    description:
      "Draws tables, keys and references. Without --write the picture goes to standard output; a terminal that can show pictures shows it.",
    options: [
      option("--of <state>", "model (default), an environment, revision:<id>, a URL, or SQL: schema.sql, sql/"),
      option("--database", "the database of the environment"),
      option("-r, --revision <revision>", "a revision, or a range a0cf:6e58 with its changes marked"),
      option("--since <commit>", "what the revisions that a git branch or commit lacks change, marked"),
      option("-w, --write <file>", "write to a file; its ending chooses the format"),
      option("-o, --output <file>", "the same as --write"),
      option("--review <folder>", "of a range: before, after, change as pictures, and a text for a pull request"),
      option("--address <url>", "with --review: where the text looks for the pictures"),
      option("--check", "with --write: exit with 2 when the file is not this picture"),
      option("--format <format>", "the format (default: by the ending of --write, or svg)", {
        choices: ["svg", "png", "html", "mermaid", "dot", "dbml", "plantuml", "json"],
      }),
      option("--all <folder>", "a picture of every revision with its change marked"),
      option("--only <pattern>", "only these tables, such as shop.*", { repeatable: true }),
      option("--around <table>", "only this table and its neighbours", { repeatable: true }),
      option("--depth <n>", "how far neighbours may be (default 1)"),
      option("--columns <which>", "which columns (default all)", { choices: ["all", "keys", "none"] }),
      option("--defaults", "show defaults"),
      option("--views <how>", "views as boxes (default), with lines to what they read, or not at all", {
        choices: ["boxes", "lines", "none"],
      }),
      option("--clusters <when>", "draw clusters of tables (default auto: for large models)", {
        choices: ["auto", "always", "never"],
      }),
      option("--theme <theme>", "colours; auto follows the reader's preference", {
        choices: ["auto", "light", "dark"],
      }),
      option("--caption <text>", "a line above the picture"),
      option("--scale <n>", "pixels of a PNG for each unit (default 2)"),
    ],
    examples: [
      ["limbeck erd --write docs/erd.svg", "the data model as a picture"],
      ["limbeck erd --write docs/erd.svg --check", "in CI: is the committed picture still true?"],
      ["limbeck erd --revision 9609 -w erd.png", "what a revision leads to"],
      ["limbeck erd --revision a0cf:head -w changes.html", "what happened in between, marked"],
      ["limbeck erd --since origin/main --review review", "the pictures and the text of a pull request"],
      ["limbeck erd --around orders --depth 2", "a neighbourhood"],
      ["limbeck erd --format mermaid >> README.md", "text that hosting sites draw"],
    ],
    exits: [
      [0, "done"],
      [2, "with --check: the file is another picture"],
    ],
  },
  {
    name: "studio",
    group: pictures,
    summary: "look at the data model and how it grew, in a browser",
    description:
      "Serves a page on this machine only: the revision graph, the diagram at every revision, and what each one does. Changes nothing.",
    options: [
      option("-p, --port <port>", "the port (default: any free one)"),
      option("--export <folder>", "write the page as a file instead of serving it"),
      option("-o, --output <folder>", "the same as --export"),
      option("--no-open", "don't start a browser"),
    ],
    examples: [
      ["limbeck studio", "opens a browser"],
      ["limbeck studio --export site", "a static page for a repository's pages"],
    ],
  },
] as const satisfies readonly CommandDefinition[];
