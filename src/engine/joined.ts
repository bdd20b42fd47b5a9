/**
 * An engine on a connection that somebody else holds: what begins a transaction there is a savepoint of the one that is
 * open, so that whoever holds the connection can undo everything, whatever was committed on top of it.
 */
import type { Driver, DriverConnection, QueryOptions, QueryResult } from "../driver/driver.ts";
import type { Connection } from "./connection.ts";
import { Engine } from "./engine.ts";

const joined = new WeakMap<Connection, Engine>();

/**
 * The engine of a connection. Closing it leaves the connection open; a connection without a transaction begins and ends its
 * own.
 *
 *     const connection = await engine.connect();
 *     await connection.begin();
 *     const inside = engineOn(connection); // its commits are part of the connection's transaction
 *     await connection.rollback();
 */
export function engineOn(connection: Connection): Engine {
  let engine = joined.get(connection);
  if (engine === undefined) {
    const driver: Driver = {
      dialect: connection.dialect,
      description: "a connection of the caller",
      // One after the other: savepoints of two would be within each other.
      singleSession: true,
      connect: () => Promise.resolve(new JoinedConnection(connection)),
      close: () => Promise.resolve(),
    };
    engine = new Engine(driver, { pool: { max: 1 } });
    joined.set(connection, engine);
  }
  return engine;
}

let count = 0;

class JoinedConnection implements DriverConnection {
  readonly #outer: Connection;
  /** The savepoint that stands for a transaction of its own; null where it has a true one. */
  #savepoint: string | null | undefined;
  #isClosed = false;

  constructor(outer: Connection) {
    this.#outer = outer;
  }

  get usable(): boolean {
    return !this.#isClosed && this.#outer.usable;
  }

  get processId(): number | undefined {
    return this.#outer.processId;
  }

  get transactionStatus(): DriverConnection["transactionStatus"] {
    return this.#savepoint === undefined ? "idle" : this.#outer.transactionStatus;
  }

  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    if (sql.startsWith("BEGIN")) await this.#begin(sql, options);
    else if (sql === "COMMIT" || sql === "ROLLBACK") await this.#end(sql);
    else return this.#outer.query<Row>(sql, parameters, options);
    return { rows: [], rowCount: null, command: sql };
  }

  execute(script: string, options?: QueryOptions): Promise<QueryResult[]> {
    return this.#outer.execute(script, options);
  }

  stream<Row>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions & { readonly batchSize?: number },
  ): AsyncIterable<Row[]> {
    return this.#outer.stream<Row>(sql, parameters, options);
  }

  onNotice(listener: Parameters<DriverConnection["onNotice"]>[0]): () => void {
    return this.#outer.onNotice(listener);
  }

  cancel(): Promise<void> {
    return this.#outer.cancel();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  async #begin(sql: string, options: QueryOptions): Promise<void> {
    if (!this.#outer.inTransaction) {
      await this.#outer.query(sql, [], options);
      this.#savepoint = null;
      return;
    }
    const name = `limbeck_joined_${++count}`;
    await this.#outer.query(`SAVEPOINT ${name}`, [], options);
    this.#savepoint = name;
  }

  async #end(how: "COMMIT" | "ROLLBACK"): Promise<void> {
    const savepoint = this.#savepoint;
    this.#savepoint = undefined;
    if (savepoint === undefined) return;
    if (savepoint === null) await this.#outer.query(how);
    else {
      if (how === "ROLLBACK") await this.#outer.query(`ROLLBACK TO SAVEPOINT ${savepoint}`);
      await this.#outer.query(`RELEASE SAVEPOINT ${savepoint}`);
    }
  }
}
