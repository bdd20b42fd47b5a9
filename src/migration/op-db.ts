/** Kysely for `op.db`: its statements go through the queue of the revision. */
import type { Kysely } from "kysely";
import type { DriverConnection } from "../driver/driver.ts";
import type { Connection } from "../engine/connection.ts";
import { kyselyOn } from "../engine/kysely.ts";
import type { AnyTables } from "./op.ts";

type Queued = Pick<DriverConnection, "query">;

export function openOpDb(queued: Queued): Kysely<AnyTables> {
  // Always inside of the revision's transaction, so that a Kysely transaction becomes a savepoint.
  const connection = {
    ...queued,
    inTransaction: true,
    stream: (sql: string, parameters: readonly unknown[]) => inOneBatch(queued, sql, parameters),
  };
  return kyselyOn<AnyTables>({ acquire: async () => connection as unknown as Connection, release: async () => {} });
}

async function* inOneBatch(queued: Queued, sql: string, parameters: readonly unknown[]): AsyncIterable<unknown[]> {
  yield (await queued.query(sql, parameters)).rows;
}
