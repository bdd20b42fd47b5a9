/**
 * What can be wrong with revision files, the graph they form, and the identifiers that people write for them. Each
 * class is one situation; whatever concerns the graph ends a command with the exit code for integrity.
 */
import { exitCodes, LimbeckError } from "../util/errors.ts";
import { listed } from "./listed.ts";
import type { LimbeckErrorOptions } from "../util/errors.ts";

/** Common to every error about revision files and the graph. */
export class RevisionError extends LimbeckError {
  constructor(options: LimbeckErrorOptions) {
    super({ exitCode: exitCodes.integrity, ...options });
  }
}

/** A revision file has no identifiers that can be read without running it. */
export class RevisionMalformedError extends RevisionError {
  readonly path: string;
  readonly line: number;
  readonly expected: string;

  constructor(facts: { path: string; line: number; expected: string; found?: string }) {
    const found = facts.found === undefined ? "" : `, found ${facts.found}`;
    super({
      code: "revision.malformed",
      message: `${facts.path}:${facts.line}: expected ${facts.expected}${found}.`,
      hint: facts.expected.startsWith("a line")
        ? "A revision in SQL has its facts as comments on top and then the lines `-- upgrade` and `-- downgrade`."
        : "Identifiers of a revision are read without running the file, so they must be literals.",
    });
    this.path = facts.path;
    this.line = facts.line;
    this.expected = facts.expected;
  }
}

/** A revision file is not in UTF-8. */
export class RevisionEncodingError extends RevisionError {
  readonly path: string;

  constructor(path: string) {
    super({
      code: "revision.encoding",
      message: `${path} is not in UTF-8.`,
      hint: "Save the file as UTF-8 in your editor, or convert it: `iconv -f UTF-16 -t UTF-8`.",
    });
    this.path = path;
  }
}

/** A file among the revisions that is none, and that no revision uses. */
export class NotARevisionError extends RevisionError {
  readonly path: string;

  constructor(path: string, isEmpty: boolean) {
    const sql = path.endsWith(".sql");
    super({
      code: "revision.none",
      message: isEmpty ? `${path} is empty.` : `${path} names no revision.`,
      hint: isEmpty
        ? "Bring its text back, or remove the file: a revision that is lost is no reason to go on without it."
        : `A revision has ${sql ? "a line `-- revision: <id>` on top" : '`export const revision = "<id>"`'}. A file that only helps revisions has a name that begins with \`_\`, or is imported by one of them.`,
    });
    this.path = path;
  }
}

/** Two files define the same revision. */
export class DuplicateRevisionError extends RevisionError {
  readonly id: string;
  readonly paths: readonly string[];

  constructor(id: string, paths: readonly string[]) {
    super({
      code: "revision.duplicate",
      message: `Revision ${id} is defined by two files: ${paths.join(" and ")}.`,
      hint: "Remove one of the files, or give one of them another identifier.",
    });
    this.id = id;
    this.paths = paths;
  }
}

/** The folder of revisions, or a file in it, cannot be read. */
export class RevisionFolderError extends RevisionError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    super({
      code: "revision.unreadable",
      message: `Cannot read revisions from ${path}${reason}.`,
      hint: "Check that the path is the folder of revisions and that this user may read it.",
      exitCode: exitCodes.usage,
      cause,
    });
    this.path = path;
  }
}

/** A revision names a parent or a dependency that no file defines. */
export class MissingRevisionError extends RevisionError {
  readonly id: string;
  readonly missing: string;
  readonly path: string;
  readonly field: "downRevision" | "dependsOn";

  constructor(facts: {
    id: string;
    missing: string;
    path: string;
    field: "downRevision" | "dependsOn";
    suggestions: readonly string[];
  }) {
    const what = facts.field === "downRevision" ? "parent" : "dependency";
    super({
      code: `revision.missing-${what}`,
      message: `Revision ${facts.id}${inFile(facts.path)} names ${facts.missing} as its ${what}, but no revision has that identifier.`,
      hint: `${didYouMean(facts.suggestions)}Restore the missing file, or correct \`${facts.field}\`.`,
    });
    this.id = facts.id;
    this.missing = facts.missing;
    this.path = facts.path;
    this.field = facts.field;
  }
}

/** A revision names itself as its parent or its dependency. */
export class RevisionLoopError extends RevisionError {
  readonly id: string;
  readonly path: string;

  constructor(facts: { id: string; path: string; field: "downRevision" | "dependsOn" }) {
    const dependency = facts.field === "dependsOn";
    super({
      code: dependency ? "revision.dependency-self-loop" : "revision.self-loop",
      message: `Revision ${facts.id}${inFile(facts.path)} names itself as its ${dependency ? "dependency" : "parent"}.`,
      hint: `Correct \`${facts.field}\` in that file.`,
    });
    this.id = facts.id;
    this.path = facts.path;
  }
}

/** Revisions follow each other in a circle. */
export class RevisionCycleError extends RevisionError {
  /** The revisions of one cycle, each a parent of the one before it. */
  readonly ids: readonly string[];

  constructor(ids: readonly string[], kind: "parents" | "dependencies") {
    const dependency = kind === "dependencies";
    super({
      code: dependency ? "revision.dependency-cycle" : "revision.cycle",
      message: `${dependency ? "Parents and dependencies of revisions form a cycle" : "Revisions form a cycle"}: ${[...ids, ids[0]].join(" -> ")}.`,
      hint: `Correct \`downRevision\`${dependency ? " or `dependsOn`" : ""} in one of these files.`,
    });
    this.ids = ids;
  }
}

/** A branch label is used twice, or is the identifier of a revision. */
export class BranchLabelClashError extends RevisionError {
  readonly label: string;
  readonly ids: readonly string[];

  constructor(label: string, ids: readonly [string, string], kind: "label" | "id" = "label") {
    const other =
      kind === "id" ? `is also the identifier of revision ${ids[1]}` : `is already carried by revision ${ids[1]}`;
    super({
      code: "revision.label-clash",
      message: `Branch label ${label} of revision ${ids[0]} ${other}.`,
      hint: "A branch label must be unique among labels and identifiers: choose another one.",
    });
    this.label = label;
    this.ids = ids;
  }
}

/** A branch label has characters that a label cannot have. */
export class IllegalLabelError extends RevisionError {
  readonly label: string;

  constructor(label: string, reason: string) {
    super({
      code: "revision.illegal-label",
      message: `${JSON.stringify(label)} cannot be a branch label: ${reason}.`,
      hint: "Use letters, digits and underscores.",
      exitCode: exitCodes.usage,
    });
    this.label = label;
  }
}

/** An identifier names no revision and no branch. */
export class UnknownRevisionError extends RevisionError {
  readonly identifier: string;
  readonly suggestions: readonly string[];

  constructor(identifier: string, suggestions: readonly string[]) {
    super({
      code: "revision.unknown",
      message: `No revision or branch is called ${JSON.stringify(identifier)}.`,
      hint: `${didYouMean(suggestions)}\`limbeck history\` lists all revisions.`,
    });
    this.identifier = identifier;
    this.suggestions = suggestions;
  }
}

/** The beginning of an identifier belongs to several revisions. */
export class AmbiguousPrefixError extends RevisionError {
  readonly identifier: string;
  readonly candidates: readonly string[];

  constructor(identifier: string, candidates: readonly string[]) {
    super({
      code: "revision.ambiguous-prefix",
      message: `${JSON.stringify(identifier)} is the beginning of ${candidates.length} identifiers: ${listed(candidates)}.`,
      hint: "Write more characters of the one you mean.",
    });
    this.identifier = identifier;
    this.candidates = candidates;
  }
}

/** One head is asked for where the graph has several. */
export class MultipleHeadsError extends RevisionError {
  readonly identifier: string;
  readonly heads: readonly string[];

  constructor(identifier: string, heads: readonly string[]) {
    super({
      code: "revision.multiple-heads",
      message: `${JSON.stringify(identifier)} names ${heads.length} heads: ${listed(heads)}.`,
      hint:
        `Name one of them (\`<id>\` or \`<branch>@head\`), all of them (\`heads\`), or join them: ` +
        `\`limbeck merge ${heads.slice(0, 8).join(" ")}${heads.length > 8 ? " …" : ""}\`.`,
    });
    this.identifier = identifier;
    this.heads = heads;
  }
}

/** One revision is asked for, and the identifier names none or several. */
export class NotOneRevisionError extends RevisionError {
  readonly identifier: string;
  readonly ids: readonly string[];

  constructor(identifier: string, ids: readonly string[]) {
    super({
      code: "revision.not-one",
      message: `${JSON.stringify(identifier)} names ${ids.length === 0 ? "no revision" : `${ids.length} revisions (${listed(ids)})`}, where one is needed.`,
      hint: ids.length === 0 ? "Name a revision by its identifier." : "Name one of them by its identifier.",
    });
    this.identifier = identifier;
    this.ids = ids;
  }
}

/** `branch@revision` names a revision that is not in that branch. */
export class NotInBranchError extends RevisionError {
  readonly id: string;
  readonly branch: string;

  constructor(id: string, branch: string) {
    super({
      code: "revision.not-in-branch",
      message: `Revision ${id} is neither above nor below ${branch}, so it does not belong to that branch.`,
      hint: "Leave out the branch, or name a revision of it.",
    });
    this.id = id;
    this.branch = branch;
  }
}

/** A step such as `+2` or `-3` leads out of the graph. */
export class RelativeOutOfRangeError extends RevisionError {
  readonly identifier: string;
  readonly steps: number;
  readonly reachable: number;

  constructor(identifier: string, facts: { steps: number; reachable: number; reason?: string }) {
    const wanted = Math.abs(facts.steps);
    super({
      code: "revision.relative-out-of-range",
      message:
        facts.reason ??
        `${JSON.stringify(identifier)} asks for ${wanted} revision${wanted === 1 ? "" : "s"}, but there ${facts.reachable === 1 ? "is" : "are"} only ${facts.reachable}.`,
      hint: "`limbeck history` shows how far the graph reaches.",
    });
    this.identifier = identifier;
    this.steps = facts.steps;
    this.reachable = facts.reachable;
  }
}

/**
 * A step such as `+1` or `-1` comes to a fork and could go several ways.
 *
 * @remedy Name the revision, or the branch: `branch@+1`.
 */
export class AmbiguousWalkError extends RevisionError {
  readonly identifier: string;
  /** Where the walk stood; null below the bases. */
  readonly at: string | null;
  readonly choices: readonly string[];

  constructor(
    identifier: string,
    facts: { at: string | null; choices: readonly string[]; direction: "up" | "down"; hint: string },
  ) {
    const place = facts.at === null ? "base" : facts.at;
    super({
      code: "revision.ambiguous-walk",
      message:
        facts.direction === "up"
          ? `${JSON.stringify(identifier)} is ambiguous: above ${place} there are ${facts.choices.length} branches, beginning with ${listed(facts.choices)}.`
          : `${JSON.stringify(identifier)} is ambiguous: ${place} merges ${listed(facts.choices)}.`,
      hint: facts.hint,
    });
    this.identifier = identifier;
    this.at = facts.at;
    this.choices = facts.choices;
  }
}

/** A step counts from the current revision, and the database is at several. */
export class AmbiguousCurrentError extends RevisionError {
  readonly identifier: string;
  readonly rows: readonly string[];
  readonly choices: readonly string[];

  constructor(identifier: string, rows: readonly string[], choices: readonly string[]) {
    super({
      code: "revision.ambiguous-current",
      message: `${JSON.stringify(identifier)} counts from the current revision, but the database is at ${rows.length}: ${listed(rows)}.`,
      hint: `Say which branch moves: ${choices.map((choice) => `\`${choice}\``).join(" or ")}.`,
    });
    this.identifier = identifier;
    this.rows = rows;
    this.choices = choices;
  }
}

/** A step counts from the current revision, and no database was asked where it is. */
export class NoCurrentError extends RevisionError {
  readonly identifier: string;

  constructor(identifier: string) {
    super({
      code: "revision.no-current",
      message: `${JSON.stringify(identifier)} counts from the current revision, which is not known here.`,
      hint: "Name a revision, or let the command connect to a database.",
      exitCode: exitCodes.usage,
    });
    this.identifier = identifier;
  }
}

/** Two targets are requested of which one contains the other. */
export class OverlappingTargetsError extends RevisionError {
  readonly id: string;
  readonly contains: readonly string[];

  constructor(id: string, contains: readonly string[]) {
    super({
      code: "revision.overlapping-targets",
      message: `Revision ${id} already contains ${listed(contains)}, which is requested beside it.`,
      hint: `Request ${id} alone.`,
    });
    this.id = id;
    this.contains = contains;
  }
}

/** The target of a downgrade is not below where the database is. */
export class NotADowngradeTargetError extends RevisionError {
  readonly target: string;
  readonly rows: readonly string[];

  constructor(target: string, rows: readonly string[], reason: string) {
    super({
      code: "revision.not-a-downgrade-target",
      message: `Cannot downgrade to ${target} from ${rows.length === 0 ? "an empty database" : listed(rows)}: ${reason}.`,
      hint: "`limbeck current` shows where the database is, `limbeck history` what lies below.",
    });
    this.target = target;
    this.rows = rows;
  }
}

/** The ends of a range are not on one line. */
export class NotAnAncestorError extends RevisionError {
  readonly start: string;
  readonly end: string;

  constructor(start: string, end: string) {
    super({
      code: "revision.not-in-lineage",
      message: `Revision ${start} is not an ancestor of ${end}.`,
      hint: "Both ends of a range must lie on one line, the older one first.",
    });
    this.start = start;
    this.end = end;
  }
}

/** A range is not written as `start:end`. */
export class MalformedRangeError extends RevisionError {
  readonly range: string;

  constructor(range: string) {
    super({
      code: "revision.malformed-range",
      message: `${JSON.stringify(range)} is not a range of revisions.`,
      hint: "Write `start:end`, `start:` or `:end`.",
      exitCode: exitCodes.usage,
    });
    this.range = range;
  }
}

function inFile(path: string): string {
  return path === "" ? "" : ` (${path})`;
}

function didYouMean(suggestions: readonly string[]): string {
  return suggestions.length === 0 ? "" : `Did you mean ${suggestions.join(" or ")}? `;
}
