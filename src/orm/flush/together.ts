/** Statements that do not need one another: each is sent before the next one is made ready. */

/** Lets what was sent reach the server. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Starts works in order without waiting for the ones before, so that the server is busy with one statement while the
 * values of the next are gathered. Ends when all that were started are over; the first failure counts, and starts no more.
 */
export async function together(works: readonly (() => Promise<void>)[]): Promise<void> {
  const [only] = works;
  if (works.length === 1) return only!();
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
