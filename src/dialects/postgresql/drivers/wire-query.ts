/** One exchange with the server over `pg`: collects texts, and settles only when the server is ready again. */
import type { Writable } from "node:stream";
import type { Connection, Submittable } from "pg";
import type { WireField, WireResult } from "./wire.ts";

/** What `pg` offers to a query beyond its published types. */
interface Wire {
  readonly stream: Writable;
  parse(query: { text: string; name: string; types: number[] }): void;
  bind(config: { statement: string; values: readonly (string | null)[] }): void;
  describe(message: { type: "P" | "S"; name: string }): void;
  execute(config: { rows?: number }): void;
  sync(): void;
  query(text: string): void;
  sendCopyFail(message: string): void;
}

/** A statement of the extended protocol. */
export interface WireStatement {
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** Of a prepared statement; unnamed where absent. */
  readonly name?: string;
  /** True where the server has it by its name. */
  readonly isPrepared?: boolean;
}

export class WireQuery implements Submittable {
  readonly done: Promise<WireResult[]>;
  #resolve: (results: WireResult[]) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  readonly #results: WireResult[] = [];
  #current: WireResult = { fields: [], rows: [], tag: "" };
  readonly #message: string | readonly WireStatement[];
  #isSent = false;
  #isSubmitted = false;
  #isAnswered = false;
  /** The statement that may be sent before this one is answered. */
  next: WireQuery | undefined;
  /** Called at once when the answer of another statement begins. */
  onReady: (() => void) | undefined;

  /** True where it needs no transaction to be sent before others are answered. */
  readonly mayFollowAnywhere: boolean;

  /** @param message a script in the simple protocol, or statements that end with the first one that fails */
  constructor(message: string | readonly WireStatement[], mayFollowAnywhere = false) {
    this.#message = message;
    this.mayFollowAnywhere = mayFollowAnywhere;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => {});
  }

  /** Statements that have run. */
  get completed(): number {
    return this.#results.length;
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  /** True once nothing of its answer is to come, and `onReady` was called where there was one. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** True once `pg` hands it the server's messages. */
  get isSubmitted(): boolean {
    return this.#isSubmitted;
  }

  submit(connection: Connection): void {
    this.#isSubmitted = true;
    if (!this.#isSent) this.send(connection);
  }

  /** Writes the statement; ahead of its turn where the server's answers to others are still to come. */
  send(connection: Connection): void {
    this.#isSent = true;
    const wire = connection as unknown as Wire;
    if (typeof this.#message === "string") {
      wire.query(this.#message);
      return;
    }
    wire.stream.cork();
    for (const { text, values, name = "", isPrepared } of this.#message) {
      if (isPrepared !== true) wire.parse({ text, name, types: [] });
      wire.bind({ statement: name, values });
      wire.describe({ type: "P", name: "" });
      wire.execute({});
    }
    // After an error the server reads on to here (manual, 55.2.4 Pipelining).
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription(message: { fields: WireField[] }): void {
    this.#current.fields = message.fields;
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    (this.#current.rows as (string | null)[][]).push(message.fields);
  }

  handleCommandComplete(message: { text: string }): void {
    this.#current.tag = message.text;
    this.#results.push(this.#current);
    this.#current = { fields: [], rows: [], tag: "" };
  }

  handleEmptyQuery(): void {
    if (typeof this.#message !== "string" && this.#message.length > 1) this.handleCommandComplete({ text: "EMPTY" });
  }

  handlePortalSuspended(): void {}
  handleCopyData(): void {}

  handleCopyInResponse(connection: Connection): void {
    const wire = connection as unknown as Wire;
    wire.sendCopyFail("COPY FROM STDIN needs a stream of data, which this connection does not take");
    // While it takes data the server ignores the Sync that was sent with the statement.
    if (typeof this.#message !== "string") wire.sync();
  }

  handleReadyForQuery(): void {
    this.#isAnswered = true;
    this.#resolve(this.#results);
    this.onReady?.();
  }

  /**
   * `pg` reports an error before the server is ready again. Settling later makes the transaction status true, and
   * tells an error that ended the session from one that did not.
   */
  handleError(error: Error, connection: Connection): void {
    const settle = () => {
      connection.off("readyForQuery", ready).off("end", settle);
      this.#isAnswered = true;
      this.#reject(error);
    };
    const ready = () => {
      settle();
      this.onReady?.();
    };
    if (connection.stream.destroyed) settle();
    else connection.once("readyForQuery", ready).once("end", settle);
  }
}
