/**
 * A connection as everything above the drivers sees it: statements, transactions with nested savepoints, and Kysely on
 * the same session.
 */
import type { Kysely } from "kysely";
import type { DriverConnection, Notice, QueryOptions, QueryResult, TransactionStatus } from "../driver/driver.ts";
import {
  ConnectionReleasedError,
  TransactionEndedError,
  TransactionFailedError,
  TransactionStateError,
} from "./errors.ts";

export type IsolationLevel = "read uncommitted" | "read committed" | "repeatable read" | "serializable";

export interface TransactionOptions {
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  /** With serializable and read only: waits for a snapshot that can't fail. */
  readonly deferrable?: boolean;
}

/** Told after every statement. Holds no parameters: they may be secrets. */
export interface QueryEvent {
  readonly sql: string;
  readonly durationMs: number;
  readonly rowCount: number | null;
  readonly processId: number | undefined;
  readonly error: unknown;
}

export interface ConnectionOptions {
  readonly onQuery?: ((event: QueryEvent) => void) | undefined;
  readonly release: () => Promise<void>;
}

const isolationClauses: Readonly<Record<IsolationLevel, string>> = {
  "read uncommitted": "ISOLATION LEVEL READ UNCOMMITTED",
  "read committed": "ISOLATION LEVEL READ COMMITTED",
  "repeatable read": "ISOLATION LEVEL REPEATABLE READ",
  serializable: "ISOLATION LEVEL SERIALIZABLE",
};

export class Connection {
  readonly #driver: DriverConnection;
  readonly #options: ConnectionOptions;
  #released: Promise<void> | undefined;
  #savepoints = 0;

  constructor(driver: DriverConnection, options: ConnectionOptions) {
    this.#driver = driver;
    this.#options = options;
  }

  get inTransaction(): boolean {
    return this.#driver.transactionStatus !== "idle";
  }

  get transactionStatus(): TransactionStatus {
    return this.#driver.transactionStatus;
  }

  /** Backend process id; undefined on the embedded database. */
  get processId(): number | undefined {
    return this.#driver.processId;
  }

  get usable(): boolean {
    return this.#released === undefined && this.#driver.usable;
  }

  /**
   * One statement with `$1…` parameters.
   *
   * @throws DatabaseError, ConnectionError, CancelledError
   * @example
   * const { rows } = await connection.query<{ id: number }>("SELECT id FROM orders WHERE total > $1", [100]);
   */
  query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>> {
    return this.#observe(sql, () => this.#session().query<Row>(sql, parameters, options), rowCountOf);
  }

  /** A script of any number of statements without parameters; one result a statement. */
  execute(script: string, options?: QueryOptions): Promise<QueryResult[]> {
    const count = (results: QueryResult[]) => (results.length === 1 ? rowCountOf(results[0] as QueryResult) : null);
    return this.#observe(script, () => this.#session().execute(script, options), count);
  }

  /** Batches of rows in constant memory; see `DriverConnection.stream`. */
  stream<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions & { readonly batchSize?: number },
  ): AsyncIterable<Row[]> {
    return this.#session().stream<Row>(sql, parameters, options);
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    return this.#driver.onNotice(listener);
  }

  /** Asks the server to stop the running statement. */
  cancel(): Promise<void> {
    return this.#driver.cancel();
  }

  /**
   * Runs `work` in a transaction: commits when it returns, rolls back when it throws. Inside an open transaction it is
   * a savepoint, and the options do not apply.
   *
   * @example
   * await connection.transaction(async () => {
   *   await connection.query("UPDATE accounts SET balance = balance - 10 WHERE id = 1");
   * }, { isolation: "serializable" });
   */
  async transaction<T>(work: (connection: Connection) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.inTransaction) return this.savepoint(work);
    await this.begin(options);
    const value = await this.#guard(work, () => this.rollback());
    if (!this.inTransaction) throw new TransactionEndedError();
    await this.commit();
    return value;
  }

  /** Runs `work` so that its failure undoes only what it did, and the transaction around it goes on. */
  async savepoint<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (!this.inTransaction) throw new TransactionStateError("savepoint");
    const name = `limbeck_savepoint_${++this.#savepoints}`;
    await this.query(`SAVEPOINT ${name}`);
    const undo = async () => {
      await this.query(`ROLLBACK TO SAVEPOINT ${name}`);
      await this.query(`RELEASE SAVEPOINT ${name}`);
    };
    const value = await this.#guard(work, undo);
    if (this.transactionStatus === "failed") {
      await undo();
      throw new TransactionFailedError();
    }
    await this.query(`RELEASE SAVEPOINT ${name}`);
    return value;
  }

  async begin(options: TransactionOptions = {}): Promise<void> {
    if (this.inTransaction) throw new TransactionStateError("begin");
    const modes = [
      options.isolation && isolationClauses[options.isolation],
      options.readOnly === undefined ? undefined : options.readOnly ? "READ ONLY" : "READ WRITE",
      options.deferrable ? "DEFERRABLE" : undefined,
    ].filter((mode) => mode !== undefined);
    await this.query(["BEGIN", modes.join(", ")].join(" ").trim());
  }

  /** @throws TransactionFailedError where PostgreSQL would roll back without a word */
  async commit(): Promise<void> {
    const failed = this.transactionStatus === "failed";
    await this.query(failed ? "ROLLBACK" : "COMMIT");
    if (failed) throw new TransactionFailedError();
  }

  async rollback(): Promise<void> {
    await this.query("ROLLBACK");
  }

  /**
   * Kysely on this connection: its statements and transactions run in this session, a transaction inside an open one as
   * a savepoint.
   */
  async kysely<Database>(): Promise<Kysely<Database>> {
    const { kyselyOn } = await import("./kysely.ts");
    return kyselyOn<Database>({ acquire: () => Promise.resolve(this), release: () => Promise.resolve() });
  }

  /** Gives the connection back; an open transaction is rolled back. Harmless when repeated. */
  release(): Promise<void> {
    this.#released ??= this.#options.release();
    return this.#released;
  }

  /** The same as `release`. */
  close(): Promise<void> {
    return this.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  #session(): DriverConnection {
    if (this.#released) throw new ConnectionReleasedError();
    return this.#driver;
  }

  /** The error of the work is the one that counts, also when undoing it fails on a lost connection. */
  async #guard<T>(work: (connection: Connection) => Promise<T>, undo: () => Promise<void>): Promise<T> {
    try {
      return await work(this);
    } catch (error) {
      if (this.usable && this.inTransaction) await undo().catch(() => {});
      throw error;
    }
  }

  async #observe<Result>(
    sql: string,
    run: () => Promise<Result>,
    count: (result: Result) => number | null,
  ): Promise<Result> {
    const { onQuery } = this.#options;
    if (!onQuery) return run();
    const start = performance.now();
    const tell = (rowCount: number | null, error?: unknown) =>
      onQuery({ sql, durationMs: performance.now() - start, rowCount, processId: this.processId, error });
    try {
      const result = await run();
      tell(count(result));
      return result;
    } catch (error) {
      tell(null, error);
      throw error;
    }
  }
}

function rowCountOf(result: QueryResult<unknown>): number | null {
  return result.rowCount;
}
