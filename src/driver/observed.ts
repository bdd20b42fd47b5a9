/** A driver that tells of every statement, with its time and rows. */
import type { BatchStatement, Driver, DriverConnection, QueryOptions, QueryResult } from "./driver.ts";
import { DatabaseError } from "./errors.ts";

/** Told after every statement. Holds no parameters: they may be secrets. */
export interface QueryEvent {
  readonly sql: string;
  readonly durationMs: number;
  readonly rowCount: number | null;
  readonly processId: number | undefined;
  readonly error: unknown;
}

export type OnQuery = (event: QueryEvent) => void;

const told = new WeakSet<Driver>();

/** The same driver, whose statements `onQuery` is told of; itself where there is nobody to tell. */
export function observed(driver: Driver, onQuery: OnQuery | undefined): Driver {
  if (onQuery === undefined || told.has(driver)) return driver;
  const telling: Driver = {
    dialect: driver.dialect,
    description: driver.description,
    singleSession: driver.singleSession,
    ...(driver.holder === undefined ? {} : { holder: driver.holder }),
    connect: async (options) => observedConnection(await driver.connect(options), onQuery),
    ...(driver.snapshot === undefined ? {} : { snapshot: () => driver.snapshot!() }),
    close: () => driver.close(),
  };
  told.add(telling);
  return telling;
}

/** What is not a statement is the connection's own. */
function observedConnection(connection: DriverConnection, onQuery: OnQuery): DriverConnection {
  const { batch, executeBehind } = connection;
  const teller = new Teller(connection, onQuery);
  const methods: Partial<DriverConnection> = {
    query: <Row>(sql: string, parameters?: readonly unknown[], options?: QueryOptions) =>
      teller.one(sql, () => connection.query<Row>(sql, parameters, options)),
    execute: (script, options) => teller.script(script, () => connection.execute(script, options)),
    ...(batch && {
      batch: (statements, options) => teller.batch(statements, batch.call(connection, statements, options)),
    }),
    ...(executeBehind && {
      executeBehind: (script) => teller.script(script, () => executeBehind.call(connection, script)),
    }),
    stream: (sql, parameters, options) => {
      onQuery({ sql, durationMs: 0, rowCount: null, processId: connection.processId, error: undefined });
      return connection.stream(sql, parameters, options);
    },
  };
  return new Proxy(connection, {
    get(target, name) {
      const own = methods[name as keyof DriverConnection];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

class Teller {
  readonly #connection: DriverConnection;
  readonly #onQuery: OnQuery;

  constructor(connection: DriverConnection, onQuery: OnQuery) {
    this.#connection = connection;
    this.#onQuery = onQuery;
  }

  one<Row>(sql: string, run: () => Promise<QueryResult<Row>>): Promise<QueryResult<Row>> {
    return this.#timed(sql, run, ({ rowCount }) => rowCount);
  }

  script(sql: string, run: () => Promise<QueryResult[]>): Promise<QueryResult[]> {
    return this.#timed(sql, run, (results) => (results.length === 1 ? (results[0]?.rowCount ?? null) : null));
  }

  /** One message; each of its statements is told with the time of all. */
  async batch(statements: readonly BatchStatement[], sent: Promise<QueryResult[]>): Promise<QueryResult[]> {
    const start = performance.now();
    const tell = (at: number, rowCount: number | null, error?: unknown): void => {
      const statement = statements[at];
      if (statement !== undefined) this.#tell(statement.sql, start, rowCount, error);
    };
    try {
      const results = await sent;
      results.forEach(({ rowCount }, at) => tell(at, rowCount));
      return results;
    } catch (error) {
      const completed = error instanceof DatabaseError ? error.completed : 0;
      for (let at = 0; at < completed; at += 1) tell(at, null);
      tell(completed, null, error);
      throw error;
    }
  }

  async #timed<Result>(
    sql: string,
    run: () => Promise<Result>,
    count: (result: Result) => number | null,
  ): Promise<Result> {
    const start = performance.now();
    try {
      const result = await run();
      this.#tell(sql, start, count(result));
      return result;
    } catch (error) {
      this.#tell(sql, start, null, error);
      throw error;
    }
  }

  #tell(sql: string, start: number, rowCount: number | null, error?: unknown): void {
    const { processId } = this.#connection;
    this.#onQuery({ sql, durationMs: performance.now() - start, rowCount, processId, error });
  }
}
