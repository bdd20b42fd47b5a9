/**
 * A command that may get by without them lets data models be worked out only once somebody asks for their tables,
 * mappers or metadata, instead of where they are declared.
 */

let scopes = 0;
const waiting = new Set<Deferred<unknown>>();

/** What is made at once, or while a `deferring` command runs when it is first asked for. */
export class Deferred<T> {
  #make: (() => T) | undefined;
  #value: T | undefined;

  /** @throws what `make` throws, unless it is put off */
  constructor(make: () => T) {
    this.#make = make;
    if (scopes > 0) waiting.add(this);
    else this.#complete();
  }

  get value(): T {
    if (this.#make !== undefined) this.#complete();
    return this.#value as T;
  }

  #complete(): void {
    waiting.delete(this);
    this.#value = this.#make!();
    this.#make = undefined;
  }
}

/** Runs an action during which data models that are declared wait until something asks for them. */
export async function deferring<Result>(action: () => Promise<Result>): Promise<Result> {
  scopes += 1;
  try {
    return await action();
  } finally {
    scopes -= 1;
  }
}

/** For whoever starts from a class and cannot know which data model it is in. @throws what is wrong with one of them */
export function buildDeferred(): void {
  for (const each of waiting) void each.value;
}
