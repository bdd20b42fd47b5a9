/** What commands refuse. */
import { tellPlaceIn } from "../model/declared-place.ts";
import type { SettleProblem } from "../dialects/dialect.ts";
import type { Key } from "../metadata/key.ts";
import { renderStatementExcerpt } from "../driver/statement-excerpt.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { exitCodes, isLimbeckError, LimbeckError } from "../util/errors.ts";

/** The folder of revisions that the config names is missing, and the command only reads it. */
export class RevisionFolderMissingError extends LimbeckError {
  readonly folder: string;

  constructor(folder: string) {
    super({
      code: "command.no-revision-folder",
      message: `There is no folder ${folder}, where the config says that revisions are.`,
      hint: "Is it part of this image, and is `revisions` in the config right? `limbeck revision` makes it with the first revision.",
      exitCode: exitCodes.usage,
    });
    this.folder = folder;
  }
}

/** A command needs the data model, and the config names none. */
export class TargetMissingError extends LimbeckError {
  constructor(found: string | undefined) {
    super({
      code: "config.target-missing",
      message:
        found === undefined
          ? "The config names no target: there is no data model to compare with."
          : `The target of the config is no data model (it gives a value of type ${found}).`,
      hint: 'Set `target: () => import("./models.ts").then((m) => m.shop)`, where shop is what dataModel() returned.',
    });
  }
}

/** Two data models of the target declare one object in two ways. */
export class TargetsClashError extends LimbeckError {
  readonly object: string;

  constructor(object: string) {
    super({
      code: "config.targets-clash",
      message: `Two data models of the config's target declare ${object}, and not alike.`,
      hint: "Declare it in one of them, or give one of the two another name or schema.",
    });
    this.object = object;
  }
}

/** A range `from:to` was given to a command that runs: the database says where it begins. */
export class RangeNeedsOfflineError extends LimbeckError {
  constructor(range: string) {
    super({
      code: "command.range-needs-sql",
      message: `A range (${JSON.stringify(range)}) says where to begin, which only offline mode asks for.`,
      hint: "Add --sql to write the SQL of that range, or name only where to go.",
    });
  }
}

/** A downgrade as SQL was asked for without saying where it begins. */
export class OfflineNeedsRangeError extends LimbeckError {
  constructor() {
    super({
      code: "command.downgrade-needs-range",
      message: "A downgrade in offline mode cannot know where the database is.",
      hint: "Say from where to where: `limbeck downgrade --sql <from>:<to>`.",
    });
  }
}

/** A new revision has no message. */
export class MessageNeededError extends LimbeckError {
  constructor() {
    super({
      code: "command.message-needed",
      message: "A revision needs a message.",
      hint: 'Pass one: `limbeck revision -m "Add tags to products"`.',
    });
  }
}

/** Two options of one command contradict each other. */
export class OptionsClashError extends LimbeckError {
  constructor(first: string, second: string, why: string) {
    super({
      code: "command.options-clash",
      message: `${first} and ${second} don't go together: ${why}.`,
      hint: "Leave out one of them.",
    });
  }
}

/**
 * A database with tables and no version table, compared with a model that lacks them.
 *
 * @remedy Declare the tables in the model, leave them out by `includeSchemas`, `includeName` or `includeObject`, or let each go by `--allow-data-loss`.
 */
export class FirstContactError extends LimbeckError {
  readonly tables: readonly string[];

  /** @param told what is found, and the ways to begin with it */
  constructor(tables: readonly string[], told: { readonly message: string; readonly hint: string }) {
    super({
      code: "command.first-contact",
      ...told,
      exitCode: exitCodes.decision,
    });
    this.tables = tables;
  }
}

/** The model is compared with a database that has not run all revisions. */
export class NotUpToDateError extends LimbeckError {
  readonly rows: readonly string[];
  readonly heads: readonly string[];

  constructor(rows: readonly string[], heads: readonly string[]) {
    super({
      code: "command.not-up-to-date",
      message: `The database is at ${list(rows)}, not at ${list(heads)}: what the pending revisions do would be written again.`,
      hint: "Run `limbeck upgrade heads` first, or compare with a replay of the revisions: --against revisions.",
      exitCode: exitCodes.differences,
    });
    this.rows = rows;
    this.heads = heads;
  }
}

/** A question that autogenerate cannot answer by itself, with the flags that answer it. */
export interface OpenDecision {
  readonly text: string;
  /** Command-line flags that would answer it, each a possible answer. */
  readonly flags: readonly string[];
}

/** A rename or a loss of rows has to be decided, and nobody can be asked. */
export class DecisionNeededError extends LimbeckError {
  readonly decisions: readonly OpenDecision[];

  constructor(decisions: readonly OpenDecision[]) {
    super({
      code: "command.decision-needed",
      message: decisions.map((decision) => `${decision.text}\n${flagLines(decision.flags).join("\n")}`).join("\n\n"),
      hint: "Answer with one of the flags above, or run the command on a terminal to be asked.",
      exitCode: exitCodes.decision,
    });
    this.decisions = decisions;
  }
}

/** A rename to the same name is the answer that nothing was renamed, which nobody guesses; what may be lost goes. */
function flagLines(flags: readonly string[]): string[] {
  const width = Math.max(...flags.map((flag) => flag.length));
  return flags.map((flag) => {
    const [from, to] = flag.slice("--rename ".length).split("=");
    const isRename = flag.startsWith("--rename ") && from !== to;
    return `    ${flag.padEnd(width)}  ${isRename ? "renamed" : "dropped"}`;
  });
}

/** A command would change an environment that the config protects, and nobody can be asked. */
export class ProtectedEnvironmentError extends LimbeckError {
  readonly environment: string;

  constructor(environment: string) {
    super({
      code: "command.protected",
      message: `The environment ${environment} is protected, and nobody can be asked here.`,
      hint: "Add --yes to confirm that this command may change it.",
      exitCode: exitCodes.decision,
    });
    this.environment = environment;
  }
}

/** `create-all` is for databases that have nothing of the model yet. */
export class ObjectsPresentError extends LimbeckError {
  readonly present: readonly string[];

  constructor(present: readonly string[]) {
    const shown = present.slice(0, 5).join(", ");
    super({
      code: "command.objects-present",
      message: `The database has ${present.length} objects of the model already: ${shown}${present.length > 5 ? ", …" : ""}.`,
      hint: "Bring it up to date with `limbeck upgrade`, compare it with `limbeck check`, or drop them with `limbeck drop-all`.",
      exitCode: exitCodes.failedUnchanged,
    });
    this.present = present;
  }
}

/** No editor is named, or it ended with a failure. */
export class EditorError extends LimbeckError {
  constructor(editor: string | undefined, reason: string = "") {
    super({
      code: "command.editor",
      message:
        editor === undefined
          ? "Neither VISUAL nor EDITOR is set."
          : `The editor ${JSON.stringify(editor)} failed: ${reason}.`,
      hint: "Set EDITOR to the command of your editor.",
    });
  }
}

/** `revisionTemplate` of the config gives no text of the revision that is to be written. */
export class RevisionTemplateError extends LimbeckError {
  constructor(template: string, reason: string, hint?: string, cause?: unknown) {
    super({
      code: "command.revision-template",
      message: `The template ${template} can't be used: ${reason.replace(/\.$/, "")}. No revision was written.`,
      hint: hint ?? "Correct the file that `revisionTemplate` in the config names.",
      cause,
    });
  }
}

/** A command of `postWriteHooks` failed on a file that was written. */
export class PostWriteHookError extends LimbeckError {
  constructor(command: string, path: string, reason: string) {
    super({
      code: "command.post-write-hook",
      message: `${path} was written, but the post-write hook ${JSON.stringify(command)} failed: ${reason}.`,
      hint: "Correct `postWriteHooks` in the config; the file is there.",
    });
  }
}

const list = (ids: readonly string[]): string => (ids.length === 0 ? "base" : ids.join(", "));

/** A file of SQL, or a folder of some, that is not there. */
export class SqlFileMissingError extends LimbeckError {
  constructor(name: string) {
    super({
      code: "sql-file.missing",
      message: `There is no SQL file at ${name}.`,
      hint: "Name a file that ends in .sql, or a folder of such files with a slash at its end; paths begin at the config file.",
    });
  }
}

/** A statement of an SQL file that a scratch database refuses. */
export class SqlFileFailedError extends LimbeckError {
  constructor(place: string, cause: unknown) {
    super({
      code: "sql-file.failed",
      message: `${place}: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: "The file has to run on an empty database; `scratch` in the config names a server where the embedded one does not do.",
      cause,
    });
  }
}

/** `--from`, `--to` or `--of` names neither a model, an environment, a revision nor a URL. */
export class UnknownSourceError extends LimbeckError {
  constructor(name: string, environments: readonly string[]) {
    super({
      code: "command.unknown-source",
      // What looks like a URL may hold a password.
      message: `${/[:@/]/.test(name) && !name.startsWith("revision:") ? "What was given (it looks like a URL and is not shown)" : JSON.stringify(name)} names nothing that can be compared.`,
      hint: `Use model, empty, revision:<id>, a URL, or an environment: ${environments.join(", ")}.`,
    });
  }
}

/** `User.mail`, and for what a table has beside its columns `User, check users_age_check`. */
function placeIn(target: MetaData, key: Key): string {
  const object = target.get(key);
  const declared = target.describe(key);
  const isOfTable = object !== undefined && "table" in object && object.kind !== "column" && object.kind !== "default";
  return isOfTable ? `${declared}, ${object.kind} ${object.name}` : declared;
}

/** Longer texts than this are shown by the line at fault. */
const shortText = 100;

function describeProblem({ key, text, message, position }: SettleProblem, target: MetaData): string {
  const place = placeIn(target, key as Key);
  if (position === undefined || (text.length <= shortText && !text.includes("\n") && !isFile.test(place)))
    return `  ${place}: ${text}\n    ${message}`;
  const line = [...text].slice(0, position - 1).filter((character) => character === "\n").length;
  const at = place.replace(
    isFile,
    (_all, file: string, first: string, rest: string) => `${file}:${Number(first) + line}${rest}`,
  );
  const excerpt = renderStatementExcerpt(text, position).split("\n");
  return [`  ${at}: ${message}`, ...excerpt.map((each) => `    ${each}`)].join("\n");
}

/** `views/totals.sql:12`: where the text begins in a file; a rule or a trigger is named after it. */
const isFile = /^(.*\.sql):(\d+)((?:, .*)?)$/;

/** The server refused types or expressions of the model. */
export class SettleProblemsError extends LimbeckError {
  readonly problems: readonly SettleProblem[];

  constructor(problems: readonly SettleProblem[], target: MetaData) {
    const lines = problems.map((problem) => describeProblem(problem, target));
    super({
      code: "command.model-refused",
      message: `The database does not accept ${problems.length === 1 ? "an expression or type" : `${problems.length} expressions or types`} of the model:\n${lines.join("\n")}`,
      hint: 'Correct the model. Roles, extensions and functions that it uses but does not declare must be in the database first: make them by a revision (`limbeck revision -m "…"`, `op.execute`).',
    });
    this.problems = problems;
    tellPlaceIn(this, target);
  }
}

/** A path of `init` leads out of the folder of the project. */
export class OutsideFolderError extends LimbeckError {
  constructor(path: string) {
    super({
      code: "command.outside-folder",
      message: `${JSON.stringify(path)} leads out of the project.`,
      hint: "Name a path inside of the folder that holds the config.",
    });
  }
}

/** No database could be had to try revisions out on. */
export class ScratchMissingError extends LimbeckError {
  constructor(cause: unknown) {
    const known = isLimbeckError(cause) ? cause : undefined;
    super({
      code: "command.scratch-missing",
      message: `There is no scratch database to run the revisions on: ${cause instanceof Error ? cause.message : "unknown reason"}`,
      hint:
        known?.hint ??
        'Set `scratch` of the environment: "embedded", "server" for a throw-away database on its own server, or the URL of another server.',
      exitCode: known?.exitCode ?? exitCodes.connection,
      cause,
    });
  }
}

/** What a scratch database lacks of what revisions need. */
export interface Lacking {
  readonly description: string;
  readonly embedded: boolean;
  readonly revision: string | undefined;
  readonly place: string | undefined;
  /** What the server says is not there, which the extension may hold. */
  readonly needed?: string | undefined;
  readonly cause: unknown;
}

/** The scratch database has not got an extension that a revision creates. */
export class ScratchLacksError extends LimbeckError {
  readonly extension: string;
  readonly revision: string | undefined;
  readonly place: string | undefined;

  constructor(extension: string, lacking: Lacking) {
    const creator = lacking.place === undefined ? "" : `, which ${lacking.place} creates,`;
    const user = lacking.place === undefined ? "" : `${lacking.place}: `;
    super({
      code: "command.scratch-lacks",
      message:
        lacking.needed === undefined
          ? `The extension ${extension}${creator} is not available in ${lacking.description}.`
          : `${user}${lacking.needed}. What ${extension} would bring is not there: ${lacking.description} has the extension by its name only.`,
      hint: `Run the revisions on a server that has it: \`scratch: "server"\` of the environment makes a throw-away database on its own server, and a URL one on another.`,
      exitCode: exitCodes.connection,
      cause: lacking.cause,
    });
    this.extension = extension;
    this.revision = lacking.revision;
    this.place = lacking.place;
  }
}

/** An object that a plugin read, of a kind that no plugin brings. */
export class UnknownKindError extends LimbeckError {
  readonly kind: string;

  constructor(kind: string, name: string) {
    super({
      code: "config.unknown-kind",
      message: `A plugin's reflect() gave ${JSON.stringify(name)} of the kind ${JSON.stringify(kind)}, which there is not.`,
      hint: "Name the kind in the plugin's `kinds`, spelled as the `kind` of its objects.",
    });
    this.kind = kind;
  }
}

/** The search path of a connection leads to no schema that exists. */
export class DefaultSchemaMissingError extends LimbeckError {
  constructor(path: string) {
    super({
      code: "connection.default-schema",
      message: `The search path of the connection (${path === "" ? "empty" : path}) names no schema that exists, so that nothing tells where what has no schema of its own belongs. The database is unchanged.`,
      hint: 'Create the schema, or name one in the config, which the first upgrade makes: `environments: { development: { schema: "app" } }`.',
      exitCode: exitCodes.failedUnchanged,
    });
  }
}

/** A file of SQL that a command was to run can't be read. */
export class SqlScriptUnreadableError extends LimbeckError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super({
      code: "source.sql-unreadable",
      message: `${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: "Name a file of SQL, as seen from the folder of the config.",
      cause,
    });
    this.path = path;
  }
}

/** What was made by hand can be written as a revision only on top of the heads. */
export class DriftBehindError extends LimbeckError {
  readonly rows: readonly string[];

  constructor(rows: readonly string[], heads: readonly string[]) {
    super({
      code: "drift.behind",
      message: `The database is at ${rows.join(", ") || "base"}, the heads are ${heads.join(", ")}: what was made by hand can be adopted at the heads only.`,
      hint: "Run `limbeck upgrade` first, or `limbeck drift --revert` for the statements that undo it.",
      exitCode: exitCodes.integrity,
    });
    this.rows = rows;
  }
}

/** Git does not know a commit that was named, or is not there. */
export class CommitUnreadableError extends LimbeckError {
  constructor(commit: string, cause: unknown) {
    super({
      code: "command.commit-unreadable",
      message: `Git can't read the commit ${JSON.stringify(commit)}.`,
      hint: `Name a branch or commit of this repository. Where CI fetches one commit only: \`git fetch --depth=1 origin main\`, then FETCH_HEAD.`,
      cause,
    });
  }
}
