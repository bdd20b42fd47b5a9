/** What can be wrong with a revision that is about to be made. Each is raised before anything is written. */
import { exitCodes } from "../util/errors.ts";
import { RevisionError } from "./errors.ts";

/** `--rev-id` gives an identifier that a revision cannot have. */
export class IllegalRevisionIdError extends RevisionError {
  readonly id: string;

  constructor(id: string, reason: string) {
    super({
      code: "revision.illegal-id",
      message: `${JSON.stringify(id)} cannot be the identifier of a revision: ${reason}.`,
      hint: "Use up to 32 letters, digits and underscores, or leave it out to get a random one.",
      exitCode: exitCodes.usage,
    });
    this.id = id;
  }
}

/** `--rev-id` gives an identifier that is taken. */
export class RevisionIdInUseError extends RevisionError {
  readonly id: string;

  constructor(id: string, by: string) {
    super({
      code: "revision.id-in-use",
      message: `${id} is already ${by}.`,
      hint: "Choose another identifier, or leave it out to get a random one.",
    });
    this.id = id;
  }
}

/** A new revision would stand on one that is no head. */
export class NeedsSpliceError extends RevisionError {
  readonly id: string;
  readonly children: readonly string[];

  constructor(id: string, children: readonly string[]) {
    super({
      code: "revision.needs-splice",
      message: `Revision ${id} is not a head: ${children.join(", ")} already ${children.length === 1 ? "follows" : "follow"} it.`,
      hint: "Build on a head, or pass --splice to begin a new branch here on purpose.",
    });
    this.id = id;
    this.children = children;
  }
}

/** A merge names one parent twice. */
export class DuplicateParentsError extends RevisionError {
  readonly id: string;

  constructor(id: string) {
    super({
      code: "revision.duplicate-parents",
      message: `Revision ${id} is named more than once as a parent.`,
      hint: "Name each parent once.",
    });
    this.id = id;
  }
}

/** A merge names a revision beside one that already descends from it. */
export class NestedParentsError extends RevisionError {
  readonly id: string;
  readonly contains: string;

  constructor(id: string, contains: string) {
    super({
      code: "revision.nested-parents",
      message: `Revision ${id} already descends from ${contains}, so there is nothing to join.`,
      hint: `Leave out ${contains}.`,
    });
    this.id = id;
    this.contains = contains;
  }
}

/** There are fewer than two revisions to merge. */
export class NothingToMergeError extends RevisionError {
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super({
      code: "revision.nothing-to-merge",
      message:
        ids.length === 0 ? "There is no revision to merge." : `There is only one revision to merge: ${ids.join(", ")}.`,
      hint: "A merge joins two or more revisions; `limbeck heads` lists the heads.",
    });
    this.ids = ids;
  }
}

/** A new root could go to several folders of revisions. */
export class VersionPathNeededError extends RevisionError {
  readonly locations: readonly string[];

  constructor(locations: readonly string[]) {
    super({
      code: "revision.version-path-needed",
      message: `A revision without a parent could go to any of ${locations.length} folders: ${locations.join(", ")}.`,
      hint: "Say which with --version-path.",
      exitCode: exitCodes.usage,
    });
    this.locations = locations;
  }
}

/** `--version-path` names a folder that the config does not list. */
export class UnknownVersionPathError extends RevisionError {
  readonly path: string;
  readonly locations: readonly string[];

  constructor(path: string, locations: readonly string[]) {
    super({
      code: "revision.unknown-version-path",
      message: `${path} is not one of the configured folders of revisions: ${locations.join(", ")}.`,
      hint: "A revision outside of them would never be read; add the folder to `revisions` in the configuration.",
      exitCode: exitCodes.usage,
    });
    this.path = path;
    this.locations = locations;
  }
}

/** `fileTemplate` of the config cannot make a file name. */
export class FileTemplateError extends RevisionError {
  readonly template: string;

  constructor(template: string, reason: string) {
    super({
      code: "revision.file-template",
      message: `The file name template ${JSON.stringify(template)} cannot be used: ${reason}.`,
      hint: "Use the tokens rev, slug, epoch, year, month, day, hour, minute and second, such as `%(year)d%(month).2d%(day).2d_%(rev)s_%(slug)s`.",
      exitCode: exitCodes.usage,
    });
    this.template = template;
  }
}

/** A file of the name that the new revision would have is there already. */
export class RevisionFileExistsError extends RevisionError {
  readonly path: string;

  constructor(path: string, cause?: unknown) {
    super({
      code: "revision.file-exists",
      message: `${path} exists already and is left as it is.`,
      hint: "Use another message or identifier, or a template whose names are unique, such as one with %(rev)s.",
      exitCode: exitCodes.usage,
      cause,
    });
    this.path = path;
  }
}

/** The file of a new revision cannot be written. */
export class RevisionWriteError extends RevisionError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    super({
      code: "revision.not-written",
      message: `Cannot write ${path}${reason}.`,
      hint: "Check that the folder may be written and that there is space.",
      exitCode: exitCodes.usage,
      cause,
    });
    this.path = path;
  }
}
