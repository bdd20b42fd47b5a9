/** The connection and transaction of a session: begun with the first statement, held until commit or rollback. */
import type { Connection, TransactionOptions } from "../engine/connection.ts";
import type { Engine } from "../engine/engine.ts";

export class ConnectionHolder {
  readonly #engine: Engine;
  #connection: Promise<Connection> | undefined;
  #options: TransactionOptions;
  #next: TransactionOptions | undefined;

  constructor(engine: Engine, options: TransactionOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  /** Options of the next transaction alone. */
  use(options: TransactionOptions): void {
    this.#next = options;
  }

  /** The connection, in a transaction. */
  get(signal?: AbortSignal): Promise<Connection> {
    this.#connection ??= this.#open(signal).catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #open(signal: AbortSignal | undefined): Promise<Connection> {
    const connection = await this.#engine.connect(signal === undefined ? {} : { signal });
    try {
      await connection.begin(this.#next ?? this.#options);
      return connection;
    } catch (error) {
      await connection.release();
      throw error;
    }
  }

  async commit(): Promise<void> {
    await this.#end((connection) => connection.commit());
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
    const connection = await pending?.catch(() => undefined);
    if (connection === undefined) return;
    try {
      await how(connection);
    } finally {
      await connection.release();
    }
  }
}
