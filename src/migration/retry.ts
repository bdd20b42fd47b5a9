import { setTimeout as sleep } from "node:timers/promises";

/** Waits before another attempt, longer each time, never in step with others. */
export async function pauseBefore(
  attempt: number,
  report: (pauseMs: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pauseMs = Math.round(Math.min(250 * 2 ** (attempt - 1), 5000) * (0.5 + Math.random()));
  report(pauseMs);
  await sleep(pauseMs, undefined, signal === undefined ? {} : { signal });
}
