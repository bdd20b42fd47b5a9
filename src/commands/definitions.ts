/** Every command: its name, arguments, options and examples. The command line and the documentation are made from this list. */
import { groups, noCache, option, scratch, type CommandDefinition, type OptionDefinition } from "./definition.ts";
import { pictureDefinitions } from "./picture-definitions.ts";
import { productionDefinitions } from "./production-definitions.ts";

export type { CommandDefinition, OptionDefinition } from "./definition.ts";

const yes = option("-y, --yes", "confirm changes to a protected environment");
const sql = option("--sql", "write the SQL instead of running it");
const lockWait = option("--migration-lock-wait <seconds>", "how long to wait for another run to end (default 60)");
const running: readonly OptionDefinition[] = [
  sql,
  option("--atomic", "one transaction for the whole run instead of one a revision"),
  lockWait,
  option(
    "--ddl-lock-timeout <ms>",
    "how long a statement may wait for a table lock before the revision is tried again (default 2000)",
  ),
  yes,
  option(
    "--allow-data-loss <name>",
    "let something go in a protected environment although it holds rows: a table, or a column such as users.mail",
    { repeatable: true },
  ),
];
const goingUp = [
  ...running,
  option("--allow-edited", "go on although files of applied revisions were edited"),
  option("--plan <file>", "run exactly what `limbeck plan` has written, or nothing where database or files have moved"),
];
const rename = option("--rename <old=new>", "say that a table or column was renamed, such as users.mail=users.email", {
  repeatable: true,
});
const against = option("--against <what>", "compare the model with the database, or with a replay of the revisions", {
  choices: ["database", "revisions"],
});

const writing: readonly OptionDefinition[] = [
  option("-m, --message <text>", "what the revision does"),
  option("--format <format>", "typescript or sql", { choices: ["typescript", "sql"] }),
  option("--sql", "the same as --format sql"),
  option("--head <revision>", "what it stands on: a revision, a branch, or base for a new root (default head)"),
  option("--splice", "allow a parent that is no head, which begins a new branch"),
  option("--branch-label <label>", "a label for the branch that begins here", { repeatable: true }),
  option("--depends-on <revision>", "a revision of another branch that must be applied first", { repeatable: true }),
  option("--version-path <folder>", "the folder to write to, where there are several"),
  option("--rev-id <id>", "an identifier of your own"),
];
const allowDataLoss = option(
  "--allow-data-loss [name]",
  "let something go although it holds rows: a table, users.mail, status.sent; all of it without a name",
  { repeatable: true },
);
const generating: readonly OptionDefinition[] = [
  against,
  rename,
  allowDataLoss,
  option("--online", "write changes that would keep readers or writers waiting as steps that don't"),
  option("--empty", "write a revision also when there is nothing to do"),
  noCache,
];

const exitsOfRuns: CommandDefinition["exits"] = [
  [0, "done, or nothing to do"],
  [3, "another run holds the migration lock"],
  [4, "a revision failed; the database is unchanged"],
  [5, "a revision failed after something was committed"],
  [6, "revisions or the version table are not as they should be: edited, missing, several heads"],
  [7, "the connection failed or was lost"],
  [8, "a protected environment asks for --yes or --allow-data-loss"],
];

const { start, revisions, database, compare } = groups;

const definitions = [
  {
    name: "init",
    group: start,
    summary: "lay out a project that works at once",
    description:
      "Writes limbeck.config.ts, models.ts and migrations/, and a tsconfig.json where there is none here or above. Existing files are kept.",
    arguments: [{ name: "[folder]", description: "where", default: "." }],
    options: [
      option("-y, --yes", "take the defaults, ask nothing"),
      option("--revisions <folder>", "folder of revisions (default migrations)"),
      option("--models <file>", "file of the models (default: what pull has written, or models.ts)"),
      option(
        "--url-env <variable>",
        "connect to the server whose URL this variable holds, instead of the embedded database",
      ),
      option("--no-tsconfig", "write no tsconfig.json"),
    ],
    examples: [
      ["limbeck init", "asks what it needs to know"],
      ["limbeck init --yes shop", "a project in shop/, on the embedded database"],
    ],
  },
  {
    name: "pull",
    group: start,
    summary: "write the models of a database that is there",
    description:
      "Reads a database and writes its data model as classes: columns, keys, relationships on both sides, types, views, functions, triggers, policies and privileges. Names that PostgreSQL would choose are left out. What no builder can say is told.",
    options: [
      option("--from <state>", "an environment (default: the current one), a URL, revision:<id>, or a file of SQL"),
      option("-o, --output <folder>", "folder of the models (default models)"),
      option("--split <way>", "files: all in one, one for each schema, or one for each table", {
        choices: ["one", "schema", "table"],
      }),
      option("--only <pattern>", "only these tables, such as shop.*", { repeatable: true }),
      option("--force", "write over files that hold something else"),
      option("--names <way>", "names of classes: one of what a table holds (default), or exactly as the table", {
        choices: ["singular", "exact"],
      }),
    ],
    examples: [
      ["limbeck pull", "the models of the environment's database, into models/"],
      ["limbeck pull --from schema.sql -o src/models", "from what pg_dump -s wrote"],
      ["limbeck pull --only 'shop.*' --split table", "one schema, a file for each table"],
    ],
  },
  {
    name: "adopt",
    group: start,
    summary: "take over a database that another tool, or nobody, has under version control",
    description:
      "Finds the history that Drizzle, Prisma, TypeORM, MikroORM, Knex, Sequelize, Kysely, node-pg-migrate, Supabase, Flyway, Rails, Alembic, Atlas, dbmate, goose or golang-migrate keeps in the database, writes the models, and one baseline revision that says what it takes over. `limbeck upgrade` then adopts every database that stands there. Changes no database.",
    options: [
      option("--tool <tool>", "whose history, where several are there; none for a plain baseline"),
      option("-o, --output <folder>", "folder of the models (default models)"),
      option(
        "--revisions <folder>",
        "folder of revisions, where there is no config (default migrations, or revisions)",
      ),
      option(
        "--url-env <variable>",
        "the variable that holds the URL, where there is no config (default DATABASE_URL)",
      ),
      option("--split <way>", "files: all in one, one for each schema, or one for each table", {
        choices: ["one", "schema", "table"],
      }),
      option("-m, --message <text>", "of the baseline (default Baseline)"),
      option("--rev-id <id>", "an identifier of your own"),
      option("--fence", "taking over leaves a row in the old tool's history at which that tool stops"),
      option("--allow-pending", "also where the old tool has migrations that it has not applied here"),
    ],
    examples: [
      ["limbeck adopt", "in the folder of the project, with DATABASE_URL set"],
      ["limbeck adopt --tool drizzle --url-env PG_URL", "with both questions answered"],
      ["limbeck upgrade --env production", "then, for each environment: adopts it, and goes on"],
    ],
    exits: [
      [0, "adopted, the model says what the database says"],
      [2, "adopted, with differences that are named"],
      [8, "a decision is missing"],
    ],
  },
  {
    name: "revision",
    group: revisions,
    summary: "make a new revision, empty or from the model",
    options: [
      ...writing.slice(0, 1),
      option("-a, --autogenerate", "write what the model changes"),
      ...writing.slice(1),
      ...generating,
    ],
    examples: [
      ['limbeck revision --autogenerate -m "Add tags"', "what the model changes, as a revision"],
      ['limbeck revision -m "Fill in prices"', "an empty revision to write by hand"],
      ['limbeck revision -a -m "Rename mail" --rename users.mail=users.email', "a rename, not a drop and an add"],
      ['limbeck revision -m "Start reports" --head base --branch-label reports', "a second root"],
    ],
    exits: [
      [0, "written, or nothing to do"],
      [2, "with --autogenerate: the database is not at the heads"],
      [8, "a rename or a loss of rows has to be decided"],
    ],
  },
  {
    name: "generate",
    group: revisions,
    summary: "make a revision from the model (revision --autogenerate)",
    options: [...writing, ...generating],
    examples: [['limbeck generate -m "Add tags"', "what the model changes, as a revision"]],
  },
  {
    name: "merge",
    group: revisions,
    summary: "join several heads by a revision",
    arguments: [{ name: "[revisions...]", description: "what to join (default: all heads)" }],
    options: [
      ...writing.slice(0, 1),
      option("--splice", "allow parents that are no heads"),
      option("--no-proof", "don't try out whether the order of the branches matters"),
      scratch,
      option("--branch-label <label>", "a label for the merged branch", { repeatable: true }),
      option("--rev-id <id>", "an identifier of your own"),
    ],
    examples: [
      ["limbeck merge heads", "join all heads"],
      ['limbeck merge -m "Join shop and tags" a0cf 9609', "join two of them"],
    ],
  },
  {
    name: "history",
    group: revisions,
    summary: "list revisions, newest first",
    options: [
      option("-r, --rev-range <start:end>", "only these, both ends included"),
      option("-i, --indicate-current", "mark where the database is"),
      option("--sql", "with the SQL of each, forward and back"),
    ],
    examples: [
      ["limbeck history", "all of them"],
      ["limbeck history --sql -r 2b20:", "what each stands for, as SQL"],
      ["limbeck history -i -v", "with everything that is known, and where the database is"],
      ["limbeck history -r current:", "what is new since the database was upgraded"],
    ],
  },
  {
    name: "heads",
    group: revisions,
    summary: "list the newest revisions",
    options: [option("--resolve-dependencies", "count dependencies as parents")],
    examples: [["limbeck heads", "one line for each head"]],
  },
  {
    name: "branches",
    group: revisions,
    summary: "list revisions that several others follow",
    examples: [["limbeck branches", "each branch point and its branches"]],
  },
  {
    name: "show",
    group: revisions,
    summary: "tell everything about a revision",
    arguments: [{ name: "<revision>", description: "a revision, head, current, …" }],
    options: [option("--sql", "with its SQL, forward and back")],
    examples: [
      ["limbeck show head", "the newest revision"],
      ["limbeck show head --sql", "with what it stands for"],
    ],
  },
  {
    name: "edit",
    group: revisions,
    summary: "open a revision in your editor",
    arguments: [{ name: "[revision]", description: "a revision, head, current, …", default: "head" }],
    examples: [["limbeck edit", "the newest revision, in $VISUAL or $EDITOR"]],
  },
  {
    name: "upgrade",
    group: database,
    summary: "apply revisions",
    arguments: [
      { name: "[revisions...]", description: "how far: head, heads, a revision, +1, branch@head (default head)" },
    ],
    options: goingUp,
    examples: [
      ["limbeck upgrade head", "to the newest revision"],
      ["limbeck upgrade +1", "one revision further"],
      ["limbeck upgrade -e production --yes head", "another environment"],
      ["limbeck upgrade --sql a0cf:head > upgrade.sql", "the SQL of a range, without a database"],
    ],
    exits: exitsOfRuns,
  },
  {
    name: "migrate",
    group: database,
    summary: "apply everything (upgrade head)",
    options: goingUp,
    examples: [["limbeck migrate", "to the newest revision"]],
    exits: exitsOfRuns,
  },
  {
    name: "downgrade",
    group: database,
    summary: "undo revisions",
    arguments: [{ name: "<revision>", description: "how far: a revision (which stays), -1, base, branch@base" }],
    options: running,
    examples: [
      ["limbeck downgrade -1", "the newest one"],
      ["limbeck downgrade base", "all of them"],
      ["limbeck downgrade --sql 9609:a0cf", "the SQL of a range"],
    ],
    exits: exitsOfRuns,
  },
  {
    name: "current",
    group: database,
    summary: "tell which revision the database is at",
    options: [option("--check-heads", "exit with 2 when it is not at the heads")],
    examples: [
      ["limbeck current", "one line for each row of the version table"],
      ["limbeck current --check-heads", "for scripts that must not start on an old database"],
    ],
    exits: [
      [0, "the rows are told"],
      [2, "with --check-heads: not at the heads"],
    ],
  },
  {
    name: "status",
    group: database,
    summary: "tell where the database is, what is pending, and whether the model is ahead",
    options: [
      option("--no-model", "leave the model out"),
      option("--all", "every environment of the config: where it is, what is pending, drift, the last run"),
      option("--no-drift", "with --all: leave out the comparison with a replay, which takes longest"),
    ],
    examples: [
      ["limbeck status", "a summary to begin the day with"],
      ["limbeck status --all", "every environment at once"],
    ],
    exits: [
      [0, "nothing is wrong, whatever is pending"],
      [6, "files of applied revisions were edited"],
      [7, "with --all: an environment could not be reached"],
      [9, "drift: the database is not what its revisions made"],
    ],
  },
  {
    name: "stamp",
    group: database,
    summary: "say where the database is, without running anything",
    arguments: [{ name: "<revisions...>", description: "a revision, head, heads, base" }],
    options: [sql, option("--purge", "forget all rows first, also unknown ones"), lockWait, yes],
    examples: [
      ["limbeck stamp head", "for a database that was built by other means"],
      ["limbeck stamp --purge head", "when the version table names revisions that are gone"],
    ],
  },
  {
    name: "create-all",
    group: database,
    summary: "make all objects of the model in a new database and stamp it with the heads",
    description:
      "For tests and new databases: nothing of the revisions runs, so what they insert or change in rows is not there. Refused where the database has objects of the model already.",
    options: [sql, lockWait, yes],
    examples: [
      ["limbeck create-all", "the model's tables, and the version table at head"],
      ["limbeck create-all --sql", "the SQL, for a database that has nothing yet"],
    ],
  },
  {
    name: "drop-all",
    group: database,
    summary: "drop all objects of the model, with their rows, and stamp the database with base",
    description: "What the model does not declare stays.",
    options: [sql, lockWait, option("-y, --yes", "drop without being asked")],
    examples: [
      ["limbeck drop-all", "asks first"],
      ["limbeck drop-all --yes", "in scripts of tests"],
    ],
  },
  {
    name: "ensure-version",
    group: database,
    summary: "make the version table where it is missing",
    options: [sql, lockWait, yes],
    examples: [["limbeck ensure-version", "makes the table, moves nothing"]],
  },
  {
    name: "check",
    group: compare,
    summary: "tell whether the model is ahead, or the database drifted",
    options: [against, rename, option("--verify", "prove the revisions too, as verify does"), scratch, noCache],
    examples: [
      ["limbeck check", "against the database"],
      ["limbeck check --against revisions", "in CI, with no database"],
      ["limbeck check --against revisions --verify", "and every revision up, down and up again"],
    ],
    exits: [
      [0, "nothing to do"],
      [2, "the model is ahead, or with --verify a proof failed"],
      [9, "drift: the model says what the revisions say, and the database is otherwise"],
    ],
  },
  {
    name: "verify",
    group: compare,
    summary: "prove revisions on a scratch database: up, down and up again, on rows",
    description:
      "Runs every revision on a scratch database whose tables hold rows: up, down, and up again. Tells where a downgrade does not restore what was there, what only runs on empty tables, what is irreversible, and whether the heads are what the model says. Your own databases are left alone. Exits with 2 when something fails.",
    arguments: [{ name: "[range]", description: "a revision, or start:end as of history -r (default: all)" }],
    options: [option("-r, --rev-range <start:end>", "the same as the argument"), scratch, noCache],
    examples: [
      ["limbeck verify", "every revision, and the model"],
      ["limbeck verify head", "only the newest revision"],
      ["limbeck verify a0cf:head", "what is new since a0cf, which is included"],
      ["limbeck verify --scratch server", "on a throw-away database of the environment's own server"],
      ["limbeck check --against revisions --verify", "everything that CI wants to know"],
    ],
    exits: [
      [0, "every proof holds"],
      [2, "one does not, or the model is ahead of the heads"],
    ],
  },
  ...productionDefinitions,
  {
    name: "diff",
    group: compare,
    summary: "compare two states, as differences or SQL",
    description:
      "Tells what differs between two states, or writes the SQL that leads from one to the other; runs nothing. A state is model, empty, revision:<id>, the name of an environment, or a URL.",
    options: [
      option("--from <state>", "what is (default: the environment)"),
      option("--to <state>", "what should be (default: model)"),
      option("--sql", "write the SQL that leads from one to the other"),
      rename,
      option("--exit-code", "exit with 2 when there are differences"),
      allowDataLoss,
    ],
    examples: [
      ["limbeck diff", "the environment's database against the model"],
      ["limbeck diff --from production --to model --sql", "the SQL that would bring production to the model"],
      ["limbeck diff --from revision:a0cf --to revision:head", "what happened since a revision"],
    ],
    exits: [
      [0, "done, also where the states differ"],
      [2, "with --exit-code: they differ"],
      [8, "with --sql: a rename or a loss of rows has to be decided"],
    ],
  },
  ...pictureDefinitions,
] as const satisfies readonly CommandDefinition[];

/** The name of a command, as it is typed. */
export type CommandName = (typeof definitions)[number]["name"];

export type DefinedCommand = CommandDefinition & { readonly name: CommandName };

export const commandDefinitions: readonly DefinedCommand[] = definitions;
