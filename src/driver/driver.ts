/**
 * What limbeck needs of a network or embedded driver. A driver knows nothing of models or migrations; everything above
 * it is the same on a server and on the embedded database.
 */

export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  /** Rows affected or returned; null where the command has no count. */
  readonly rowCount: number | null;
  /** Command tag without counts: `SELECT`, `INSERT`, `CREATE TABLE`… */
  readonly command: string;
}

/** Options of one query of a driver. */
export interface QueryOptions {
  /**
   * Cancels the statement on the server and rejects with `driver.cancelled`. The embedded database runs a statement in
   * this thread without a pause, so there only a statement that has not begun yet is cancelled.
   */
  readonly signal?: AbortSignal;
  /** `array` returns each row as an array of values in column order (faster, allows equal column names). */
  readonly rowMode?: "object" | "array";
  /**
   * Within a transaction, the statement may be sent before the one ahead of it is answered, where that one may, too.
   * `anywhere`: outside one as well, as its failure and that of others don't concern one another.
   * Not for COPY, nor for statements that are to be cancelled one by one: with a `signal` it has no effect.
   */
  readonly pipeline?: boolean | "anywhere";
}

export type BatchOptions = Pick<QueryOptions, "signal" | "rowMode">;

/** One statement of a batch. */
export interface BatchStatement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
  /** True where the same text comes again and again, so that it is worth being prepared for the session. */
  readonly keep?: boolean;
}

/** What a server says beside its answers: `RAISE NOTICE` and warnings. */
export interface Notice {
  readonly severity: string;
  readonly message: string;
  readonly sqlState: string;
  readonly detail?: string;
  readonly hint?: string;
}

/**
 * Where a session stands between statements, as the server itself reports it: outside a transaction, inside one, or
 * inside one that failed and accepts nothing but its end (or a return to a savepoint).
 */
export type TransactionStatus = "idle" | "active" | "failed";

/** One session of the database. Statements run in the order they were asked for. */
export interface DriverConnection {
  /** One statement with `$1…` parameters, decoded by the dialect's decode table. */
  query<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>>;
  /** A script of any number of statements without parameters, sent as one message; returns one result a statement. */
  execute(script: string, options?: QueryOptions): Promise<QueryResult[]>;
  /**
   * Single statements in one message, one result each. The first that fails is the last that runs; the `completed` of its
   * `DatabaseError` says how many came before. Absent where a message costs nothing.
   */
  batch?(statements: readonly BatchStatement[], options?: BatchOptions): Promise<QueryResult[]>;
  /**
   * A script that goes to the server at once behind a batch on its way, whether that succeeds or fails; waits for its turn
   * where there is none, or no transaction is open. There where `batch` is.
   */
  executeBehind?(script: string): Promise<QueryResult[]>;
  /**
   * Rows of a `SELECT`, `VALUES` or `TABLE` in batches through a cursor, in constant memory. Outside a transaction the
   * stream opens one of its own and ends it with the loop; other statements may run between two batches.
   */
  stream<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions & { readonly batchSize?: number },
  ): AsyncIterable<Row[]>;
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Asks the server to stop the running statement; harmless when none runs. */
  cancel(): Promise<void>;
  readonly transactionStatus: TransactionStatus;
  /**
   * True where whoever holds the connection has opened a transaction around everything: what begins and ends here is a
   * savepoint of that, and nothing is committed by what it is asked for.
   */
  readonly isWithin?: boolean;
  /** False once the connection is lost or closed. */
  readonly usable: boolean;
  /** Identifies the session on the server (backend process id), where there is one. */
  readonly processId: number | undefined;
  close(): Promise<void>;
}

/** What an opener may ask of any driver; one that has no such thing leaves it out. */
export interface OpenDriverOptions {
  /** Shown in the server's list of sessions; what the URL says wins. */
  readonly applicationName?: string | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** The server stops any statement that takes longer. */
  readonly statementTimeoutMs?: number | undefined;
  /** The schema that names without one stand in; otherwise what the URL or the server says. */
  readonly schema?: string | undefined;
  /** What an earlier `snapshot` of the same driver returned: the database begins as it was then. */
  readonly snapshot?: Uint8Array | undefined;
}

/** Speaks to a database over the network, or embeds one. */
export interface Driver {
  readonly dialect: string;
  /** Where it connects to, fit to print: never holds a password, a user's token or a whole URL. */
  readonly description: string;
  /** True where all connections are one session (embedded): transactions cannot run side by side. */
  readonly singleSession: boolean;
  /** Whoever holds its connections, where that is not limbeck; runs on the same one take turns. */
  readonly holder?: object;
  connect(options?: { readonly signal?: AbortSignal }): Promise<DriverConnection>;
  /** The whole database as bytes, where the driver holds it by itself (embedded). No connection may be busy. */
  snapshot?(): Promise<Uint8Array>;
  close(): Promise<void>;
}
