/** A PGlite that the caller holds, or the transaction that it handed out. */
import type { QueryOptions, QueryResult, TransactionStatus } from "../../../driver/driver.ts";
import {
  CallerTransactionFailedError,
  CancelledError,
  ConnectionError,
  DatabaseError,
} from "../../../driver/errors.ts";
import { encodeParameter } from "../types/encode.ts";
import type { PGlite } from "@electric-sql/pglite";
import type { Host } from "./guest-connection.ts";
import { PgliteConnection } from "./pglite-connection.ts";
import { SessionQueue } from "./session-queue.ts";
import { streamThroughCursor, type StreamOptions } from "./stream.ts";
import {
  decodeResults,
  isServerMessage,
  noticeOf,
  serverErrorFields,
  TypeCatalog,
  type WireField,
  type WireMessage,
  type WireResult,
} from "./wire.ts";

interface PgliteResult {
  readonly rows: (string | null)[][];
  readonly affectedRows?: number;
  readonly fields: readonly WireField[];
  readonly command?: string;
}

interface PgliteOptions {
  readonly rowMode: "array";
  readonly parsers: Readonly<Record<number, (text: string) => unknown>>;
  readonly serializers?: Readonly<Record<number, (value: string) => string>>;
  readonly onNotice?: (notice: unknown) => void;
}

export interface PgliteClient {
  query(sql: string, parameters: readonly unknown[], options: PgliteOptions): Promise<PgliteResult>;
  exec(sql: string, options: PgliteOptions): Promise<readonly PgliteResult[]>;
  /** Of the database itself; its transactions have none. */
  readonly execProtocol?: unknown;
}

/** @throws CallerConnectionError */
export async function pgliteHost(client: PgliteClient): Promise<Host> {
  if (typeof client.execProtocol === "function") return databaseHost(client as unknown as PGlite);
  let found = known.get(client);
  if (found === undefined)
    known.set(client, (found = { catalog: new TypeCatalog(), parsers: await parsersOf(client) }));
  return new TransactionHost(client, found);
}

/** Its own queue, as whoever holds the database says who uses it. */
async function databaseHost(database: PGlite): Promise<Host> {
  await database.waitReady;
  const connection = new PgliteConnection(
    database,
    {
      opened: Promise.resolve({ database, close: () => database.close() }),
      queue: new SessionQueue(10_000),
      catalog: new TypeCatalog(),
      users: 1,
    },
    where,
    () => {},
  );
  // From its answer on it tells whether a transaction is open.
  await connection.execute("SELECT 1").catch((error: unknown) => {
    if (connection.transactionStatus !== "failed") throw error;
  });
  return connection;
}

interface Known {
  readonly catalog: TypeCatalog;
  readonly parsers: PgliteOptions["parsers"];
}

const known = new WeakMap<PgliteClient, Known>();
const asItComes = (text: string): string => text;
/** Parameters are texts already, whatever the type that they are for. */
const serializers = new Proxy({} as Record<number, (value: string) => string>, { get: () => asItComes });

/** The types that PGlite reads by itself, and arrays of all types. */
const typesSql = `SELECT oid::int8::text FROM pg_catalog.pg_type WHERE typcategory = 'A' OR oid < 4096`;

async function parsersOf(client: PgliteClient): Promise<PgliteOptions["parsers"]> {
  try {
    const { rows } = await client.query(typesSql, [], { rowMode: "array", parsers: {} });
    return Object.fromEntries(rows.map(([oid]) => [oid, asItComes]));
  } catch (error) {
    if (isServerMessage(error) && error.code === "25P02") throw new CallerTransactionFailedError();
    throw error;
  }
}

const where = "the embedded database of the caller";

class TransactionHost implements Host {
  readonly #client: PgliteClient;
  readonly #known: Known;
  readonly #listeners = new Set<Parameters<Host["onNotice"]>[0]>();
  #status: TransactionStatus = "active";
  readonly usable = true;
  readonly processId = undefined;

  constructor(client: PgliteClient, found: Known) {
    this.#client = client;
    this.#known = found;
  }

  get transactionStatus(): TransactionStatus {
    return this.#status;
  }

  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    const values = parameters.map(encodeParameter);
    const results = await this.#run(sql, options, async (given) => [
      await this.#client.query(sql, values, { ...given, serializers }),
    ]);
    return (results[0] ?? { rows: [], rowCount: null, command: "" }) as QueryResult<Row>;
  }

  execute(script: string, options: QueryOptions = {}): Promise<QueryResult[]> {
    return this.#run(script, options, (given) => this.#client.exec(script, given));
  }

  stream<Row>(sql: string, parameters: readonly unknown[] = [], options: StreamOptions = {}): AsyncIterable<Row[]> {
    return streamThroughCursor(this, sql, parameters, options);
  }

  onNotice(listener: Parameters<Host["onNotice"]>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A statement of the embedded database holds this thread until it is done, so there is never one to stop. */
  cancel(): Promise<void> {
    return Promise.resolve();
  }

  async #run(
    sql: string,
    options: QueryOptions,
    send: (given: PgliteOptions) => Promise<readonly PgliteResult[]>,
  ): Promise<QueryResult[]> {
    if (options.signal?.aborted === true) throw new CancelledError("statement", options.signal.reason);
    const results = await this.#answered(sql, send);
    const lookUp = async (text: string): Promise<WireResult> => {
      const [result] = await this.#answered(text, (given) => this.#client.exec(text, given));
      return result as WireResult;
    };
    return decodeResults(results, this.#known.catalog, lookUp, options.rowMode);
  }

  async #answered(
    sql: string,
    send: (given: PgliteOptions) => Promise<readonly PgliteResult[]>,
  ): Promise<WireResult[]> {
    const onNotice = (notice: unknown) => this.#tell(notice as WireMessage);
    try {
      const results = await send({ rowMode: "array", parsers: this.#known.parsers, onNotice });
      if (sql.startsWith("ROLLBACK TO ")) this.#status = "active";
      return results.map(wireResultOf);
    } catch (error) {
      this.#status = "failed";
      if (isServerMessage(error)) throw new DatabaseError(serverErrorFields(error), sql);
      throw new ConnectionError({ kind: "lost", where, message: `${where} gave no answer`, cause: error });
    }
  }

  #tell(notice: WireMessage): void {
    for (const listener of this.#listeners) listener(noticeOf(notice));
  }
}

function wireResultOf({ rows, affectedRows, fields, command }: PgliteResult): WireResult {
  const count = fields.length > 0 ? rows.length : affectedRows;
  return { fields, rows, tag: count === undefined ? (command ?? "EMPTY") : `${command ?? "ROWS"} ${count}` };
}
