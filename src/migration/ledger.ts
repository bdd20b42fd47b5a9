/** The ledger: one row for every revision that was run, also for those that failed. */
import { hostname, userInfo } from "node:os";
import { DatabaseError } from "../driver/errors.ts";
import type { RowChanges } from "../script/version-rows.ts";
import { VersionRowLostError } from "./errors.ts";
import type { RevisionRun } from "./revision-run.ts";
import {
  applyRowChanges,
  createLedgerSql,
  ledgerOf,
  qualified,
  rowChangeSql,
  type DatabaseState,
  type Session,
  type VersionTable,
} from "./version-table.ts";

export interface LedgerEntry {
  readonly revision: string;
  readonly message: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly outcome: "done" | "failed";
  readonly checksum: string | undefined;
  readonly startedAt: Date;
  /** Undefined: since the transaction began. */
  readonly milliseconds: number | undefined;
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
  readonly #systemUser = systemUser();
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

  /**
   * The version row moves with the entry that says so: most often one statement, which goes along with the last ones of
   * the revision.
   *
   * @throws VersionRowLostError
   */
  async writeMove(entry: LedgerEntry, changes: RowChanges, run: Pick<RevisionRun, "flush">): Promise<void> {
    const { table } = this.#options;
    // Parameters, so that the statement is the same each time.
    const parameters = [...this.#valuesOf(entry)];
    const [move, ...others] = rowChangeSql(table, changes, (row) => `$${parameters.push(row)}`);
    if (!this.#usable || move === undefined || others.length > 0) {
      await run.flush();
      await applyRowChanges(this.#session, table, changes);
      return this.write(entry);
    }
    // The COMMIT may be on its way behind it, so it has to fail where no row moved.
    const sql = `WITH moved AS (${move.sql} RETURNING version_num)
${this.#insertSql()}
RETURNING (SELECT CASE count(*) WHEN 1 THEN 1 ELSE ('${rowsMoved}' || count(*))::int4 END FROM moved) AS moved`;
    try {
      await run.flush({ sql, parameters, keep: true }, { ends: true });
    } catch (error) {
      const moved = error instanceof DatabaseError ? movedInstead.exec(error.message)?.[1] : undefined;
      throw moved === undefined ? error : new VersionRowLostError(qualified(table), move.row, Number(moved));
    }
  }

  async write(entry: LedgerEntry): Promise<void> {
    if (this.#usable) await this.#session.query(this.#insertSql(), this.#valuesOf(entry));
  }

  #insertSql(): string {
    return `INSERT INTO ${ledgerOf(this.#options.table)} (run_id, version_table, version_num, message, direction, outcome,
  checksum, started_at, duration_ms, system_user_name, host, tool_version, sqlstate, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
  coalesce($9::int4, (extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::int4),
  $10, $11, $12, $13, $14)`;
  }

  #valuesOf(entry: LedgerEntry): readonly unknown[] {
    const { table, runId, toolVersion } = this.#options;
    return [
      runId,
      table.name,
      entry.revision,
      entry.message,
      entry.direction,
      entry.outcome,
      entry.checksum ?? null,
      entry.startedAt,
      entry.milliseconds === undefined ? null : Math.round(entry.milliseconds),
      this.#systemUser,
      hostname(),
      toolVersion,
      entry.sqlState ?? null,
      entry.error ?? null,
    ];
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

const rowsMoved = "limbeck: rows moved: ";
const movedInstead = new RegExp(`${rowsMoved}(\\d+)`);

function systemUser(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
