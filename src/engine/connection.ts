/**
 * A connection as everything above the drivers sees it: statements, transactions with nested savepoints, and Kysely on
 * the same session.
 */
import type { Kysely } from "kysely";
import type {
  BatchOptions,
  BatchStatement,
  DriverConnection,
  Notice,
  QueryOptions,
  QueryResult,
  TransactionStatus,
} from "../driver/driver.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { QueryEvent } from "../driver/observed.ts";
import {
  ConnectionReleasedError,
  TransactionEndedError,
  TransactionFailedError,
  TransactionStateError,
} from "./errors.ts";

/** How a transaction is kept apart from others: `BEGIN ISOLATION LEVEL …`. */
export type IsolationLevel = "read uncommitted" | "read committed" | "repeatable read" | "serializable";

/** Options of `transaction()`. */
export interface TransactionOptions {
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  /** With serializable and read only: waits for a snapshot that can't fail. */
  readonly deferrable?: boolean;
}

export type { QueryEvent };

/** One statement of a batch; `told` is what listeners are told instead of it. */
export type ToldStatement = BatchStatement & { readonly told?: string };

export interface ConnectionOptions {
  readonly dialect: string;
  readonly onQuery?: ((event: QueryEvent) => void) | undefined;
  readonly release: () => Promise<void>;
}

const isolationClauses: Readonly<Record<IsolationLevel, string>> = {
  "read uncommitted": "ISOLATION LEVEL READ UNCOMMITTED",
  "read committed": "ISOLATION LEVEL READ COMMITTED",
  "repeatable read": "ISOLATION LEVEL REPEATABLE READ",
  serializable: "ISOLATION LEVEL SERIALIZABLE",
};

/** One connection of an engine. `query` and `execute` run SQL, `transaction` runs a block in BEGIN … COMMIT. */
export class Connection {
  readonly #driver: DriverConnection;
  readonly #options: ConnectionOptions;
  #released: Promise<void> | undefined;
  #savepoints = 0;
  /** What begins the transaction, where it waits for the first statement. */
  #waitingBegin: string | undefined;
  /** That first statement, while it is on its way: nothing else may run before the transaction has begun. */
  #beginning: Promise<unknown> | undefined;

  constructor(driver: DriverConnection, options: ConnectionOptions) {
    this.#driver = driver;
    this.#options = options;
  }

  /** Name of the dialect. */
  get dialect(): string {
    return this.#options.dialect;
  }

  get inTransaction(): boolean {
    return this.transactionStatus !== "idle";
  }

  get transactionStatus(): TransactionStatus {
    return this.#isBeginning ? "active" : this.#driver.transactionStatus;
  }

  /** True where a transaction is to begin with the next statement. */
  get beginsWithNext(): boolean {
    return this.#waitingBegin !== undefined;
  }

  get #isBeginning(): boolean {
    return this.#waitingBegin !== undefined || this.#beginning !== undefined;
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
    if (this.#isBeginning) return this.#queryAfterBegin<Row>(sql, parameters, options);
    return this.#observe(sql, () => this.#session().query<Row>(sql, parameters, options), rowCountOf);
  }

  /**
   * Statements in one message, with the BEGIN that waits for them and a COMMIT behind them where it is asked for: the first
   * that fails is the last that runs, and nothing is committed then. One after the other where the driver has no such thing.
   */
  async batch(
    statements: readonly ToldStatement[],
    { commit = false, ...options }: BatchOptions & { readonly commit?: boolean } = {},
  ): Promise<QueryResult[]> {
    if (this.#beginning !== undefined) await this.#beginning;
    const driver = this.#session();
    const begin = this.#waitingBegin;
    this.#waitingBegin = undefined;
    // A statement by itself is a transaction, where nothing is said of that.
    const isAlone = commit && begin === "BEGIN" && statements.length === 1 && driver.batch !== undefined;
    const before: ToldStatement[] = begin === undefined || isAlone ? [] : [{ sql: begin }];
    const sent = [...before, ...statements, ...(commit && !isAlone ? [{ sql: "COMMIT" }] : [])];
    const sending = driver.batch === undefined ? inTurn(driver, sent, options) : driver.batch(sent, options);
    const observed = this.#observeBatch(sent, sending);
    if (begin !== undefined) this.#beginning = observed;
    try {
      return (await observed).slice(before.length, before.length + statements.length);
    } catch (error) {
      // Where it has not begun, nothing may run outside of it.
      const hasBegun = error instanceof DatabaseError && error.completed > 0;
      if (!hasBegun && driver.usable && driver.transactionStatus === "idle") this.#waitingBegin = begin;
      // It had run, and what failed is its end.
      if (isAlone && hasBegun) throw new DatabaseError(error, "COMMIT", error.completed);
      throw error;
    } finally {
      if (this.#beginning === observed) this.#beginning = undefined;
    }
  }

  async #queryAfterBegin<Row>(
    sql: string,
    parameters: readonly unknown[],
    options: QueryOptions | undefined,
  ): Promise<QueryResult<Row>> {
    if (this.#waitingBegin === undefined) {
      await this.#beginning;
      return this.query<Row>(sql, parameters, options);
    }
    const { signal, rowMode } = options ?? {};
    const [result] = await this.batch([{ sql, parameters }], { signal, rowMode });
    return (result ?? { rows: [], rowCount: null, command: "" }) as QueryResult<Row>;
  }

  /** For what can't go in one message with others. */
  async #haveBegun(): Promise<void> {
    if (this.#waitingBegin !== undefined) await this.batch([]);
    await this.#beginning;
  }

  /** A script of any number of statements without parameters; one result a statement. */
  execute(script: string, options?: QueryOptions): Promise<QueryResult[]> {
    if (this.#isBeginning) return this.#haveBegun().then(() => this.execute(script, options));
    const count = (results: QueryResult[]) => (results.length === 1 ? rowCountOf(results[0] as QueryResult) : null);
    return this.#observe(script, () => this.#session().execute(script, options), count);
  }

  /** Batches of rows in constant memory; see `DriverConnection.stream`. */
  async *stream<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions & { readonly batchSize?: number },
  ): AsyncIterable<Row[]> {
    await this.#haveBegun();
    yield* this.#session().stream<Row>(sql, parameters, options);
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
    this.beginWithNext(options);
    await this.#haveBegun();
  }

  /** A transaction that begins with the next statement, in one message with it. What is wrong with its options, that says. */
  beginWithNext(options: TransactionOptions = {}): void {
    if (this.inTransaction) throw new TransactionStateError("begin");
    const modes = [
      options.isolation && isolationClauses[options.isolation],
      options.readOnly === undefined ? undefined : options.readOnly ? "READ ONLY" : "READ WRITE",
      options.deferrable ? "DEFERRABLE" : undefined,
    ].filter((mode) => mode !== undefined);
    this.#waitingBegin = ["BEGIN", modes.join(", ")].join(" ").trim();
  }

  /** @throws TransactionFailedError where PostgreSQL would roll back without a word */
  async commit(): Promise<void> {
    if (this.#hasNotBegun()) return;
    await this.#beginning?.catch(() => {});
    const failed = this.transactionStatus === "failed";
    await this.query(failed ? "ROLLBACK" : "COMMIT");
    if (failed) throw new TransactionFailedError();
  }

  async rollback(): Promise<void> {
    if (this.#hasNotBegun()) return;
    await this.#beginning?.catch(() => {});
    await this.query("ROLLBACK");
  }

  /** A transaction that nobody did anything in is over without a word to the server. */
  #hasNotBegun(): boolean {
    const hasNot = this.#waitingBegin !== undefined;
    this.#waitingBegin = undefined;
    return hasNot;
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

  async #observeBatch(statements: readonly ToldStatement[], sending: Promise<QueryResult[]>): Promise<QueryResult[]> {
    const { onQuery } = this.#options;
    if (!onQuery) return sending;
    const start = performance.now();
    const tell = (index: number, rowCount: number | null, error?: unknown) => {
      const { sql, told = sql } = statements[index]!;
      onQuery({ sql: told, durationMs: performance.now() - start, rowCount, processId: this.processId, error });
    };
    try {
      const results = await sending;
      results.forEach(({ rowCount }, index) => tell(index, rowCount));
      return results;
    } catch (error) {
      const completed = error instanceof DatabaseError ? error.completed : 0;
      for (let index = 0; index < completed; index += 1) tell(index, null);
      tell(completed, null, error);
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

/** The same on a driver to which a message costs nothing. */
async function inTurn(
  driver: DriverConnection,
  statements: readonly BatchStatement[],
  options: BatchOptions,
): Promise<QueryResult[]> {
  const results: QueryResult[] = [];
  for (const { sql, parameters } of statements) {
    try {
      results.push(await driver.query(sql, parameters, options));
    } catch (error) {
      throw error instanceof DatabaseError ? new DatabaseError(error, error.statement, results.length) : error;
    }
  }
  return results;
}

function rowCountOf(result: QueryResult<unknown>): number | null {
  return result.rowCount;
}
