import type { DriverConnection } from "./driver.ts";

/**
 * Ends a connection when a signal is aborted: its statement is cancelled, and whoever asks for another one is told that
 * the connection is closed. What its transaction did is rolled back by the server.
 *
 *     const keep = endOnAbort(connection, AbortSignal.timeout(1_000));
 *
 * @returns what forgets about it
 */
export function endOnAbort(connection: DriverConnection, signal: AbortSignal | undefined): () => void {
  const end = async (): Promise<void> => {
    await connection.cancel().catch(() => {});
    await connection.close().catch(() => {});
  };
  const onAbort = (): void => void end();
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  return () => signal?.removeEventListener("abort", onAbort);
}
