/** A client of `pg` that the caller holds, through its public `query`, so that its version does not matter. */
import type { QueryOptions, QueryResult, TransactionStatus } from "../../../driver/driver.ts";
import { CallerConnectionError, CancelledError, ConnectionError, DatabaseError } from "../../../driver/errors.ts";
import { encodeParameter } from "../types/encode.ts";
import type { Host } from "./guest-connection.ts";
import { streamThroughCursor, type StreamOptions } from "./stream.ts";
import {
  decodeResults,
  isServerMessage,
  noticeOf,
  serverErrorFields,
  statusOf,
  TypeCatalog,
  type WireField,
  type WireMessage,
  type WireResult,
} from "./wire.ts";

interface PgResult {
  readonly command: string | null;
  readonly rowCount: number | null;
  readonly fields: readonly WireField[];
  readonly rows: (string | null)[][];
}

type Listener = (message: WireMessage) => void;

export interface PgClient {
  query(config: object): Promise<PgResult | readonly PgResult[]>;
  on(event: "notice", listener: Listener): unknown;
  off(event: "notice", listener: Listener): unknown;
  readonly processID?: number | null;
  readonly getTransactionStatus?: () => string | null;
  readonly connection?: {
    on?(event: "readyForQuery", listener: (message: { readonly status?: string }) => void): unknown;
  };
}

/** Texts as they come: how they are read is limbeck's business. */
const asTheyCome = { getTypeParser: () => (text: unknown) => text };

const where = "the connection of the caller";

const catalogs = new WeakMap<PgClient, TypeCatalog>();
const statuses = new WeakMap<PgClient, () => TransactionStatus>();

/** @throws CallerConnectionError where the client does not tell whether a transaction is open */
export async function pgHost(client: PgClient): Promise<Host> {
  let catalog = catalogs.get(client);
  if (catalog === undefined) catalogs.set(client, (catalog = new TypeCatalog()));
  const status = statuses.get(client) ?? (await statusFrom(client));
  statuses.set(client, status);
  await settle(client);
  return new PgHost(client, catalog, status);
}

/**
 * Waits for the answer to an empty statement, which a failed transaction takes, too. A client rejects a statement when
 * the error arrives, and hears the state of the transaction after that.
 */
const settle = (client: PgClient): Promise<unknown> => client.query({ text: ";" });

/** Older versions of `pg` hear of it and tell nobody. */
async function statusFrom(client: PgClient): Promise<() => TransactionStatus> {
  if (typeof client.getTransactionStatus === "function") return () => statusOf(client.getTransactionStatus?.());
  let last: string | undefined;
  client.connection?.on?.("readyForQuery", ({ status }) => (last = status));
  await settle(client);
  if (last === undefined) throw new CallerConnectionError("it does not tell whether a transaction is open");
  return () => statusOf(last);
}

class PgHost implements Host {
  readonly #client: PgClient;
  readonly #catalog: TypeCatalog;
  readonly #status: () => TransactionStatus;
  #lostBecause: unknown;

  constructor(client: PgClient, catalog: TypeCatalog, status: () => TransactionStatus) {
    this.#client = client;
    this.#catalog = catalog;
    this.#status = status;
  }

  get usable(): boolean {
    return this.#lostBecause === undefined;
  }

  get processId(): number | undefined {
    return this.#client.processID ?? undefined;
  }

  get transactionStatus(): TransactionStatus {
    return this.#status();
  }

  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    const results = await this.#run(sql, parameters.map(encodeParameter), options);
    return (results[0] ?? { rows: [], rowCount: null, command: "" }) as QueryResult<Row>;
  }

  execute(script: string, options: QueryOptions = {}): Promise<QueryResult[]> {
    return this.#run(script, undefined, options);
  }

  stream<Row>(sql: string, parameters: readonly unknown[] = [], options: StreamOptions = {}): AsyncIterable<Row[]> {
    return streamThroughCursor(this, sql, parameters, options);
  }

  onNotice(listener: Parameters<Host["onNotice"]>[0]): () => void {
    const told: Listener = (message) => listener(noticeOf(message));
    this.#client.on("notice", told);
    return () => this.#client.off("notice", told);
  }

  /** Only whoever made the connection knows how to reach the server besides: what has begun runs to its end. */
  cancel(): Promise<void> {
    return Promise.resolve();
  }

  async #run(
    sql: string,
    values: readonly (string | null)[] | undefined,
    options: QueryOptions,
  ): Promise<QueryResult[]> {
    if (options.signal?.aborted === true) throw new CancelledError("statement", options.signal.reason);
    const results = await this.#send(sql, values);
    const lookUp = async (text: string): Promise<WireResult> => (await this.#send(text, undefined))[0] as WireResult;
    return decodeResults(results, this.#catalog, lookUp, options.rowMode);
  }

  async #send(text: string, values: readonly (string | null)[] | undefined): Promise<WireResult[]> {
    try {
      const answer = await this.#client.query({
        text,
        rowMode: "array",
        types: asTheyCome,
        ...(values === undefined ? {} : { values }),
      });
      return [answer].flat().map(wireResultOf);
    } catch (error) {
      if (isServerMessage(error)) {
        await settle(this.#client).catch(() => undefined);
        throw new DatabaseError(serverErrorFields(error), text);
      }
      this.#lostBecause = error;
      const message = `${where} was lost${error instanceof Error ? `: ${error.message}` : ""}`;
      throw new ConnectionError({ kind: "lost", where, message, cause: error });
    }
  }
}

function wireResultOf({ command, rowCount, fields, rows }: PgResult): WireResult {
  const tag = command === null ? "" : rowCount === null ? command : `${command} ${rowCount}`;
  return { fields, rows, tag };
}
