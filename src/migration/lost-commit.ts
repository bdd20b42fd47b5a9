/**
 * When the connection dies during COMMIT, its reply is lost and only the database knows whether it took effect. A new
 * connection asks it, once the lock is to be had: the lost session is gone then, and nothing of it can commit any more.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { acquireLock, releaseLock } from "./lock.ts";
import type { RunStep } from "./revision-code.ts";
import { ledgerOf, readState, type VersionTable } from "./version-table.ts";

export interface LostCommit {
  readonly driver: Driver;
  readonly table: VersionTable;
  readonly runId: string;
  /** The step that was being committed; of an atomic run the last one. */
  readonly step: RunStep;
  /** How long the database may take to be reached, and the lost session to end. */
  readonly waitSeconds: number;
}

export type CommitOutcome =
  | { readonly outcome: "applied" | "undone"; readonly rows: readonly string[] }
  | { readonly outcome: "partial"; readonly rows: readonly string[]; readonly statements: number }
  /** The database can't be reached, or the lost session does not end. */
  | { readonly outcome: "unknown" };

/** What became of a COMMIT that nobody answered. Never throws. */
export async function lookAfterLostCommit(lost: LostCommit): Promise<CommitOutcome> {
  const deadline = performance.now() + lost.waitSeconds * 1000;
  const connection = await reconnect(lost.driver, deadline);
  if (connection === undefined) return { outcome: "unknown" };
  try {
    await acquireLock(connection, lost.table, { waitSeconds: Math.max(1, (deadline - performance.now()) / 1000) });
    return await outcomeOf(connection, lost);
  } catch {
    return { outcome: "unknown" };
  } finally {
    if (connection.usable) await releaseLock(connection, lost.table);
    await connection.close().catch(() => {});
  }
}

async function reconnect(driver: Driver, deadline: number): Promise<DriverConnection | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await driver.connect();
    } catch {
      // A server that restarts refuses connections for a moment.
      if (performance.now() > deadline) return undefined;
      await sleep(Math.min(100 * 2 ** attempt, 1000));
    }
  }
}

async function outcomeOf(connection: DriverConnection, { table, step, runId }: LostCommit): Promise<CommitOutcome> {
  const state = await readState(connection, table);
  const { rows } = state;
  // Another run may have moved the rows on by now; the ledger still tells what this one did.
  const isRecorded =
    state.hasLedger &&
    (await hasLedgerRow(connection, table, { runId, revision: step.revision.id }).catch(() => false));
  if (isRecorded || [...rows].sort().join() === [...step.rowsAfter].sort().join()) return { outcome: "applied", rows };
  const progress = state.progress.find(({ revision }) => revision === step.revision.id);
  if (progress !== undefined) return { outcome: "partial", rows, statements: progress.statements };
  return { outcome: "undone", rows };
}

async function hasLedgerRow(
  connection: DriverConnection,
  table: VersionTable,
  { runId, revision }: { readonly runId: string; readonly revision: string },
): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM ${ledgerOf(table)} WHERE run_id = $1 AND version_num = $2 AND version_table = $3 AND outcome = 'done'`,
    [runId, revision, table.name],
  );
  return rows.length > 0;
}
