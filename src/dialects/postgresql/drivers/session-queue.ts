/**
 * Lets several connections share one session. A connection that is inside a transaction keeps the session until the
 * transaction ends; the others wait in line. In one process this can only block for ever where code waits for another
 * connection while it keeps its own transaction open, so a wait on an idle holder ends with an error.
 */
import { CancelledError } from "../../../driver/errors.ts";
import { SessionBusyError } from "./pglite-errors.ts";

export interface SessionUse {
  /** Who asks; the holder of a transaction passes at once. */
  readonly owner: object;
  readonly signal?: AbortSignal | undefined;
}

interface Waiter {
  readonly owner: object;
  readonly start: () => void;
  readonly fail: (error: Error) => void;
}

export class SessionQueue {
  readonly #idleHolderMs: number;
  readonly #waiting: Waiter[] = [];
  #running = false;
  /** The connection whose transaction is open. */
  #holder: object | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(idleHolderMs: number) {
    this.#idleHolderMs = idleHolderMs;
  }

  /** Runs `work` alone; afterwards `inTransaction` says whether the owner keeps the session. */
  async run<T>(use: SessionUse, work: () => Promise<T>, inTransaction: () => boolean): Promise<T> {
    if (use.signal?.aborted) throw new CancelledError("statement", use.signal.reason);
    await this.#turn(use);
    try {
      return await work();
    } finally {
      this.#running = false;
      this.#holder = inTransaction() ? use.owner : undefined;
      this.#next();
    }
  }

  isHeldBy(owner: object): boolean {
    return this.#holder === owner;
  }

  async #turn({ owner, signal }: SessionUse): Promise<void> {
    let waiter: Waiter | undefined;
    const onAbort = () => waiter?.fail(new CancelledError("statement", signal?.reason));
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        waiter = { owner, start: resolve, fail: (error) => this.#drop(waiter as Waiter) && reject(error) };
        this.#waiting.push(waiter);
        this.#next();
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #drop(waiter: Waiter): boolean {
    const index = this.#waiting.indexOf(waiter);
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    return true;
  }

  #next(): void {
    clearTimeout(this.#timer);
    if (this.#running) return;
    const next = this.#waiting.find((waiter) => this.#holder === undefined || waiter.owner === this.#holder);
    if (next) {
      this.#drop(next);
      this.#running = true;
      next.start();
    } else if (this.#waiting.length > 0) {
      this.#timer = setTimeout(() => this.#giveUp(), this.#idleHolderMs);
    }
  }

  /** The holder has been idle all this time: a statement of its own would have set the timer anew. */
  #giveUp(): void {
    const waiting = this.#waiting.slice();
    for (const waiter of waiting) waiter.fail(new SessionBusyError(this.#idleHolderMs));
  }
}
