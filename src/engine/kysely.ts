/** Kysely over our connections, so that its queries share their pool, session and transaction. */
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver as KyselyDriver,
  type QueryResult as KyselyResult,
  type TransactionSettings,
} from "kysely";
import type { QueryResult } from "../driver/driver.ts";
import type { Connection } from "./connection.ts";

export interface ConnectionSource {
  acquire(signal?: AbortSignal): Promise<Connection>;
  release(connection: Connection): Promise<void>;
}

/** A Kysely handle whose statements run on connections of the source. */
export function kyselyOn<Database>(source: ConnectionSource): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new EngineKyselyDriver(source),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

class EngineKyselyDriver implements KyselyDriver {
  readonly #source: ConnectionSource;

  constructor(source: ConnectionSource) {
    this.#source = source;
  }

  async init(): Promise<void> {}
  /** The connections belong to the engine. */
  async destroy(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new KyselyConnection(await this.#source.acquire());
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.#source.release((connection as KyselyConnection).connection);
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return (connection as KyselyConnection).begin(settings);
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return (connection as KyselyConnection).end("commit");
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return (connection as KyselyConnection).end("rollback");
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await (connection as KyselyConnection).connection.query(`SAVEPOINT ${quote(name)}`);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await (connection as KyselyConnection).connection.query(`ROLLBACK TO SAVEPOINT ${quote(name)}`);
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await (connection as KyselyConnection).connection.query(`RELEASE SAVEPOINT ${quote(name)}`);
  }
}

let nested = 0;

class KyselyConnection implements DatabaseConnection {
  readonly connection: Connection;
  /** Set while a Kysely transaction runs inside a transaction that was open before it. */
  #savepoint: string | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<KyselyResult<Row>> {
    return kyselyResult(await this.connection.query<Row>(query.sql, query.parameters));
  }

  /** A cursor serves SELECT only; the rows of INSERT … RETURNING come in one batch. */
  async *streamQuery<Row>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<KyselyResult<Row>> {
    if (query.query.kind !== "SelectQueryNode") {
      yield await this.executeQuery<Row>(query);
      return;
    }
    const options = chunkSize === undefined ? {} : { batchSize: chunkSize };
    for await (const rows of this.connection.stream<Row>(query.sql, query.parameters, options)) yield { rows };
  }

  async begin({ isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    if (this.connection.inTransaction) {
      this.#savepoint = `limbeck_kysely_${++nested}`;
      await this.connection.query(`SAVEPOINT ${this.#savepoint}`);
      return;
    }
    await this.connection.begin({
      // `snapshot` is SQL Server's name; PostgreSQL's repeatable read is a snapshot.
      isolation: isolationLevel === "snapshot" ? "repeatable read" : isolationLevel,
      readOnly: accessMode === undefined ? undefined : accessMode === "read only",
    });
  }

  async end(how: "commit" | "rollback"): Promise<void> {
    const savepoint = this.#savepoint;
    this.#savepoint = undefined;
    if (savepoint === undefined) return how === "commit" ? this.connection.commit() : this.connection.rollback();
    if (how === "rollback") await this.connection.query(`ROLLBACK TO SAVEPOINT ${savepoint}`);
    await this.connection.query(`RELEASE SAVEPOINT ${savepoint}`);
  }
}

const changing: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

function kyselyResult<Row>(result: QueryResult<Row>): KyselyResult<Row> {
  const { rows, rowCount, command } = result;
  return changing.has(command) && rowCount !== null ? { rows, numAffectedRows: BigInt(rowCount) } : { rows };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
