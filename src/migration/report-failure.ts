/** What is told of a step that failed. */
import { CancelledError, ConnectionError, DatabaseError } from "../driver/errors.ts";
import { hidePasswords } from "../driver/statement-excerpt.ts";
import { exitCodes, isLimbeckError, type LimbeckError } from "../util/errors.ts";
import { RevisionFailedError, RunInterruptedError } from "./errors.ts";
import type { DatabaseStateAfter, RunState } from "./failure.ts";
import type { LedgerEntry } from "./ledger.ts";
import { rawSqlHint } from "./raw-sql-hint.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import type { RevisionRun } from "./revision-run.ts";
import type { StepResult } from "./run-options.ts";

/** One attempt at a step. */
export interface Trial {
  readonly step: RunStep;
  readonly code: RevisionCode;
  readonly run: RevisionRun;
  readonly resumed: boolean;
  readonly startedAt: Date;
  readonly started: number;
  /** What its end looks like, once all has run and only COMMIT is left. */
  result?: StepResult;
  /** The revision ended its transaction by itself before it failed. */
  hasEndedItself?: boolean;
}

export const directionOf = (step: RunStep): "upgrade" | "downgrade" =>
  step.direction === "up" ? "upgrade" : "downgrade";

/** Errors of the revision's own making (a builder that refuses its arguments) are reported with their place. */
export function needsReport(error: LimbeckError, completed: number): boolean {
  const own = error.code.startsWith("migration.") || error.code.startsWith("version-table.");
  return !own || (completed > 0 && error.exitCode === exitCodes.failedUnchanged);
}

/** Only what the database refused, and never a password in it. */
function statementOf(error: DatabaseError | undefined, running: string | undefined): string | undefined {
  const statement = running ?? error?.statement;
  return error === undefined || statement === undefined ? undefined : hidePasswords(statement);
}

/** The call of the operation, the line in a SQL file, or where the revision itself threw. */
function placeOf({ code, run }: Trial, error: unknown): string | undefined {
  const { place, firstLine, statement } = run.activity;
  if (firstLine !== undefined) {
    const position = error instanceof DatabaseError ? (error.position ?? 1) : 1;
    const before = Array.from(statement ?? "").slice(0, position - 1);
    return `${code.path}:${firstLine + before.filter((character) => character === "\n").length}`;
  }
  const ownThrow = error instanceof DatabaseError ? undefined : code.locate((error as Error | undefined)?.stack);
  return ownThrow ?? place;
}

export function reasonOf(error: unknown): string {
  if (isLimbeckError(error)) return error.message;
  if (error instanceof Error) return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
  return String(error);
}

export function entryOf(trial: Trial, milliseconds: number | undefined): Omit<LedgerEntry, "outcome"> {
  const { step, code, startedAt } = trial;
  return {
    revision: step.revision.id,
    message: step.revision.message,
    direction: directionOf(step),
    checksum: code.checksum,
    startedAt,
    milliseconds,
  };
}

/** True of what comes up because the caller's signal ended the run: whatever failed, it was not the database's doing. */
export function isInterruption(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted !== true || !(error instanceof Error)) return false;
  const isOfSignal = error instanceof CancelledError || error.name === "AbortError" || error === signal.reason;
  const isCancelled = error instanceof DatabaseError && error.kind === "queryCanceled";
  // A revision may have put what a query of its own threw into an error of its own.
  return isOfSignal || isCancelled || isInterruption(error.cause, signal);
}

/** What is told where nothing had been begun. */
export function interruptedBefore(error: unknown): RunInterruptedError {
  const nothing = { state: "unchanged", rows: [], completed: [] } as const;
  return new RunInterruptedError({ ...nothing, at: undefined, isCounted: false }, error);
}

/** The facts of a failed step, with the state in which the database is now. */
export function reportFailure(trial: Trial, error: unknown, aftermath: RunState): RevisionFailedError {
  const { step, code, run } = trial;
  const { activity } = run;
  const database = error instanceof DatabaseError ? error : undefined;
  const isLost = error instanceof ConnectionError;
  const failure = {
    ...aftermath,
    revision: step.revision.id,
    message: step.revision.message,
    path: code.path,
    direction: directionOf(step),
    reason: reasonOf(error),
    sqlState: database?.sqlState,
    detail: database?.detail,
    hint: rawSqlHint(error, activity.statement) ?? hintOf(error, aftermath.state),
    statement: statementOf(database, activity.statement),
    position: database?.position,
    operation: activity.operation,
    place: placeOf(trial, error),
  };
  const exitCode = isLost
    ? exitCodes.connection
    : aftermath.state === "unchanged"
      ? exitCodes.failedUnchanged
      : exitCodes.failedPartial;
  return new RevisionFailedError(failure, exitCode, error);
}

/** A lost connection leaves its last statement in doubt; once the state is known there is none. */
function hintOf(error: unknown, state: DatabaseStateAfter): string | undefined {
  if (!isLimbeckError(error)) return undefined;
  if (error instanceof DatabaseError && error.kind === "insufficientPrivilege")
    return error.hint ?? "Connect as the owner of what the revision changes, or grant this user what it lacks.";
  return error instanceof ConnectionError && state !== "unknown"
    ? "Run the command again once the server can be reached."
    : (error as LimbeckError).hint;
}
