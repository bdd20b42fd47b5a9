/** The engine: where connections, transactions and Kysely handles come from. One for each database. */
import type { Kysely } from "kysely";
import { openDriver } from "../dialects/registry.ts";
import type { Driver, Notice, QueryOptions, QueryResult } from "../driver/driver.ts";
import { ConnectionError, InvalidUrlError } from "../driver/errors.ts";
import { Connection, type QueryEvent, type TransactionOptions } from "./connection.ts";
import { Pool, type PoolOptions, type PoolSize } from "./pool.ts";

/** Options of `createEngine()`; times are in milliseconds. */
export interface EngineOptions {
  readonly pool?: PoolOptions;
  /** How long logging in to the server may take. */
  readonly connectTimeoutMs?: number;
  /** The server stops any statement that takes longer; without effect on the embedded database. */
  readonly statementTimeoutMs?: number;
  /** Shown in pg_stat_activity; `limbeck` unless told. */
  readonly applicationName?: string;
  readonly onNotice?: (notice: Notice) => void;
  /** Told after every statement, with its duration. */
  readonly onQuery?: (event: QueryEvent) => void;
}

export interface AcquireOptions {
  /** Ends the wait for a connection. */
  readonly signal?: AbortSignal;
  /** Asks an idle connection for a sign of life before it is handed out, however short it was idle. */
  readonly isChecked?: boolean;
}

/**
 * An engine for a URL, or for a driver of one's own. Connects when first used.
 *
 * @throws InvalidUrlError which never repeats the URL.
 * @example
 * const engine = await createEngine("postgres://app@localhost/shop", { pool: { max: 5 } });
 * const { rows } = await engine.query("SELECT now()");
 * await engine.close();
 */
export async function createEngine(source: string | Driver, options: EngineOptions = {}): Promise<Engine> {
  const { applicationName, connectTimeoutMs, statementTimeoutMs } = options;
  if (typeof source !== "string" && typeof (source as Partial<Driver> | undefined)?.connect !== "function")
    throw new InvalidUrlError(
      source === undefined ? "it is undefined; is the variable that holds it set?" : "it is no text",
    );
  const driver =
    typeof source === "string"
      ? await openDriver(source, { applicationName, connectTimeoutMs, statementTimeoutMs })
      : source;
  return new Engine(driver, options);
}

/** The server says that it closed the connection, and had done nothing of the statement. */
const isUndone = ({ undone }: ConnectionError): boolean => undone;

/** Opens connections to one database and keeps them in a pool. Made by `createEngine()`. */
export class Engine {
  readonly #driver: Driver;
  readonly #options: EngineOptions;
  readonly #pool: Pool;

  constructor(driver: Driver, options: EngineOptions = {}) {
    this.#driver = driver;
    this.#options = options;
    this.#pool = new Pool(driver, options.pool);
  }

  /** Name of the dialect. */
  get dialect(): string {
    return this.#driver.dialect;
  }

  /** Where it connects to, fit to print. */
  get description(): string {
    return this.#driver.description;
  }

  /** True where all connections are one session, so that transactions can't run side by side. */
  get singleSession(): boolean {
    return this.#driver.singleSession;
  }

  get poolSize(): PoolSize {
    return this.#pool.size;
  }

  /** A connection of the pool; give it back with `release()`. */
  async connect(options: AcquireOptions = {}): Promise<Connection> {
    const session = await this.#pool.acquire(options.signal, options.isChecked);
    const { onNotice, onQuery } = this.#options;
    const forget = onNotice && session.onNotice(onNotice);
    const release = async () => {
      forget?.();
      await this.#pool.release(session);
    };
    return new Connection(session, { dialect: this.dialect, onQuery, release });
  }

  /** Runs `work` with a connection of its own and gives it back. */
  async withConnection<T>(work: (connection: Connection) => Promise<T>, options?: AcquireOptions): Promise<T> {
    const connection = await this.connect(options);
    try {
      return await work(connection);
    } finally {
      await connection.release();
    }
  }

  /**
   * Runs `work` in a transaction on a connection of its own: commits when it returns, rolls back when it throws.
   *
   * @example
   * await engine.transaction(async (connection) => {
   *   await connection.query("INSERT INTO tags (name) VALUES ($1)", ["new"]);
   * });
   */
  transaction<T>(
    work: (connection: Connection) => Promise<T>,
    options: TransactionOptions & AcquireOptions = {},
  ): Promise<T> {
    let hasBegun = false;
    const begun = (connection: Connection): Promise<T> => {
      hasBegun = true;
      return work(connection);
    };
    // Until it has begun, nothing was done.
    return this.#onLiving(
      (connection) => connection.transaction(begun, options),
      options,
      () => !hasBegun,
    );
  }

  /** On another connection where the server had just closed the first one of the pool and nothing can be done twice. */
  async #onLiving<T>(
    work: (connection: Connection) => Promise<T>,
    options: AcquireOptions | undefined,
    isSafe: (error: ConnectionError) => boolean,
  ): Promise<T> {
    try {
      return await this.withConnection(work, options);
    } catch (error) {
      if (!(error instanceof ConnectionError) || error.kind !== "lost" || !isSafe(error)) throw error;
      return this.withConnection(work, { ...options, isChecked: true });
    }
  }

  /** One statement on any connection. */
  query<Row = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>> {
    return this.#onLiving((connection) => connection.query<Row>(sql, parameters, options), options, isUndone);
  }

  /** A script of any number of statements, as one message, on any connection. */
  execute(script: string, options?: QueryOptions): Promise<QueryResult[]> {
    return this.#onLiving((connection) => connection.execute(script, options), options, isUndone);
  }

  /** Kysely on the pool; destroying it leaves the engine open. */
  async kysely<Database>(): Promise<Kysely<Database>> {
    const { kyselyOn } = await import("./kysely.ts");
    return kyselyOn<Database>({
      acquire: (signal) => this.connect({ signal }),
      release: (connection) => connection.release(),
    });
  }

  /** Waits for connections in use (`pool.closeTimeoutMs` at most) and closes them all. Harmless when repeated. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
