/** The steps of a run, under the lock: one transaction each, or one for all, tried again where locks were not to be had. */
import type { DriverConnection } from "../driver/driver.ts";
import { ConnectionError, DatabaseError } from "../driver/errors.ts";
import type { OperationDefinitions } from "../operations/operation.ts";
import { isLimbeckError, type LimbeckError } from "../util/errors.ts";
import {
  ConnectionLostBetweenError,
  RevisionChangedWhileRunningError,
  RunInterruptedError,
  TransactionEndedError,
} from "./errors.ts";
import type { DatabaseStateAfter } from "./failure.ts";
import { commitAdditions, isUsedTooSoon } from "./added-values.ts";
import { notAtomic } from "./atomic.ts";
import { Ledger } from "./ledger.ts";
import { lookAfterLostCommit } from "./lost-commit.ts";
import { loadOpDb } from "./op-db.ts";
import {
  directionOf,
  entryOf,
  isInterruption,
  needsReport,
  reasonOf,
  reportFailure,
  type Trial,
} from "./report-failure.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import { RevisionRun } from "./revision-run.ts";
import { pauseBefore } from "./retry.ts";
import { hooked } from "./hooked.ts";
import type { RunListeners, RunOptions, RunResult, StepResult } from "./run-options.ts";
import { RunSession } from "./run-session.ts";
import { ensureVersionTable, readState, type DatabaseState, type Progress } from "./version-table.ts";

export interface SteppedRunInput {
  readonly state: DatabaseState;
  readonly steps: readonly RunStep[];
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly definitions: OperationDefinitions;
  readonly progress: Progress | undefined;
}

interface Way {
  readonly progress: Progress | undefined;
  readonly atomic: boolean;
  /** What was done about values of enums that the revision adds and uses; nothing at first. */
  readonly added?: "first" | "alone";
}

/** How often a transaction is tried while locks are not to be had. */
const lockAttempts = 6;
const conflictAttempts = 3;

const isFalse = (): false => false;

export class SteppedRun {
  readonly #options: RunOptions;
  readonly #input: SteppedRunInput;
  readonly #session: RunSession;
  readonly #ledger: Ledger;
  readonly #results: StepResult[] = [];
  #hasProgress: boolean;
  #current: RunStep | undefined;
  #prepared: { readonly step: RunStep; readonly run: RevisionRun } | undefined;
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
    const { steps } = this.#input;
    if (steps.some((step) => this.#codeOf(step).needsNoDb !== true)) await loadOpDb();
    await this.#session.reset();
    await this.#session.watchClient();
    await ensureVersionTable(connection, table, this.#input.state, this.#options.defaultSchema);
    await this.#ledger.prepare(this.#input.state);
    const rowsBefore = this.#rows;
    const started = performance.now();
    const facts = { runId, revisions: steps.map((step) => step.revision.id), from: rowsBefore };
    try {
      await hooked("beforeRun", () => this.#listeners.beforeRun?.(facts, connection));
      if (atomic) await this.#runAllAtOnce();
      else await this.#runEach();
      const done = { ...facts, to: this.#rows, milliseconds: performance.now() - started };
      await hooked("afterRun", () => this.#listeners.afterRun?.(done, connection), { isDone: true });
    } catch (error) {
      throw this.#isInterruption(error) ? this.#interruption(error, this.#stateWithout()) : error;
    } finally {
      this.#current = undefined;
      // Opened for a revision that was then refused.
      if (this.#session.inTransaction) await this.#session.rollback().catch(() => {});
    }
    return { runId, steps: this.#results, rowsBefore, rowsAfter: this.#rows };
  }

  get #listeners(): RunListeners {
    return this.#options.listeners ?? {};
  }

  async #runEach(): Promise<void> {
    const { steps, progress } = this.#input;
    for (const [at, step] of steps.entries()) {
      await this.#runOne(step, at === 0 ? progress : undefined, steps[at + 1]);
      await this.#afterRevision(step);
    }
  }

  /** In the transaction of the revision, which begins with it. */
  async #beforeRevision({ step }: Trial): Promise<void> {
    const { beforeRevision } = this.#listeners;
    if (beforeRevision === undefined) return;
    if (!this.#session.inTransaction) await this.#session.begin();
    await hooked("beforeRevision", () => beforeRevision(step, this.#session.connection), { step });
  }

  async #afterRevision(step: RunStep): Promise<void> {
    const { afterRevision } = this.#listeners;
    const result = this.#results.find(({ revision }) => revision === step.revision.id);
    const after = () => afterRevision?.(step, result?.milliseconds ?? 0, this.#session.connection);
    await hooked("afterRevision", after, { step, isDone: true });
  }

  async #runOne(step: RunStep, progress: Progress | undefined, next: RunStep | undefined): Promise<void> {
    let way: Way = { progress, atomic: false };
    for (let attempt = 1; ; attempt++) {
      const trial = this.#trial(step, way);
      if (next !== undefined) trial.run.onSending = (ends) => this.#prepareDuring(trial, next, ends);
      try {
        await this.#beforeRevision(trial);
        await trial.run.execute();
        const result = (trial.result = await this.#finish(trial));
        await (this.#session.committed ?? this.#commit(trial));
        this.#hasProgress = trial.run.hasProgress;
        this.#completed(step, result);
        return;
      } catch (error) {
        await this.#session.committed?.catch(() => {});
        if (this.#session.commitLost) {
          trial.result ??= this.#resultOf(trial);
          return this.#afterLostCommit([trial], error);
        }
        const endedItself = await this.#undo(trial);
        const other = endedItself ? undefined : await this.#wayWithValues(trial, error, way);
        if (other !== undefined) {
          way = other;
          continue;
        }
        const committed = endedItself || trial.run.isPartial;
        if (!committed && this.#mayRetry(error, attempt)) await this.#pause(step, attempt, error);
        else throw await this.#failure(trial, error);
      }
    }
  }

  /** How to run a revision again that used a value of an enum in the transaction that added it; undefined where there is no way. */
  async #wayWithValues(trial: Trial, error: unknown, way: Way): Promise<Way | undefined> {
    if (!isUsedTooSoon(error) || way.added === "alone" || !this.#session.connection.usable) return undefined;
    const { additions, isPartial } = trial.run;
    try {
      if (way.added === undefined && (await commitAdditions(this.#session, additions))) {
        const message = `Committed first, because revision ${trial.step.revision.id} uses what they add: ${additions.join("; ")}`;
        this.#options.onEvent({ type: "notice", severity: "NOTICE", message });
        return { ...way, added: "first" };
      }
      if (!isPartial) return { ...way, added: "alone" };
      this.#hasProgress = true;
      await this.#session.reset();
      const { progress } = await readState(this.#session.connection, this.#options.table);
      return { ...way, added: "alone", progress: progress[0] };
    } catch (failure) {
      await this.#undo(trial);
      throw await this.#failure(trial, failure);
    }
  }

  async #runAllAtOnce(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const done: Trial[] = [];
      let trial: Trial | undefined;
      try {
        await this.#session.begin();
        for (const step of this.#input.steps) {
          trial = this.#trial(step, { progress: undefined, atomic: true });
          await this.#beforeRevision(trial);
          await trial.run.execute();
          trial.result = await this.#finish(trial);
          done.push(trial);
        }
        await this.#session.commitAndReset();
        for (const { step: finished, result } of done) this.#completed(finished, result as StepResult);
        break;
      } catch (error) {
        if (this.#session.commitLost) return this.#afterLostCommit(done, error);
        const committed = await this.#undo(trial);
        if (isUsedTooSoon(error) && trial !== undefined)
          throw notAtomic(
            trial.step.revision.id,
            "adding a value of an enum that it uses",
            this.#options.isWithin ?? false,
          );
        if (!committed && this.#mayRetry(error, attempt)) await this.#pause(undefined, attempt, error);
        else throw trial === undefined ? error : await this.#failure(trial, error);
      }
    }
    for (const step of this.#input.steps) await this.#afterRevision(step);
  }

  /** @returns whether a part of the revision may have stayed, because it ended its transaction by itself */
  async #undo(trial: Trial | undefined): Promise<boolean> {
    const session = this.#session;
    if (trial?.run.mayHaveEnded !== true) return session.rollback().then(isFalse, isFalse);
    return (trial.hasEndedItself = await session.rollbackWhatIsLeft().catch(isFalse));
  }

  #trial(step: RunStep, way: Way): Trial {
    const code = this.#codeOf(step);
    if (!code.unchanged()) throw new RevisionChangedWhileRunningError(step.revision.id, code.path);
    this.#options.onEvent({ type: "started", step, resumedAfter: way.progress?.statements });
    if (way.progress !== undefined && way.progress.checksum !== code.checksum) {
      const message = `The file of revision ${step.revision.id} has changed since that run: it goes on if it begins with the statements that are committed.`;
      this.#options.onEvent({ type: "warning", message });
    }
    this.#current = step;
    const prepared = this.#prepared;
    this.#prepared = undefined;
    const run = prepared?.step === step ? prepared.run : this.#revisionRun(step, way);
    return { step, code, run, resumed: way.progress !== undefined, startedAt: new Date(), started: performance.now() };
  }

  /** While the server is busy with one revision, the next one says what it will ask for. */
  #prepareDuring({ step, run }: Trial, next: RunStep, ends: boolean): void {
    setImmediate(() => {
      if (this.#current !== step) return;
      // A hook comes between the two, and looks at what the first one has done.
      const { beforeRevision, afterRevision } = this.#listeners;
      if (beforeRevision !== undefined || afterRevision !== undefined) return;
      if (this.#prepared === undefined) {
        const following = this.#revisionRun(next, { progress: undefined, atomic: false });
        if (following.prepare()) this.#prepared = { step: next, run: following };
      }
      const mayEnd = ends && this.#options.onStep === undefined && this.#beginsNext(run);
      if (mayEnd && run.isSending) this.#session.commitAndBeginBehind();
    });
  }

  #beginsNext(run: RevisionRun): boolean {
    return this.#prepared !== undefined && run.keepsSettings;
  }

  async #commit({ run }: Trial): Promise<void> {
    if (this.#beginsNext(run)) await this.#session.commitAndBegin();
    else await this.#session.commitAndReset();
  }

  #codeOf(step: RunStep): RevisionCode {
    return this.#input.codes.get(step.revision.id) as RevisionCode;
  }

  #revisionRun(step: RunStep, { progress, atomic, added }: Way): RevisionRun {
    const code = this.#codeOf(step);
    const { table, environment } = this.#options;
    const { definitions } = this.#input;
    return new RevisionRun(this.#session, {
      step,
      code,
      definitions,
      table,
      atomic,
      progress,
      addsAlone: added === "alone",
      hasProgress: () => this.#hasProgress,
      signal: this.#options.signal,
      guard: this.#options.guard,
      onProgress: (progress) => this.#options.onEvent({ type: "progress", step, ...progress }),
      context: {
        offline: false,
        direction: directionOf(step),
        environment,
        revision: step.revision.id,
        arguments: this.#options.arguments,
        serverVersion: this.#input.state.serverVersion,
      },
    });
  }

  /** Moves the version row and writes the ledger, in the transaction of the step. */
  async #finish(trial: Trial): Promise<StepResult> {
    const { step } = trial;
    const soFar = trial.run.hasPending ? undefined : performance.now() - trial.started;
    await this.#ledger.writeMove({ ...entryOf(trial, soFar), outcome: "done" }, step.rowChanges, trial.run);
    await this.#options.onStep?.(step, this.#session.connection);
    return this.#resultOf(trial);
  }

  #resultOf({ step, code, started, resumed }: Trial): StepResult {
    return {
      revision: step.revision.id,
      message: step.revision.message,
      path: code.path,
      direction: directionOf(step),
      from: step.rowsBefore,
      to: step.rowsAfter,
      milliseconds: performance.now() - started,
      resumed,
    };
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
      const isInterrupted = this.#isInterruption(error);
      const milliseconds = performance.now() - trial.started;
      await this.#ledger.writeFailure({
        ...entryOf(trial, milliseconds),
        outcome: "failed",
        sqlState: error instanceof DatabaseError && !isInterrupted ? error.sqlState : undefined,
        error: isInterrupted ? "interrupted" : reasonOf(error),
      });
    }
    if (this.#isInterruption(error))
      return this.#interruption(error, this.#stateAfter(trial, error), trial.run.committed);
    // Facts about the revision or the run as a whole speak for themselves.
    const speaksForItself =
      isLimbeckError(error) && !(error instanceof DatabaseError) && !(error instanceof ConnectionError);
    if (speaksForItself && !needsReport(error as LimbeckError, this.#results.length)) return error;
    return reportFailure(trial, error, {
      state: this.#stateAfter(trial, error),
      rows: this.#rows,
      completed: this.#results.map((result) => result.revision),
      statementsCommitted: trial.run.committed,
    });
  }

  #isInterruption(error: unknown): boolean {
    return !(error instanceof RunInterruptedError) && isInterruption(error, this.#options.signal);
  }

  #interruption(error: unknown, state: DatabaseStateAfter, statementsCommitted = 0): RunInterruptedError {
    // While a pause or a COMMIT lasts, the revision that it belongs to is the current one.
    const step = this.#current;
    return new RunInterruptedError(
      {
        at: step === undefined ? undefined : { revision: step.revision.id, direction: directionOf(step) },
        state,
        rows: this.#rows,
        completed: this.#results.map((result) => result.revision),
        statementsCommitted,
        isCounted: this.#options.planAgain === undefined,
      },
      error,
    );
  }

  /** Nothing more can be done on this connection; a new one tells what became of the COMMIT. */
  async #afterLostCommit(trials: readonly Trial[], error: unknown): Promise<void> {
    const last = trials.at(-1) as Trial;
    const { driver, table, runId, migrationLockWaitSeconds: waitSeconds } = this.#options;
    const found = await lookAfterLostCommit({ driver, table, runId, step: last.step, waitSeconds });
    const completed = this.#results.map((result) => result.revision);
    const at = { rows: this.#rows, completed, statementsCommitted: last.run.committed };
    if (found.outcome === "unknown") throw reportFailure(last, error, { ...at, state: "unknown" });
    if (found.outcome === "partial")
      throw reportFailure(last, error, { ...at, state: "partial", statementsCommitted: found.statements });
    if (found.outcome === "undone") throw reportFailure(last, error, { ...at, state: this.#stateWithout() });
    for (const { step, result } of trials) this.#completed(step, result as StepResult);
    const { id } = last.step.revision;
    const remaining = this.#input.steps.length - this.#results.length;
    if (remaining > 0) throw new ConnectionLostBetweenError(id, found.rows, remaining, error);
    this.#options.onEvent({
      type: "warning",
      message: `The connection was lost while revision ${id} was being committed; a new one shows that it is applied.`,
    });
  }

  #stateAfter(trial: Trial, error: unknown): DatabaseStateAfter {
    if (trial.hasEndedItself === true) return "uncertain";
    if (trial.run.isPartial || error instanceof TransactionEndedError) return "partial";
    return this.#stateWithout();
  }

  /** Where the failed step left nothing. */
  #stateWithout(): DatabaseStateAfter {
    return this.#results.length === 0 ? "unchanged" : "stopped";
  }
}
