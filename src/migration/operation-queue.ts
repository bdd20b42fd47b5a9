/**
 * Runs what a revision asks for in the order it was asked, whether the calls are awaited or not. After a failure nothing
 * more runs: the first error is the one that counts, and a call that nobody awaited never becomes an unhandled rejection.
 */
export class OperationQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #release = (): void => {};

  /** Nothing that is added runs before `release`. */
  hold(): void {
    const released = new Promise<void>((resolve) => (this.#release = resolve));
    this.#tail = this.#tail.then(() => released);
  }

  release(): void {
    this.#release();
  }

  add<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#tail.then(async () => {
      if (this.#failure !== undefined) throw this.#failure.error;
      try {
        return await action();
      } catch (error) {
        this.#failure ??= { error };
        throw error;
      }
    });
    this.#tail = result.catch(() => {});
    return result;
  }

  /** Waits until all has run, also what was added meanwhile; throws the first failure. */
  async drain(): Promise<void> {
    let tail: Promise<unknown>;
    do {
      tail = this.#tail;
      await tail;
    } while (tail !== this.#tail);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
