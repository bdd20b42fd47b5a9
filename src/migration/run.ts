/**
 * Moves a database along a plan. The plan is made from the rows before the lock; when there is nothing to do, the lock
 * is never taken and nothing is created. Under the lock rows are read and planned again, for another run may have won.
 */
import type { Driver, DriverConnection } from "../driver/driver.ts";
import type { OperationDefinitions } from "../operations/operation.ts";
import { DatabaseError } from "../driver/errors.ts";
import {
  DatabaseMovedError,
  LockNotAcquiredError,
  PartlyAppliedError,
  ReadOnlyDatabaseError,
  RunInterruptedError,
} from "./errors.ts";
import { acquireLock, releaseLock } from "./lock.ts";
import { refuseTransactionPooler } from "./pooler.ts";
import { interruptedBefore, isInterruption } from "./report-failure.ts";
import type { RevisionCode, RunStep } from "./revision-code.ts";
import type { RunOptions, RunResult } from "./run-options.ts";
import { readState, type DatabaseState, type Progress } from "./version-table.ts";

/**
 * Runs a plan.
 *
 * @throws LockNotAcquiredError, ReadOnlyDatabaseError, PartlyAppliedError, RevisionFailedError, RunInterruptedError,
 *   NotAtomicError and all that `plan` throws
 */
export async function run(options: RunOptions): Promise<RunResult> {
  try {
    return await connectAndRun(options);
  } catch (error) {
    if (error instanceof RunInterruptedError || !isInterruption(error, options.signal)) throw error;
    throw interruptedBefore(error);
  }
}

async function connectAndRun(options: RunOptions): Promise<RunResult> {
  return inTurn(options.driver, async () => {
    options.signal?.throwIfAborted();
    const connection = await options.driver.connect(options.signal === undefined ? {} : { signal: options.signal });
    const stopListening = connection.onNotice(({ severity, message }) =>
      options.onEvent({ type: "notice", severity, message }),
    );
    const cancel = (): void => void connection.cancel().catch(() => {});
    options.signal?.addEventListener("abort", cancel);
    try {
      return await runOn(connection, options);
    } finally {
      options.signal?.removeEventListener("abort", cancel);
      stopListening();
      await connection.close().catch(() => {});
    }
  });
}

async function runOn(connection: DriverConnection, given: RunOptions): Promise<RunResult> {
  // All or nothing, where the end of the transaction is somebody else's.
  const options = connection.isWithin === true ? { ...given, atomic: true, isWithin: true } : given;
  await refuseTransactionPooler(options.driver, connection);
  const state = await readPatiently(connection, options);
  const planned = options.plan(state.rows);
  await options.inspect?.(connection, state, planned);
  if (planned.length === 0) return nothingDone(options, state.rows);
  if (state.readOnly !== undefined) throw new ReadOnlyDatabaseError(state.readOnly);
  // Loaded before the lock is taken: a file that can't be compiled should keep nobody waiting.
  const [codes, definitions, { SteppedRun }] = await Promise.all([
    options.load(planned),
    options.definitions(),
    import("./stepped-run.ts"),
  ]);
  await refuseNotAtomic(options, { steps: planned, codes, definitions, state });
  await acquireLock(connection, options.table, {
    waitSeconds: options.migrationLockWaitSeconds,
    onWaiting: (holder) => options.onEvent({ type: "waiting", holder }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  try {
    const locked = await readState(connection, options.table);
    const steps = planUnderLock(options, state, planned, locked);
    if (steps.length === 0) return nothingDone(options, locked.rows);
    // Rows that moved while the lock was waited for may bring other steps than those that were looked at.
    if (steps !== planned) await options.inspect?.(connection, locked, steps);
    const progress = progressOf(locked, steps, options.atomic);
    const known = steps.every((step) => codes.has(step.revision.id)) ? codes : await options.load(steps);
    if (known !== codes) await refuseNotAtomic(options, { steps, codes: known, definitions, state: locked });
    return await new SteppedRun(connection, options, {
      state: locked,
      steps,
      codes: known,
      definitions,
      progress,
    }).run();
  } finally {
    await releaseLock(connection, options.table);
  }
}

/** Somebody may hold the version table itself, which would keep even a reader waiting for ever. */
async function readPatiently(connection: DriverConnection, options: RunOptions): Promise<DatabaseState> {
  const { migrationLockWaitSeconds: seconds, table, driver } = options;
  if (!driver.singleSession) await connection.execute(`SET lock_timeout = ${Math.max(1, Math.round(seconds * 1000))}`);
  try {
    return await readState(connection, table);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind !== "lockNotAvailable") throw error;
    throw new LockNotAcquiredError(seconds, undefined);
  }
}

function planUnderLock(
  options: RunOptions,
  before: DatabaseState,
  planned: readonly RunStep[],
  locked: DatabaseState,
): readonly RunStep[] {
  const moved = before.rows.join() !== locked.rows.join();
  if (!moved) return planned;
  const goal = planned.at(-1)?.rowsAfter ?? before.rows;
  if ([...goal].sort().join() === [...locked.rows].sort().join()) return [];
  if (options.planAgain === undefined) throw new DatabaseMovedError(before.rows, locked.rows);
  return options.planAgain(locked.rows);
}

interface Loaded {
  readonly steps: readonly RunStep[];
  readonly codes: ReadonlyMap<string, RevisionCode>;
  readonly definitions: OperationDefinitions;
  readonly state: DatabaseState;
}

/** @throws NotAtomicError before anything is created or run */
async function refuseNotAtomic(options: RunOptions, { state, ...loaded }: Loaded): Promise<void> {
  if (!options.atomic) return;
  const { assertAtomic } = await import("./atomic.ts");
  const { environment, arguments: given, isWithin = false } = options;
  const context = { environment, arguments: given, serverVersion: state.serverVersion };
  await assertAtomic({ ...loaded, isWithin, context });
}

/** @throws PartlyAppliedError when the plan does not begin with what is half done, or would be one transaction. */
function progressOf(state: DatabaseState, steps: readonly RunStep[], atomic: boolean): Progress | undefined {
  const progress = state.progress[0];
  if (progress === undefined) return undefined;
  const first = steps[0] as RunStep;
  const isFirst = first.revision.id === progress.revision && first.direction === progress.direction;
  if (isFirst && !atomic) return progress;
  throw new PartlyAppliedError(progress.revision, progress.direction, progress.statements);
}

function nothingDone(options: RunOptions, rows: readonly string[]): RunResult {
  return { runId: options.runId, steps: [], rowsBefore: rows, rowsAfter: rows };
}

const turns = new Map<unknown, Promise<unknown>>();

/** An advisory lock does not keep apart what shares one session, so runs on the embedded database take turns here. */
async function inTurn<Result>(driver: Driver, action: () => Promise<Result>): Promise<Result> {
  if (!driver.singleSession) return action();
  const session = driver.holder ?? driver.description;
  const before = turns.get(session) ?? Promise.resolve();
  const mine = before.then(action);
  const settled = mine.catch(() => {});
  turns.set(session, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(session) === settled) turns.delete(session);
  }
}
