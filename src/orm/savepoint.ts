/** A savepoint of a session. */
import type { SessionCore } from "./core.ts";
import type { RunOptions } from "./query/select.ts";

/** A part of a transaction that can be rolled back by itself. */
export class Savepoint {
  readonly #core: SessionCore;
  readonly #name: string;
  #ended = false;

  constructor(core: SessionCore, name: string) {
    this.#core = core;
    this.#name = name;
  }

  /** Flushes; what was done since becomes part of the transaction around it. A signal stops the flush. */
  async commit({ signal }: RunOptions = {}): Promise<void> {
    await this.#core.releaseSavepoint(this.#name, signal);
    this.#ended = true;
  }

  /** Undoes what was done since. Harmless once it has ended. */
  async rollback(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#core.rollbackSavepoint(this.#name);
  }

  /** Commits when the work returns, rolls back when it throws. */
  async run<Result>(work: () => Promise<Result>, options: RunOptions = {}): Promise<Result> {
    try {
      const result = await work();
      await this.commit(options);
      return result;
    } catch (error) {
      await this.rollback().catch(() => {});
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rollback();
  }
}
