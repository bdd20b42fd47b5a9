/** The steps of a run, under the lock: one transaction each, or one for all, tried again where locks were not to be had. */
import type { DriverConnection } from "../driver/driver.ts";
import { ConnectionError, DatabaseError } from "../driver/errors.ts";
import type { OperationDefinitions } from "../operations/operation.ts";
import { hidePasswords } from "../driver/statement-excerpt.ts";
import { exitCodes, isLimbeckError, type LimbeckError } from "../util/errors.ts";
import { RevisionChangedWhileRunningError, RevisionFailedError, TransactionEndedError } from "./errors.ts";
import type { DatabaseStateAfter } from "./failure.ts";
import { Ledger, type LedgerEntry } from "./ledger.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import { RevisionRun } from "./revision-run.ts";
import { pauseBefore, type RunOptions, type RunResult, type StepResult } from "./run.ts";
import { RunSession } from "./run-session.ts";
import { applyRowChanges, ensureVersionTable, type DatabaseState, type Progress } from "./version-table.ts";

export interface SteppedRunInput {
  readonly state: DatabaseState;
  readonly steps: readonly RunStep[];
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly definitions: OperationDefinitions;
  readonly progress: Progress | undefined;
}

/** How often a transaction is tried while locks are not to be had. */
const lockAttempts = 6;
const conflictAttempts = 3;

export class SteppedRun {
  readonly #options: RunOptions;
  readonly #input: SteppedRunInput;
  readonly #session: RunSession;
  readonly #ledger: Ledger;
  readonly #results: StepResult[] = [];
  #hasProgress: boolean;
  #rows: readonly string[];

  constructor(connection: DriverConnection, options: RunOptions, input: SteppedRunInput) {
    this.#options = options;
    this.#input = input;
    this.#hasProgress = input.state.hasProgress;
    this.#rows = input.state.rows;
    this.#session = new RunSession(connection, {
      defaultSchema: options.defaultSchema,
      ddlLockTimeoutMs: options.ddlLockTimeoutMs,
      applicationName: `limbeck ${options.runId}`,
    });
    this.#ledger = new Ledger(connection, {
      table: options.table,
      runId: options.runId,
      toolVersion: options.toolVersion,
      onWarning: (message) => options.onEvent({ type: "warning", message }),
    });
  }

  async run(): Promise<RunResult> {
    const { connection } = this.#session;
    const { table, runId, atomic } = this.#options;
    await this.#session.reset();
    await this.#session.watchClient();
    await ensureVersionTable(connection, table, this.#input.state);
    await this.#ledger.prepare(this.#input.state);
    const rowsBefore = this.#rows;
    if (atomic) await this.#runAllAtOnce();
    else
      for (const [at, step] of this.#input.steps.entries())
        await this.#runOne(step, at === 0 ? this.#input.progress : undefined);
    return { runId, steps: this.#results, rowsBefore, rowsAfter: this.#rows };
  }

  async #runOne(step: RunStep, progress: Progress | undefined): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const trial = this.#trial(step, progress, false);
      try {
        await trial.run.execute();
        const result = await this.#finish(trial);
        await this.#commit(trial);
        this.#hasProgress = trial.run.hasProgress;
        await this.#session.reset();
        this.#completed(step, result);
        return;
      } catch (error) {
        const committed = trial.run.isPartial;
        await this.#session.rollback().catch(() => {});
        if (!committed && this.#mayRetry(error, attempt)) await this.#pause(step, attempt, error);
        else throw await this.#failure(trial, error);
      }
    }
  }

  async #runAllAtOnce(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const done: [RunStep, StepResult][] = [];
      let trial: Trial | undefined;
      try {
        await this.#session.begin();
        for (const step of this.#input.steps) {
          trial = this.#trial(step, undefined, true);
          await trial.run.execute();
          done.push([step, await this.#finish(trial)]);
        }
        await this.#session.commit();
        await this.#session.reset();
        for (const [step, result] of done) this.#completed(step, result);
        return;
      } catch (error) {
        await this.#session.rollback().catch(() => {});
        if (this.#mayRetry(error, attempt)) await this.#pause(undefined, attempt, error);
        else throw trial === undefined ? error : await this.#failure(trial, error);
      }
    }
  }

  #trial(step: RunStep, progress: Progress | undefined, atomic: boolean): Trial {
    const code = this.#input.codes.get(step.revision.id) as RevisionCode;
    if (!code.unchanged()) throw new RevisionChangedWhileRunningError(step.revision.id, code.path);
    this.#options.onEvent({ type: "started", step, resumedAfter: progress?.statements });
    const { table, environment } = this.#options;
    const { definitions } = this.#input;
    const run = new RevisionRun(this.#session, {
      step,
      code,
      definitions,
      table,
      atomic,
      progress,
      hasProgress: this.#hasProgress,
      signal: this.#options.signal,
      context: {
        offline: false,
        direction: directionOf(step),
        environment,
        revision: step.revision.id,
        arguments: this.#options.arguments,
        serverVersion: this.#input.state.serverVersion,
      },
    });
    return { step, code, run, resumed: progress !== undefined, startedAt: new Date(), started: performance.now() };
  }

  /** Moves the version row and writes the ledger, in the transaction of the step. */
  async #finish(trial: Trial): Promise<StepResult> {
    const { step, code } = trial;
    const milliseconds = performance.now() - trial.started;
    await applyRowChanges(this.#session.connection, this.#options.table, step.rowChanges);
    await this.#options.onStep?.(step, this.#session.connection);
    await this.#ledger.write({ ...entryOf(trial, milliseconds), outcome: "done" });
    return {
      revision: step.revision.id,
      message: step.revision.message,
      path: code.path,
      direction: directionOf(step),
      from: step.rowsBefore,
      to: step.rowsAfter,
      milliseconds,
      resumed: trial.resumed,
    };
  }

  async #commit(trial: Trial): Promise<void> {
    try {
      await this.#session.commit();
    } catch (error) {
      // The reply to COMMIT is lost: whether it took effect is not known from here.
      if (error instanceof ConnectionError) trial.commitLost = true;
      throw error;
    }
  }

  #completed(step: RunStep, result: StepResult): void {
    this.#rows = step.rowsAfter;
    this.#results.push(result);
    this.#options.onEvent({ type: "finished", step, milliseconds: result.milliseconds });
  }

  #mayRetry(error: unknown, attempt: number): boolean {
    if (!(error instanceof DatabaseError) || !error.isTransient || !this.#session.connection.usable) return false;
    return attempt < (error.kind === "lockNotAvailable" ? lockAttempts : conflictAttempts);
  }

  async #pause(step: RunStep | undefined, attempt: number, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : "unknown reason";
    await this.#session.reset();
    await pauseBefore(
      attempt,
      (pauseMs) => this.#options.onEvent({ type: "retrying", step, attempt, reason, pauseMs }),
      this.#options.signal,
    );
  }

  async #failure(trial: Trial, error: unknown): Promise<unknown> {
    const usable = this.#session.connection.usable;
    if (usable) {
      await this.#session.reset().catch(() => {});
      const database = error instanceof DatabaseError ? error : undefined;
      const milliseconds = performance.now() - trial.started;
      await this.#ledger.writeFailure({
        ...entryOf(trial, milliseconds),
        outcome: "failed",
        sqlState: database?.sqlState,
        error: reasonOf(error),
      });
    }
    // Facts about the revision or the run as a whole speak for themselves.
    const speaksForItself =
      isLimbeckError(error) && !(error instanceof DatabaseError) && !(error instanceof ConnectionError);
    if (speaksForItself && !needsReport(error as LimbeckError, this.#results.length)) return error;
    return this.#report(trial, error);
  }

  #report(trial: Trial, error: unknown): RevisionFailedError {
    const { step, code, run } = trial;
    const { activity } = run;
    const database = error instanceof DatabaseError ? error : undefined;
    const lost = error instanceof ConnectionError;
    const state = this.#stateAfter(trial, error);
    const failure = {
      revision: step.revision.id,
      message: step.revision.message,
      path: code.path,
      direction: directionOf(step),
      reason: reasonOf(error),
      sqlState: database?.sqlState,
      detail: database?.detail,
      hint: isLimbeckError(error) ? (error as LimbeckError).hint : undefined,
      statement: statementOf(database, activity.statement),
      position: database?.position,
      operation: activity.operation,
      place: placeOf(trial, error),
      state,
      rows: this.#rows,
      completed: this.#results.map((result) => result.revision),
      statementsCommitted: run.committed,
    };
    const exitCode = lost
      ? exitCodes.connection
      : state === "unchanged"
        ? exitCodes.failedUnchanged
        : exitCodes.failedPartial;
    return new RevisionFailedError(failure, exitCode, error);
  }

  #stateAfter(trial: Trial, error: unknown): DatabaseStateAfter {
    if (trial.commitLost === true) return "unknown";
    if (trial.run.isPartial || error instanceof TransactionEndedError) return "partial";
    return this.#results.length === 0 ? "unchanged" : "stopped";
  }
}

interface Trial {
  readonly step: RunStep;
  readonly code: RevisionCode;
  readonly run: RevisionRun;
  readonly resumed: boolean;
  readonly startedAt: Date;
  readonly started: number;
  commitLost?: boolean;
}

const directionOf = (step: RunStep): "upgrade" | "downgrade" => (step.direction === "up" ? "upgrade" : "downgrade");

/** Errors of the revision's own making (a builder that refuses its arguments) are reported with their place. */
function needsReport(error: LimbeckError, completed: number): boolean {
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

function reasonOf(error: unknown): string {
  if (isLimbeckError(error)) return error.message;
  if (error instanceof Error) return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
  return String(error);
}

function entryOf(trial: Trial, milliseconds: number): Omit<LedgerEntry, "outcome"> {
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
