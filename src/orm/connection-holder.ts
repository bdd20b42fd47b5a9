/**
 * The connection and transaction of a session: begun with the first statement that needs one, held until commit or
 * rollback. Before that, reads go to any connection of the pool, and no transaction is open.
 */
import type { Connection, ToldStatement, TransactionOptions } from "../engine/connection.ts";
import type { Engine } from "../engine/engine.ts";
import { ConnectionError } from "../driver/errors.ts";
import type { QueryResult } from "../driver/driver.ts";

/** How a statement of the session runs. */
export interface StatementOptions {
  readonly signal?: AbortSignal | undefined;
  readonly pipeline?: boolean;
}

export class ConnectionHolder {
  readonly #engine: Engine;
  readonly #options: TransactionOptions;
  readonly #isAlwaysInTransaction: boolean;
  #connection: Promise<Connection> | undefined;
  #next: TransactionOptions | undefined;
  #isWanted = false;
  #isCommitted = false;
  /** The connection of reads outside a transaction, while there are such. */
  #reader: { readonly connection: Promise<Connection>; readers: number } | undefined;

  constructor(engine: Engine, options: TransactionOptions, readsInTransaction: boolean) {
    this.#engine = engine;
    this.#options = options;
    this.#isAlwaysInTransaction = readsInTransaction || needsSnapshot(options);
  }

  get isOpen(): boolean {
    return this.#connection !== undefined || this.#isWanted;
  }

  /** True where a read runs by itself. */
  get readsAlone(): boolean {
    return !this.isOpen && !this.#isAlwaysInTransaction;
  }

  /** Options of the next transaction alone. */
  use(options: TransactionOptions): void {
    this.#next = options;
  }

  /** From now on, what is read is read in a transaction, too. */
  begin(): void {
    this.#isWanted = true;
  }

  /** The connection, in a transaction: it begins with the first statement. */
  get(signal?: AbortSignal): Promise<Connection> {
    this.#connection ??= this.#open({ signal }).catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #open({
    signal,
    isChecked = false,
  }: {
    signal: AbortSignal | undefined;
    isChecked?: boolean;
  }): Promise<Connection> {
    const connection = await this.#engine.connect({ ...(signal === undefined ? {} : { signal }), isChecked });
    connection.beginWithNext(this.#next ?? this.#options);
    this.#isCommitted = false;
    return connection;
  }

  /** A read outside a transaction. */
  async read(
    sql: string,
    parameters: readonly unknown[],
    options: { readonly signal?: AbortSignal },
  ): Promise<QueryResult<unknown[]>> {
    const { signal } = options;
    const read = (connection: Connection) =>
      connection.query<unknown[]>(sql, parameters, { ...options, rowMode: "array", pipeline: "anywhere" });
    try {
      return await (signal === undefined ? this.#shareReader(read) : this.#engine.withConnection(read, options));
    } catch (error) {
      if (!isLost(error)) throw error;
      // A pooled connection that the server has closed meanwhile; reading again does no harm.
      return await this.#engine.withConnection(read, { ...options, isChecked: true });
    }
  }

  async #shareReader<Result>(read: (connection: Connection) => Promise<Result>): Promise<Result> {
    const reader = (this.#reader ??= { connection: this.#engine.connect(), readers: 0 });
    reader.readers += 1;
    try {
      return await read(await reader.connection);
    } finally {
      reader.readers -= 1;
      if (reader.readers === 0) {
        if (this.#reader === reader) this.#reader = undefined;
        await reader.connection.then(
          (connection) => connection.release(),
          () => {},
        );
      }
    }
  }

  /** A statement in the transaction. */
  async query(sql: string, parameters: readonly unknown[], options: StatementOptions): Promise<QueryResult<unknown[]>> {
    const { signal, pipeline = false } = options;
    const run = (connection: Connection) =>
      connection.query<unknown[]>(sql, parameters, {
        rowMode: "array",
        pipeline,
        ...(signal === undefined ? {} : { signal }),
      });
    return this.#inTransaction(run, options.signal, () => true);
  }

  /** Statements in the transaction, in one message; the last ones of it with `commit`. */
  async batch(
    statements: readonly ToldStatement[],
    { signal, commit }: { readonly signal?: AbortSignal | undefined; readonly commit: boolean },
  ): Promise<QueryResult[]> {
    const run = (connection: Connection) =>
      connection.batch(statements, { rowMode: "array", commit, ...(signal === undefined ? {} : { signal }) });
    const results = await this.#inTransaction(run, signal, (error) => !commit || error.undone);
    this.#isCommitted = commit;
    return results;
  }

  /** On another connection where the first statement found its own one closed by the server, and nothing can be done twice. */
  async #inTransaction<Result>(
    run: (connection: Connection) => Promise<Result>,
    signal: AbortSignal | undefined,
    isSafe: (error: ConnectionError) => boolean,
  ): Promise<Result> {
    const connection = await this.get(signal);
    const isFirst = connection.beginsWithNext;
    try {
      return await run(connection);
    } catch (error) {
      if (!isFirst || !isLost(error) || !isSafe(error)) throw error;
      await connection.release();
      this.#connection = this.#open({ signal, isChecked: true });
      return run(await this.#connection);
    }
  }

  async commit(): Promise<void> {
    await this.#end(async (connection) => {
      // The last statements of the flush may have taken the COMMIT with them.
      if (!this.#isCommitted) await connection.commit();
    });
  }

  async rollback(): Promise<void> {
    await this.#end(async (connection) => {
      if (connection.usable && connection.inTransaction) await connection.rollback();
    });
  }

  async #end(how: (connection: Connection) => Promise<void>): Promise<void> {
    const pending = this.#connection;
    this.#connection = undefined;
    this.#next = undefined;
    this.#isWanted = false;
    const connection = await pending?.catch(() => undefined);
    if (connection === undefined) return;
    try {
      await how(connection);
    } finally {
      await connection.release();
    }
  }
}

/** Where what was read has to be what is written upon. */
function needsSnapshot({ isolation, deferrable }: TransactionOptions): boolean {
  return isolation === "repeatable read" || isolation === "serializable" || deferrable === true;
}

const isLost = (error: unknown): error is ConnectionError => error instanceof ConnectionError && error.kind === "lost";
