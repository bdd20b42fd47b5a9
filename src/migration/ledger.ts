/** The ledger: one row for every revision that was run, also for those that failed. */
import { hostname, userInfo } from "node:os";
import { DatabaseError } from "../driver/errors.ts";
import { createLedgerSql, ledgerOf, type DatabaseState, type Session, type VersionTable } from "./version-table.ts";

export interface LedgerEntry {
  readonly revision: string;
  readonly message: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly outcome: "done" | "failed";
  readonly checksum: string | undefined;
  readonly startedAt: Date;
  readonly milliseconds: number;
  readonly sqlState?: string | undefined;
  readonly error?: string | undefined;
}

export interface LedgerOptions {
  readonly table: VersionTable;
  readonly runId: string;
  readonly toolVersion: string;
  readonly onWarning: (message: string) => void;
}

export class Ledger {
  readonly #session: Session;
  readonly #options: LedgerOptions;
  #usable = false;

  constructor(session: Session, options: LedgerOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** Makes the table where it is missing. A ledger that can't be had is reported and done without. */
  async prepare(state: DatabaseState): Promise<void> {
    try {
      if (!state.hasLedger) await this.#session.execute(createLedgerSql(this.#options.table));
      else await this.#session.query(`SELECT run_id FROM ${ledgerOf(this.#options.table)} LIMIT 0`);
      this.#usable = true;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      this.#options.onWarning(`The ledger cannot be used (${error.message}); this run is not recorded in it.`);
    }
  }

  async write(entry: LedgerEntry): Promise<void> {
    if (!this.#usable) return;
    const { table, runId, toolVersion } = this.#options;
    await this.#session.query(
      `INSERT INTO ${ledgerOf(table)} (run_id, version_table, version_num, message, direction, outcome, checksum,
  started_at, duration_ms, system_user_name, host, tool_version, sqlstate, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        runId,
        table.name,
        entry.revision,
        entry.message,
        entry.direction,
        entry.outcome,
        entry.checksum ?? null,
        entry.startedAt,
        Math.round(entry.milliseconds),
        systemUser(),
        hostname(),
        toolVersion,
        entry.sqlState ?? null,
        entry.error ?? null,
      ],
    );
  }

  /** After a failure, when the transaction is gone: best effort, for the failure itself is what must be reported. */
  async writeFailure(entry: LedgerEntry): Promise<void> {
    try {
      await this.write(entry);
    } catch (error) {
      this.#options.onWarning(
        `The failure could not be written to the ledger (${error instanceof Error ? error.message : "unknown reason"}).`,
      );
    }
  }
}

function systemUser(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
