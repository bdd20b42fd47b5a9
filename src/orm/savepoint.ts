/** A savepoint of a session. */
import type { SessionCore } from "./core.ts";

export class Savepoint {
  readonly #core: SessionCore;
  readonly #name: string;
  #ended = false;

  constructor(core: SessionCore, name: string) {
    this.#core = core;
    this.#name = name;
  }

  /** Flushes; what was done since becomes part of the transaction around it. */
  async commit(): Promise<void> {
    await this.#core.releaseSavepoint(this.#name);
    this.#ended = true;
  }

  /** Undoes what was done since. Harmless once it has ended. */
  async rollback(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#core.rollbackSavepoint(this.#name);
  }

  /** Commits when the work returns, rolls back when it throws. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      await this.commit();
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
