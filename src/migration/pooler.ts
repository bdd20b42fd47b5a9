/**
 * A pooler that hands each transaction to whichever connection to the server is free (PgBouncer's transaction mode, and what
 * hosts of databases offer as a pooled URL) cannot carry a run: the lock of the session would stay with a connection that
 * serves others by then, and so would its settings.
 */
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { TransactionPoolerError } from "./errors.ts";

/** More than pools usually hold, for those that deal their connections out in turn. */
const attempts = 24;
const patience = 2000;

/** To be called before anything is set or locked. @throws TransactionPoolerError */
export async function refuseTransactionPooler(driver: Driver, connection: DriverConnection): Promise<void> {
  if (driver.singleSession || connection.processId === undefined) return;
  const backend = await backendOf(connection);
  // A pooler tells its clients a process of its own making; the server itself tells the true one.
  if (backend === connection.processId) return;
  if (await isShared(driver, backend)) throw new TransactionPoolerError(driver.description);
}

/** True where another client gets to the same process of the server, or from one to the next. */
async function isShared(driver: Driver, backend: number): Promise<boolean> {
  const signal = AbortSignal.timeout(patience);
  let other: DriverConnection | undefined;
  try {
    other = await driver.connect({ signal });
    // Where a pool of sessions has no other one, it lets the second client wait, also to be cancelled.
    const abandoned = new Promise<boolean>((resolve) => signal.addEventListener("abort", () => resolve(false)));
    return await Promise.race([meets(other, backend), abandoned]);
  } catch {
    return false;
  } finally {
    other?.close().catch(() => {});
  }
}

async function meets(other: DriverConnection, backend: number): Promise<boolean> {
  const first = await backendOf(other);
  if (first === backend) return true;
  for (let attempt = 1; attempt < attempts; attempt += 1) if ((await backendOf(other)) !== first) return true;
  return false;
}

async function backendOf(connection: DriverConnection): Promise<number> {
  const { rows } = await connection.query<{ pid: number }>("SELECT pg_catalog.pg_backend_pid() AS pid");
  return rows[0]!.pid;
}
