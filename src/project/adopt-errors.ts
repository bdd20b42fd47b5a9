/** What keeps a database from being adopted, and models from being written. */
import { exitCodes, LimbeckError } from "../util/errors.ts";

/** Why a database is not where the baseline takes it over. */
export type TakeOverProblem =
  | { readonly kind: "history"; readonly table: string }
  | { readonly kind: "failed"; readonly problems: readonly string[]; readonly repair: string }
  | {
      readonly kind: "entries";
      readonly title: string;
      /** What the baseline stands on and this database has not. */
      readonly missing: readonly string[];
      readonly more: readonly string[];
    }
  | { readonly kind: "catalog"; readonly differences: readonly string[] };

/**
 * A database does not stand where the baseline takes it over from.
 *
 * @remedy Apply with the old tool what is missing, repair what failed, or bring the database to what the baseline makes; then upgrade again.
 */
export class TakeOverRefusedError extends LimbeckError {
  readonly revision: string;
  readonly problem: TakeOverProblem;

  constructor(revision: string, problem: TakeOverProblem) {
    super({
      code: "adopt.refused",
      message: `The database is not where ${revision} takes it over: ${problemText(problem)}`,
      hint: problemHint(problem),
      exitCode: exitCodes.integrity,
    });
    this.revision = revision;
    this.problem = problem;
  }
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 8).join(", ") + (names.length > 8 ? ` and ${names.length - 8} more` : "");

function problemText(problem: TakeOverProblem): string {
  switch (problem.kind) {
    case "history":
      return `it has tables, but no history ${problem.table}.`;
    case "failed":
      return `${listed(problem.problems)}.`;
    case "catalog":
      return `it differs from what the revision makes.\n${problem.differences
        .slice(0, 20)
        .map((line) => `  ${line}`)
        .join("\n")}`;
    case "entries": {
      const { title, missing, more } = problem;
      const parts = [
        ...(missing.length === 0
          ? []
          : [`${missing.length} of ${title}'s migrations are not applied (${listed(missing)})`]),
        ...(more.length === 0
          ? []
          : [`${more.length} are applied that the repository does not know (${listed(more)})`]),
      ];
      return `${parts.length === 0 ? `${title}'s checksums are others` : parts.join(", and ")}.`;
    }
  }
}

function problemHint(problem: TakeOverProblem): string {
  switch (problem.kind) {
    case "history":
      return "Look whether the environment's URL leads to the right database.";
    case "failed":
      return `Repair it with the tool that left it so${problem.repair === "" ? "" : ` (\`${problem.repair}\`)`}, then upgrade again.`;
    case "catalog":
      return "Somebody changed the database by other means: bring it to what the revision makes, then upgrade again.";
    case "entries":
      return problem.missing.length > 0
        ? "Apply them with the old tool first, then upgrade again."
        : "The baseline was made from a database that had others: adopt again from the one that is right.";
  }
}

/** Files that a pull would write hold something that somebody has changed. */
export class PulledFileExistsError extends LimbeckError {
  readonly files: readonly string[];

  constructor(folder: string, files: readonly string[]) {
    super({
      code: "pull.file-exists",
      message: `${folder} has files that hold something else than what would be written: ${listed(files)}. Nothing was written.`,
      hint: "Pull into another folder (`-o`) and compare, or write over them with `--force`.",
      exitCode: exitCodes.decision,
    });
    this.files = files;
  }
}

/** `adopt` in a project that has revisions. */
export class AlreadyAdoptedError extends LimbeckError {
  constructor() {
    super({
      code: "adopt.has-revisions",
      message: "This project has revisions already, so there is nothing to adopt.",
      hint: "`limbeck upgrade` adopts a database where the baseline says what it takes over; `limbeck pull` writes models.",
    });
  }
}

/** Something has to be said, or settled, before a database can be adopted. Nothing was written. */
export class AdoptUndecidedError extends LimbeckError {
  readonly tools: readonly string[];

  constructor(problem: string, tools: readonly string[], hint?: string) {
    super({
      code: "adopt.undecided",
      message: `Not adopted: ${problem}. Nothing was written.`,
      hint:
        hint ??
        (tools.length === 0
          ? "Settle it with the old tool, or take a plain baseline with `--tool none`."
          : `Say which: ${[...tools, "none"].map((tool) => `--tool ${tool}`).join(", ")}.`),
      exitCode: exitCodes.decision,
    });
    this.tools = tools;
  }
}
