/** One session on a server, over `pg`. */
import { connect } from "node:net";
import type { Client } from "pg";
import type {
  BatchOptions,
  BatchStatement,
  DriverConnection,
  Notice,
  QueryOptions,
  QueryResult,
  TransactionStatus,
} from "../../../driver/driver.ts";
import { CancelledError, ConnectionError, DatabaseError } from "../../../driver/errors.ts";
import { encodeParameter } from "../types/encode.ts";
import { describeAddress, isSocketFolder, type ServerAddress } from "./server-url.ts";
import { KeptStatements } from "./kept-statements.ts";
import { openSocket, socketPath } from "./socket.ts";
import { streamThroughCursor, type StreamOptions } from "./stream.ts";
import {
  decodeResults,
  isServerMessage,
  noticeOf,
  serverErrorFields,
  statusOf,
  type TypeCatalog,
  type WireMessage,
  type WireResult,
} from "./wire.ts";
import { WireQuery, type WireStatement } from "./wire-query.ts";

export class PgConnection implements DriverConnection {
  readonly #client: Client;
  readonly #address: ServerAddress;
  readonly #catalog: TypeCatalog;
  readonly #where: string;
  readonly #onClose: () => void;
  readonly #listeners = new Set<(notice: Notice) => void>();
  /** Statements run one after the other, as does the cancelling of one with the start of the next. */
  #queue: Promise<void> = Promise.resolve();
  #cancelling: Promise<void> = Promise.resolve();
  /** The last statement asked for, where others may follow it before it is answered. */
  #tail: WireQuery | undefined;
  #running = false;
  readonly #kept = new KeptStatements();
  #state: "open" | "lost" | "closed" = "open";
  #lostBecause: unknown;

  constructor(client: Client, address: ServerAddress, catalog: TypeCatalog, onClose: () => void) {
    this.#client = client;
    this.#address = address;
    this.#catalog = catalog;
    this.#where = describeAddress(address);
    this.#onClose = onClose;
    client.on("error", (error) => this.#markLost(error));
    client.on("end", () => this.#markLost(undefined));
    client.on("notice", (message) => this.#tell(noticeOf(message as WireMessage)));
  }

  get usable(): boolean {
    return this.#state === "open";
  }

  get processId(): number | undefined {
    return (this.#client as unknown as { processID: number | null }).processID ?? undefined;
  }

  get transactionStatus(): TransactionStatus {
    return statusOf((this.#client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus());
  }

  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    const message = [{ text: sql, values: parameters.map(encodeParameter) }];
    const results =
      options.pipeline !== undefined && options.pipeline !== false && options.signal === undefined
        ? await this.#follow(message, options)
        : await this.#enqueue(message, options);
    return (results[0] ?? { rows: [], rowCount: null, command: "" }) as QueryResult<Row>;
  }

  async execute(script: string, options: QueryOptions = {}): Promise<QueryResult[]> {
    return this.#enqueue(script, options);
  }

  async batch(statements: readonly BatchStatement[], options: BatchOptions = {}): Promise<QueryResult[]> {
    const message = statements.map(({ sql, parameters = [], keep = false }): WireStatement => {
      const statement = { text: sql, values: parameters.map(encodeParameter) };
      return keep ? { ...statement, ...this.#kept.nameOf(sql) } : statement;
    });
    this.#tail = undefined;
    const results =
      options.signal === undefined ? await this.#follow(message, options) : await this.#enqueue(message, options);
    this.#kept.add(message);
    return results;
  }

  executeBehind(script: string): Promise<QueryResult[]> {
    return this.#follow(script, {});
  }

  stream<Row>(sql: string, parameters: readonly unknown[] = [], options: StreamOptions = {}): AsyncIterable<Row[]> {
    return streamThroughCursor(this, sql, parameters, options);
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async cancel(): Promise<void> {
    if (!this.#running || !this.usable) return;
    this.#cancelling = requestCancel(this.#address, this.#client).catch(() => {});
    await this.#cancelling;
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    const wasLost = this.#state === "lost";
    this.#state = "closed";
    this.#onClose();
    if (!wasLost) await this.#client.end().catch(() => {});
  }

  /** Awaits rather than chains, so that the stack of an error leads back to whoever asked. */
  async #enqueue(message: string | readonly WireStatement[], options: QueryOptions): Promise<QueryResult[]> {
    this.#tail = undefined;
    return this.#inTurn(() => this.#run(message, options));
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const previous = this.#queue;
    let finish = () => {};
    this.#queue = new Promise((resolve) => (finish = resolve));
    try {
      await previous;
      return await work();
    } finally {
      finish();
    }
  }

  /** Writes the statement at once where the one ahead of it is on its way, and takes the answer in turn. */
  async #follow(message: string | readonly WireStatement[], options: QueryOptions): Promise<QueryResult[]> {
    const query = new WireQuery(message, options.pipeline === "anywhere");
    const ahead = this.#tail;
    this.#tail = query;
    if (ahead !== undefined) {
      ahead.next = query;
      this.#sendFollowers(ahead);
    }
    const results = await this.#inTurn(async () => {
      await this.#cancelling;
      this.#running = true;
      try {
        return await this.#answer(query, message);
      } finally {
        this.#running = false;
        if (this.#tail === query) this.#tail = undefined;
      }
    });
    // Others may be on their way already, so a question about types waits for its own turn.
    const lookUp = (text: string) => this.#lookUpInTurn(text);
    return decodeResults(results, this.#catalog, lookUp, options.rowMode);
  }

  /** Those that follow a statement that is on its way, each told by the one before it when its answer begins. */
  #sendFollowers(query: WireQuery): void {
    for (let ahead = query; ahead.next !== undefined; ahead = ahead.next) {
      const { next } = ahead;
      if (next.isSent) continue;
      if (!ahead.isSent || ahead.isAnswered || !this.#mayFollow(next)) return;
      ahead.onReady = () => this.#client.query(next);
      next.send(this.#client.connection);
    }
  }

  /** In an open transaction alone, where the failure of one statement is that of those that follow, unless it says so. */
  #mayFollow(query: WireQuery): boolean {
    const isFit = query.mayFollowAnywhere || this.transactionStatus === "active";
    return isFit && this.usable && !this.#client.connection.stream.writableNeedDrain;
  }

  async #lookUpInTurn(sql: string): Promise<WireResult> {
    this.#tail = undefined;
    return this.#inTurn(() => this.#lookUp(sql));
  }

  async #run(message: string | readonly WireStatement[], options: QueryOptions): Promise<QueryResult[]> {
    await this.#cancelling;
    const { signal } = options;
    if (signal?.aborted) throw new CancelledError("statement", signal.reason);
    const onAbort = () => void this.cancel();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#running = true;
    try {
      const results = await this.#send(message);
      return await decodeResults(results, this.#catalog, (text) => this.#lookUp(text), options.rowMode);
    } catch (error) {
      if (signal?.aborted && error instanceof DatabaseError && error.kind === "queryCanceled") {
        throw new CancelledError("statement", signal.reason);
      }
      throw error;
    } finally {
      this.#running = false;
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #lookUp(sql: string): Promise<WireResult> {
    const [result] = await this.#send([{ text: sql, values: [] }]);
    return result as WireResult;
  }

  async #send(message: string | readonly WireStatement[]): Promise<WireResult[]> {
    return this.#answer(new WireQuery(message), message);
  }

  async #answer(query: WireQuery, message: string | readonly WireStatement[]): Promise<WireResult[]> {
    this.#assertUsable(!query.isSent);
    this.#kept.forgetAfter(message);
    if (!query.isSubmitted) this.#client.query(query);
    this.#sendFollowers(query);
    try {
      return await query.done;
    } catch (error) {
      if (!isServerMessage(error)) this.#markLost(error);
      else if (this.usable && !this.#client.connection.stream.destroyed) {
        const sql = typeof message === "string" ? message : message[query.completed]?.text;
        throw new DatabaseError(serverErrorFields(error), sql, query.completed);
      } else this.#lostBecause = error;
      // What the server tells before it ends a session comes after all that it has answered.
      const isOver =
        isServerMessage(error) || (isRefusedWrite(error) && isShort(message) && query.next?.isSent !== true);
      const undone = isOver && query.completed === 0;
      this.#assertUsable(undone);
      throw lost(this.#where, error, undone);
    }
  }

  #markLost(error: unknown): void {
    this.#lostBecause ??= error;
    if (this.#state !== "open") return;
    this.#state = "lost";
    this.#onClose();
  }

  #assertUsable(undone: boolean): void {
    if (this.#state === "lost") throw lost(this.#where, this.#lostBecause, undone);
    if (this.#state === "open") return;
    const message = `the connection to ${this.#where} is closed`;
    throw new ConnectionError({ kind: "closed", where: this.#where, message });
  }

  #tell(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}

/** The other end had closed the connection before the message was written: the system took nothing of it. */
const isRefusedWrite = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === "EPIPE";

/** What fits into the system's buffer at once is written as a whole or not at all. */
function isShort(message: string | readonly WireStatement[]): boolean {
  if (typeof message === "string") return message.length < 2048;
  const sizes = message.map(({ text, values }) => {
    return text.length + values.reduce((sum: number, value) => sum + (value?.length ?? 0), 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0) < 2048;
}

function lost(where: string, reason: unknown, undone: boolean): ConnectionError {
  const words = isServerMessage(reason) ? `: ${reason.message}` : "";
  const errno =
    reason instanceof Error && !isServerMessage(reason) ? (reason as NodeJS.ErrnoException).code : undefined;
  const sqlState = isServerMessage(reason) ? reason.code : undefined;
  const message = `the connection to ${where} was lost${words}`;
  return new ConnectionError({ kind: "lost", where, message, errno, sqlState, undone, cause: reason });
}

/** Cancelling takes a connection of its own, which the server closes once it has passed the request on. */
async function requestCancel(address: ServerAddress, client: Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80_877_102, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  // Where TLS is a must, a proxy in front may not take the request without it.
  const strict = address.sslMode === "require" || address.sslMode.startsWith("verify");
  const socket = strict
    ? await openSocket(address, { timeoutMs: 5000 })
    : isSocketFolder(address.host)
      ? connect(socketPath(address))
      : connect(address.port, address.host);
  socket.setTimeout(5000, () => socket.destroy());
  await new Promise<void>((resolve) => {
    socket.on("error", () => {});
    socket.once("close", () => resolve());
    socket.resume().end(message);
  });
}
