/** Statements that do not need one another: few rows go in one message, many are sent while the next are made ready. */
import type { Writes } from "./writes.ts";

/** More rows than these are on their way while the values of the next statement are gathered. */
const rowsOfOneMessage = 1000;

/** Lets what was sent reach the server. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export interface TogetherOptions {
  readonly rows: number;
  /** True where the flush writes nothing behind it. */
  readonly isLast?: boolean;
}

/**
 * Starts works in order without waiting for the ones before, so that the server is busy with one statement while the
 * values of the next are gathered. Ends when all that were started are over; the first failure counts, and starts no more.
 */
export async function together(
  { writes }: { readonly writes: Writes },
  works: readonly (() => Promise<void>)[],
  { rows, isLast = false }: TogetherOptions,
): Promise<void> {
  if (rows <= rowsOfOneMessage) return writes.together(works, isLast);
  const running: Promise<void>[] = [];
  let hasFailed = false;
  for (const work of works) {
    if (running.length > 0) await turn();
    if (hasFailed) break;
    const started = work();
    started.catch(() => (hasFailed = true));
    running.push(started);
  }
  for (const result of await Promise.allSettled(running)) if (result.status === "rejected") throw result.reason;
}
