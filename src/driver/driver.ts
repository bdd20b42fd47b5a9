/**
 * What limbeck needs of a network or embedded driver. A driver knows nothing of models or migrations; everything above
 * it is the same on a server and on the embedded database.
 */

export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  /** Rows affected or returned; null where the command has no count. */
  readonly rowCount: number | null;
  /** Command tag without counts: `SELECT`, `INSERT`, `CREATE`… */
  readonly command: string;
}

export interface QueryOptions {
  /** Cancels the statement on the server and rejects with `driver.cancelled`. */
  readonly signal?: AbortSignal;
  /** `array` returns each row as an array of values in column order (faster, allows equal column names). */
  readonly rowMode?: "object" | "array";
}

export interface Notice {
  readonly severity: string;
  readonly message: string;
  readonly sqlState: string;
  readonly detail?: string;
  readonly hint?: string;
}

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
  /** Rows in batches through a cursor, in constant memory. Needs a transaction on a server. */
  stream<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: { readonly batchSize?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<Row[]>;
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Asks the server to stop the running statement; harmless when none runs. */
  cancel(): Promise<void>;
  /** False once the connection is lost or closed. */
  readonly usable: boolean;
  /** Identifies the session on the server (backend process id), where there is one. */
  readonly processId: number | undefined;
  close(): Promise<void>;
}

export interface Driver {
  readonly dialect: string;
  /** Where it connects to, fit to print: never holds a password, a user's token or a whole URL. */
  readonly description: string;
  /** True where all connections are one session (embedded): transactions cannot run side by side. */
  readonly singleSession: boolean;
  connect(options?: { readonly signal?: AbortSignal }): Promise<DriverConnection>;
  close(): Promise<void>;
}
