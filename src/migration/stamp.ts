/** Writes rows of the version table without running anything, under the same lock as a run. */
import type { Driver } from "../driver/driver.ts";
import type { Queryable } from "../dialects/dialect.ts";
import { endOnAbort } from "../driver/end-on-abort.ts";
import { ReadOnlyDatabaseError, type LockHolder } from "./errors.ts";
import { Ledger } from "./ledger.ts";
import { acquireLock, releaseLock } from "./lock.ts";
import { refuseTransactionPooler } from "./pooler.ts";
import { RunSession } from "./run-session.ts";
import {
  applyRowChanges,
  clearProgress,
  deniedOr,
  ensureVersionTable,
  qualified,
  readState,
  type DatabaseState,
  type VersionTable,
} from "./version-table.ts";

/** As `planStamp` of the script gives it. */
export interface StampStep {
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
  readonly restored?: readonly string[];
  readonly rowChanges: {
    readonly delete: readonly string[];
    readonly update: readonly (readonly [from: string, to: string])[];
    readonly insert: readonly string[];
  };
}

export interface StampOptions {
  readonly driver: Driver;
  readonly table: VersionTable;
  readonly defaultSchema: string;
  /** Undefined only makes the version table. */
  readonly plan: ((rows: readonly string[]) => StampStep | undefined) | undefined;
  /** Why, for the ledger. */
  readonly message?: string;
  /** Called in the transaction before the rows are written; what it throws leaves everything as it was. */
  readonly before?: (connection: Queryable) => Promise<void>;
  readonly purge: boolean;
  readonly migrationLockWaitSeconds: number;
  readonly ddlLockTimeoutMs: number;
  readonly runId: string;
  readonly toolVersion: string;
  readonly onWaiting?: (holder: LockHolder | undefined) => void;
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** The rows of the version table before and after a stamp. */
export interface StampOutcome {
  readonly created: boolean;
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
  /** Rows beside the targets: of lines that a revision which is taken back had joined. */
  readonly restored: readonly string[];
}

/** @throws LockNotAcquiredError, ReadOnlyDatabaseError, VersionTableShapeError, VersionTableDeniedError and all that `plan` throws */
export async function stampDatabase(options: StampOptions): Promise<StampOutcome> {
  const { signal } = options;
  const connection = await options.driver.connect(signal === undefined ? {} : { signal });
  const forget = endOnAbort(connection, signal);
  try {
    await refuseTransactionPooler(options.driver, connection);
    const state = await readState(connection, options.table);
    const planned = options.plan?.(state.rows);
    if (state.exists && options.plan === undefined)
      return { created: false, rowsBefore: state.rows, rowsAfter: state.rows, restored: [] };
    if (state.readOnly !== undefined) throw new ReadOnlyDatabaseError(state.readOnly);
    const { migrationLockWaitSeconds: waitSeconds, onWaiting } = options;
    await acquireLock(connection, options.table, {
      waitSeconds,
      ...(onWaiting === undefined ? {} : { onWaiting }),
      ...(signal === undefined ? {} : { signal }),
    });
    try {
      const locked = await readState(connection, options.table);
      const session = new RunSession(connection, { ...options, applicationName: `limbeck ${options.runId}` });
      await session.reset();
      const created = await ensureVersionTable(connection, options.table, locked, options.defaultSchema);
      const step = planned === undefined ? undefined : options.plan?.(locked.rows);
      if (step === undefined) return { created, rowsBefore: locked.rows, rowsAfter: locked.rows, restored: [] };
      await writeStamp(session, options, { locked, step });
      return { created, rowsBefore: locked.rows, rowsAfter: step.rowsAfter, restored: step.restored ?? [] };
    } finally {
      await releaseLock(connection, options.table);
    }
  } finally {
    forget();
    await connection.close().catch(() => {});
  }
}

async function writeStamp(
  session: RunSession,
  options: StampOptions,
  plan: { locked: DatabaseState; step: StampStep },
): Promise<void> {
  const { connection } = session;
  const { locked, step } = plan;
  const ledger = new Ledger(connection, { ...options, onWarning: options.onWarning ?? (() => {}) });
  await ledger.prepare(locked);
  const startedAt = new Date();
  await session.begin();
  try {
    await options.before?.(connection);
    if (options.purge) {
      await connection.query(`DELETE FROM ${qualified(options.table)}`);
      await applyRowChanges(connection, options.table, { delete: [], update: [], insert: step.rowsAfter });
    } else await applyRowChanges(connection, options.table, step.rowChanges);
    // Whoever stamps says where the database is; a half-done revision is then nobody's to finish.
    if (locked.hasProgress) await clearProgress(connection, options.table);
    for (const revision of step.rowsAfter.length === 0 ? ["base"] : step.rowsAfter) {
      await ledger.write({
        revision,
        message: options.message ?? "",
        direction: "stamp",
        outcome: "done",
        checksum: undefined,
        startedAt,
        milliseconds: 0,
      });
    }
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => {});
    throw deniedOr(error, options.table, "changed");
  }
}
