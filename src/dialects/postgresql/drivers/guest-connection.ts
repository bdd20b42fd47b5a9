/**
 * A connection that somebody else holds. Inside a transaction of theirs everything is a savepoint of it: nothing is
 * committed that they did not commit, what fails leaves their transaction as it was, and their settings come back.
 * Outside of one it is a connection like any other, but for its settings, which come back as well.
 */
import type { DriverConnection, QueryOptions, QueryResult } from "../../../driver/driver.ts";
import { CallerTransactionFailedError } from "../../../driver/errors.ts";
import { GuestSettings, localsSql, restoreLocalsSql } from "./guest-settings.ts";

/** What is needed of the connection itself. */
export type Host = Pick<
  DriverConnection,
  "query" | "execute" | "stream" | "onNotice" | "cancel" | "transactionStatus" | "usable" | "processId"
>;

/** How transactions begin and end in what limbeck sends; statements of users that do so are refused before. */
const beginning = /^BEGIN\b[^;]*/;
const ending = /^(?:COMMIT|ROLLBACK)(?=;|$)/;

let count = 0;

export class GuestConnection implements DriverConnection {
  readonly isWithin: boolean;
  readonly #host: Host;
  readonly #release: () => Promise<void>;
  readonly #settings: GuestSettings;
  /** The savepoint that stands for a transaction, with the settings that are to come back when it ends. */
  #savepoint: { readonly name: string; readonly locals: string } | undefined;
  #isClosed = false;

  /** @throws CallerTransactionFailedError */
  constructor(host: Host, release: () => Promise<void> = async () => {}) {
    if (host.transactionStatus === "failed") throw new CallerTransactionFailedError();
    this.isWithin = host.transactionStatus !== "idle";
    this.#host = host;
    this.#release = release;
    this.#settings = new GuestSettings(this);
  }

  get usable(): boolean {
    return !this.#isClosed && this.#host.usable;
  }

  get processId(): number | undefined {
    return this.#host.processId;
  }

  get transactionStatus(): DriverConnection["transactionStatus"] {
    return this.isWithin && this.#savepoint === undefined ? "idle" : this.#host.transactionStatus;
  }

  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    await this.#settings.remember(sql);
    if (!this.isWithin) return this.#host.query<Row>(sql, parameters, options);
    if (beginning.test(sql) || ending.test(sql)) {
      await this.#executeWithin(sql, options);
      return { rows: [], rowCount: null, command: sql };
    }
    return this.#apart(() => this.#host.query<Row>(sql, parameters, options));
  }

  async execute(script: string, options: QueryOptions = {}): Promise<QueryResult[]> {
    await this.#settings.remember(script);
    return this.isWithin ? this.#executeWithin(script, options) : this.#host.execute(script, options);
  }

  stream<Row>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions & { readonly batchSize?: number },
  ): AsyncIterable<Row[]> {
    return this.#host.stream<Row>(sql, parameters, options);
  }

  onNotice(listener: Parameters<DriverConnection["onNotice"]>[0]): () => void {
    return this.#host.onNotice(listener);
  }

  cancel(): Promise<void> {
    return this.#host.cancel();
  }

  /** Leaves the connection open, with its settings as they were. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    try {
      if (this.#savepoint !== undefined) await this.#end("ROLLBACK", "", {});
      if (this.usable) await this.#settings.restore();
    } catch {
      // Whoever holds the connection learns of its state from it.
    } finally {
      this.#isClosed = true;
      await this.#release();
    }
  }

  async #executeWithin(script: string, options: QueryOptions): Promise<QueryResult[]> {
    const begins = beginning.exec(script)?.[0];
    if (begins !== undefined) return this.#begin(script.slice(begins.length), options);
    const ends = ending.exec(script)?.[0];
    if (ends !== undefined) return this.#end(ends, script.slice(ends.length), options);
    return this.#apart(() => this.#host.execute(script, options));
  }

  async #begin(rest: string, options: QueryOptions): Promise<QueryResult[]> {
    const name = `limbeck_guest_${++count}`;
    const [, locals, ...others] = await this.#host.execute(`SAVEPOINT ${name};\n${localsSql}${rest}`, options);
    this.#savepoint = { name, locals: JSON.stringify(locals?.rows) };
    return [{ rows: [], rowCount: null, command: "BEGIN" }, ...others];
  }

  async #end(how: string, rest: string, options: QueryOptions): Promise<QueryResult[]> {
    const savepoint = this.#savepoint;
    this.#savepoint = undefined;
    const result: QueryResult = { rows: [], rowCount: null, command: how };
    if (savepoint === undefined) return [result];
    const { name, locals } = savepoint;
    const back =
      how === "ROLLBACK" ? `ROLLBACK TO SAVEPOINT ${name}` : restoreLocalsSql(locals, this.#settings.forSession);
    const ended = await this.#host.execute(`${back};\nRELEASE SAVEPOINT ${name}${rest}`, options);
    return [result, ...ended.slice(2)];
  }

  /** Outside of what stands for a transaction, what fails must leave theirs as it was. */
  async #apart<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#savepoint !== undefined) return run();
    const name = `limbeck_guest_${++count}`;
    await this.#host.execute(`SAVEPOINT ${name}`);
    try {
      const result = await run();
      await this.#host.execute(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      if (this.#host.usable)
        await this.#host.execute(`ROLLBACK TO SAVEPOINT ${name};\nRELEASE SAVEPOINT ${name}`).catch(() => {});
      throw error;
    }
  }
}
