/**
 * Runs a backfill: one batch a transaction, which also saves how far it came, so that a run that is cut off goes on where the last
 * committed batch ended. Batches are as large as takes about a third of a second.
 */
import { CancelledError, DatabaseError } from "../driver/errors.ts";
import type { Batches } from "../operations/operation.ts";
import { quoteLiteral } from "../sql/identifier.ts";
import { BackfillDoesNotEndError } from "./errors.ts";
import { walkOf, type Position } from "./backfill-keys.ts";
import type { RunSession } from "./run-session.ts";
import { progressOf, type VersionTable } from "./version-table.ts";

export interface BackfillProgress {
  readonly table: string;
  readonly changed: number;
  /** As the planner guesses it. */
  readonly expected: number;
  readonly milliseconds: number;
}

export interface BackfillRunOptions {
  readonly batches: Batches;
  readonly table: VersionTable;
  /** The statement's place in the revision. */
  readonly index: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: BackfillProgress) => void;
  /** Called in each transaction before limbeck writes its own table. */
  readonly beforeRecord: () => Promise<void>;
}

interface Saved {
  readonly statement: number;
  readonly position?: Position;
}

interface BatchRow {
  readonly changed: number;
  readonly ends: boolean;
  readonly position: Position | null;
}

/** Milliseconds that a batch should take. */
const [shortest, longest] = [200, 500];
const statementTimeoutMs = 30_000;
/** How often a table is walked through while rows come that still have to be changed. */
const mostPasses = 5;
const mostFailures = 12;

export class BackfillRun {
  readonly #session: RunSession;
  readonly #options: BackfillRunOptions;
  #changed = 0;
  #size = 0;

  constructor(session: RunSession, options: BackfillRunOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** @throws BackfillDoesNotEndError, CancelledError */
  async run(): Promise<void> {
    const { connection } = this.#session;
    const { batches } = this.#options;
    await this.#preparePosition();
    const walk = await walkOf(connection, batches);
    const expected = await this.#expected();
    const started = performance.now();
    this.#size = walk.sizes.first;
    let position = await this.#saved();
    for (let pass = 1; ; pass += 1) {
      for (let ends = false; !ends;) {
        const row = await this.#batch(walk.batchSql, position, walk.sizes.most);
        ends = row.ends;
        position = row.position ?? position;
        this.#changed += row.changed;
        const milliseconds = performance.now() - started;
        this.#options.onProgress({ table: batches.table, changed: this.#changed, expected, milliseconds });
        if (!ends) await this.#pause(batches.pauseMs);
      }
      if (!(await this.#isLeft())) return;
      if (pass === mostPasses) throw new BackfillDoesNotEndError(batches.table, batches.where);
      position = undefined;
    }
  }

  async #batch(
    batchSql: (after: Position | undefined, size: number) => string,
    after: Position | undefined,
    most: number,
  ): Promise<BatchRow> {
    for (let failures = 0; ; failures += 1) {
      if (this.#options.signal?.aborted === true) throw new CancelledError("statement");
      const begun = performance.now();
      try {
        const row = await this.#transaction(batchSql(after, this.#size));
        this.#adapt(performance.now() - begun, most);
        return row;
      } catch (error) {
        if (!this.#mayRetry(error) || failures === mostFailures) throw error;
        await this.#session.rollback();
        this.#size = Math.max(1, Math.floor(this.#size / 2));
        await this.#pause(Math.min(2000, 50 * 2 ** failures));
      }
    }
  }

  async #transaction(sql: string): Promise<BatchRow> {
    const { connection } = this.#session;
    const { table, index } = this.#options;
    await this.#session.begin();
    await connection.execute(`SET LOCAL statement_timeout = ${statementTimeoutMs}`);
    const { rows } = await connection.query<BatchRow>(sql);
    const row = rows[0] as BatchRow;
    await this.#options.beforeRecord();
    const saved: Saved = { statement: index, ...(row.position === null ? {} : { position: row.position }) };
    await connection.execute(
      `UPDATE ${progressOf(table)} SET position = ${quoteLiteral(JSON.stringify(saved))}, updated_at = now() WHERE version_table = ${quoteLiteral(table.name)}`,
    );
    await this.#session.commit();
    return row;
  }

  #adapt(milliseconds: number, most: number): void {
    if (milliseconds < shortest) this.#size = Math.min(most, Math.ceil(this.#size * 1.5));
    else if (milliseconds > longest) this.#size = Math.max(1, Math.floor(this.#size / 2));
  }

  /** Locks that others hold, and a batch that took too long; what somebody cancels is over. */
  #mayRetry(error: unknown): boolean {
    if (!(error instanceof DatabaseError) || !this.#session.connection.usable) return false;
    return error.isTransient || (error.sqlState === "57014" && this.#options.signal?.aborted !== true);
  }

  /** Tables of earlier versions have no place for it. */
  async #preparePosition(): Promise<void> {
    const { connection } = this.#session;
    const name = progressOf(this.#options.table);
    const { rows } = await connection.query(
      "SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass($1) AND attname = 'position'",
      [name],
    );
    if (rows.length === 0) await connection.execute(`ALTER TABLE ${name} ADD COLUMN position text`);
  }

  /** Undefined where no batch of this very statement was committed. */
  async #saved(): Promise<Position | undefined> {
    const { table, index } = this.#options;
    const { rows } = await this.#session.connection.query<{ position: string | null }>(
      `SELECT position FROM ${progressOf(table)} WHERE version_table = $1`,
      [table.name],
    );
    const saved = JSON.parse(rows[0]?.position ?? "null") as Saved | null;
    return saved?.statement === index ? saved.position : undefined;
  }

  async #isLeft(): Promise<boolean> {
    const { table, where } = this.#options.batches;
    const { rows } = await this.#session.connection.query<{ left: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table} WHERE (${where})) AS left`,
    );
    return rows[0]?.left === true;
  }

  /** The planner's guess costs nothing; to count would read the whole table. */
  async #expected(): Promise<number> {
    const { table, where } = this.#options.batches;
    const { rows } = await this.#session.connection.query<Record<string, unknown>>(
      `EXPLAIN (FORMAT JSON) SELECT FROM ${table} WHERE (${where})`,
    );
    const value = Object.values(rows[0] ?? {})[0];
    const [plan] = (typeof value === "string" ? JSON.parse(value) : value) as [{ Plan: Record<string, number> }];
    return plan.Plan["Plan Rows"] ?? 0;
  }

  async #pause(milliseconds: number | undefined): Promise<void> {
    if (milliseconds !== undefined) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}
