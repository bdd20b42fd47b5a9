/** Kysely for `op.db`: its statements go through the queue of the revision. */
import type { Kysely } from "kysely";
import type { DriverConnection } from "../driver/driver.ts";
import type { Connection } from "../engine/connection.ts";
import type { kyselyOn } from "../engine/kysely.ts";
import { OpDbNotFoundError } from "./errors.ts";
import type { AnyTables } from "./op.ts";

type Queued = Pick<DriverConnection, "query">;

let open: typeof kyselyOn | undefined;

/** `db` is no promise, so what stands behind it is loaded before a revision that may use it. Others run without its 250 files. */
export async function loadOpDb(): Promise<void> {
  open = (await import("../engine/kysely.ts")).kyselyOn;
}

/** @param path of the revision, for messages. @throws OpDbNotFoundError where it was not loaded */
export function openOpDb(queued: Queued, path: string): Kysely<AnyTables> {
  if (open === undefined) throw new OpDbNotFoundError(path);
  // Always inside of the revision's transaction, so that a Kysely transaction becomes a savepoint.
  const connection = {
    ...queued,
    inTransaction: true,
    stream: (sql: string, parameters: readonly unknown[]) => inOneBatch(queued, sql, parameters),
  };
  return open<AnyTables>({ acquire: async () => connection as unknown as Connection, release: async () => {} });
}

async function* inOneBatch(queued: Queued, sql: string, parameters: readonly unknown[]): AsyncIterable<unknown[]> {
  yield (await queued.query(sql, parameters)).rows;
}
