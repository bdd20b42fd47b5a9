/** A connection of the embedded database: a share in its only session. */
import { setImmediate } from "node:timers/promises";
import type { PGlite } from "@electric-sql/pglite";
import type { DriverConnection, Notice, QueryOptions, QueryResult, TransactionStatus } from "../../../driver/driver.ts";
import { ConnectionError, DatabaseError } from "../../../driver/errors.ts";
import { encodeParameter } from "../types/encode.ts";
import type { OpenedDatabase } from "./pglite-open.ts";
import type { SessionQueue } from "./session-queue.ts";
import { streamThroughCursor, type StreamOptions } from "./stream.ts";
import {
  decodeResults,
  noticeOf,
  serverErrorFields,
  statusOf,
  type TypeCatalog,
  type WireMessage,
  type WireResult,
} from "./wire.ts";

/** An open database with its queue; engines of one process share that of a folder. */
export interface SharedSession {
  readonly opened: Promise<OpenedDatabase>;
  readonly queue: SessionQueue;
  readonly catalog: TypeCatalog;
  users: number;
  /** What ended PostgreSQL, when something did. */
  crash?: unknown;
}

/** For so long the embedded database may keep timers, signals and sockets of this process waiting between statements. */
const longestStretchMs = 50;
let turnedAt = performance.now();

/** PGlite answers without a turn of the event loop, and so would a whole run of statements. */
async function letOthersRun(): Promise<void> {
  if (performance.now() - turnedAt < longestStretchMs) return;
  // The first one may come before the loop has looked for signals.
  await setImmediate();
  await setImmediate();
  turnedAt = performance.now();
}

/** Ignored unless a COPY FROM STDIN waits for it; without it PostgreSQL would end, since nothing more comes. */
const noCopy = "COPY FROM STDIN needs a stream of data, which this connection does not take";

export class PgliteConnection implements DriverConnection {
  readonly processId = undefined;
  readonly #database: PGlite;
  readonly #shared: SharedSession;
  readonly #where: string;
  readonly #onClose: () => void;
  readonly #listeners = new Set<(notice: Notice) => void>();
  #status: TransactionStatus = "idle";
  #closed = false;

  constructor(database: PGlite, shared: SharedSession, where: string, onClose: () => void) {
    this.#database = database;
    this.#shared = shared;
    this.#where = where;
    this.#onClose = onClose;
  }

  get usable(): boolean {
    return !this.#closed && !this.#database.closed && this.#shared.crash === undefined;
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
    const results = await this.#run(sql, values, options);
    return (results[0] ?? { rows: [], rowCount: null, command: "" }) as QueryResult<Row>;
  }

  execute(script: string, options: QueryOptions = {}): Promise<QueryResult[]> {
    return this.#run(script, undefined, options);
  }

  stream<Row>(sql: string, parameters: readonly unknown[] = [], options: StreamOptions = {}): AsyncIterable<Row[]> {
    return streamThroughCursor(this, sql, parameters, options);
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A statement of the embedded database holds this thread until it is done, so there is never one to stop. */
  cancel(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.usable && this.#shared.queue.isHeldBy(this)) await this.execute("ROLLBACK");
    this.#closed = true;
    this.#onClose();
  }

  async #run(sql: string, values: (string | null)[] | undefined, options: QueryOptions): Promise<QueryResult[]> {
    this.#assertUsable();
    const use = { owner: this, signal: options.signal };
    return this.#shared.queue.run(
      use,
      async () => {
        this.#assertUsable();
        const results = await this.#send(sql, values);
        await letOthersRun();
        return decodeResults(results, this.#shared.catalog, (text) => this.#lookUp(text), options.rowMode);
      },
      () => this.#status !== "idle",
    );
  }

  async #lookUp(sql: string): Promise<WireResult> {
    const [result] = await this.#send(sql, []);
    return result as WireResult;
  }

  async #send(sql: string, values: (string | null)[] | undefined): Promise<WireResult[]> {
    const { protocol } = await import("@electric-sql/pglite");
    const { serialize } = protocol;
    const message =
      values === undefined
        ? Buffer.concat([serialize.query(sql), serialize.copyFail(noCopy)])
        : Buffer.concat([
            serialize.parse({ text: sql }),
            serialize.bind({ values }),
            serialize.describe({ type: "P" }),
            serialize.execute({}),
            serialize.copyFail(noCopy),
            serialize.sync(),
          ]);
    return this.#collect(await this.#exchange(message), sql);
  }

  /** PostgreSQL itself never fails here; what is thrown says that its process in WebAssembly ended. */
  async #exchange(message: Uint8Array): Promise<readonly ProtocolMessage[]> {
    const onNotice = (notice: unknown) => this.#tell(noticeOf(notice as WireMessage));
    try {
      const { messages } = await this.#database.execProtocol(message, { throwOnError: false, onNotice });
      return messages as readonly ProtocolMessage[];
    } catch (error) {
      this.#shared.crash = error;
      this.#status = "idle";
      throw this.#crashed();
    }
  }

  #crashed(): ConnectionError {
    const message = `the ${this.#where} stopped running`;
    const hint = "Open it again; what was committed is still there if it is kept in a folder.";
    return new ConnectionError({ kind: "lost", where: this.#where, message, hint, cause: this.#shared.crash });
  }

  #collect(messages: readonly ProtocolMessage[], sql: string): WireResult[] {
    const results: WireResult[] = [];
    let failure: ProtocolMessage | undefined;
    let rows: (string | null)[][] = [];
    let fields: WireResult["fields"] = [];
    for (const message of messages) {
      if (message.name === "rowDescription") fields = message.fields as WireResult["fields"];
      else if (message.name === "dataRow") rows.push(message.fields as (string | null)[]);
      else if (message.name === "commandComplete") {
        results.push({ fields, rows, tag: message.text ?? "" });
        rows = [];
        fields = [];
      } else if (message.name === "error") failure ??= message;
      else if (message.name === "readyForQuery") this.#status = statusOf(message.status);
    }
    if (failure) throw new DatabaseError(serverErrorFields(failure), sql);
    return results;
  }

  #tell(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  #assertUsable(): void {
    if (this.usable) return;
    if (!this.#closed && this.#shared.crash !== undefined) throw this.#crashed();
    const message = `the connection to the ${this.#where} is closed`;
    throw new ConnectionError({ kind: "closed", where: this.#where, message });
  }
}

/** The messages of PGlite's protocol parser, as far as they are read here. */
interface ProtocolMessage extends WireMessage {
  readonly name: string;
  readonly fields?: unknown;
  readonly text?: string;
  readonly status?: string;
}
