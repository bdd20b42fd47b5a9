/** What can be wrong with the rows of a version table. */
import { RevisionError } from "./errors.ts";
import { listed } from "./listed.ts";

/** The version table names revisions that no file defines. */
export class UnknownRowsError extends RevisionError {
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super({
      code: "revision.unknown-rows",
      message: `The version table names ${ids.length === 1 ? "a revision" : "revisions"} that no file defines: ${listed(ids)}.`,
      hint:
        "The files of a newer release or another branch are missing here: bring them back, or, if the database is " +
        "known to be at another revision, `limbeck stamp --purge <revision>`.",
    });
    this.ids = ids;
  }
}

/** The version table names a revision that was squashed into another one. */
export class SquashedRowError extends RevisionError {
  readonly row: string;
  readonly replacement: string;
  /** The row is the last of what was squashed, so that the replacement can take its place. */
  readonly complete: boolean;

  constructor(row: string, replacement: string, complete: boolean) {
    super({
      code: "revision.squashed-row",
      message: `The version table names ${row}, which was squashed into ${replacement}${complete ? "" : ", but is not the last of what was squashed"}.`,
      hint: complete
        ? `The database is as ${replacement} leaves it: \`limbeck stamp --purge ${replacement}\`, with its other rows beside it.`
        : "Upgrade with the release before the squash first, so that all of it is applied.",
    });
    this.row = row;
    this.replacement = replacement;
    this.complete = complete;
  }
}

/** The version table holds the beginning of an identifier, not the whole one. */
export class PartialRowError extends RevisionError {
  readonly row: string;
  readonly candidates: readonly string[];

  constructor(row: string, candidates: readonly string[]) {
    super({
      code: "revision.partial-row",
      message: `The version table holds ${JSON.stringify(row)}, which is only the beginning of ${listed(candidates)}.`,
      hint: "The table must hold whole identifiers: correct the row, or `limbeck stamp --purge <revision>`.",
    });
    this.row = row;
    this.candidates = candidates;
  }
}

/** The version table holds a value that is not text. */
export class MalformedRowError extends RevisionError {
  constructor(found: unknown) {
    super({
      code: "revision.malformed-row",
      message: `The version table holds a value that is not text (${found === null ? "null" : typeof found}).`,
      hint: "Its column must be of a text type; check the table and the settings of the driver.",
    });
  }
}

/** The version table holds a revision twice, or beside one that contains it. */
export class OverlappingRowsError extends RevisionError {
  readonly id: string;
  readonly contains: readonly string[];

  constructor(id: string, contains: readonly string[]) {
    super({
      code: "revision.overlapping-rows",
      message: contains.includes(id)
        ? `The version table holds ${id} more than once.`
        : `The version table holds ${id} and beside it ${listed(contains)}, which it contains already.`,
      hint: "Rows that repeat others are left over from an interrupted or foreign change: delete them, or `limbeck stamp --purge <revision>`.",
    });
    this.id = id;
    this.contains = contains;
  }
}
