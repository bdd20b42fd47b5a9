/**
 * A command may get by without the tables, mappers and metadata of a data model, or has other things to do meanwhile. So
 * while one runs, data models are worked out when somebody asks for them, instead of where they are declared.
 */

/** Works something out a little at a time. */
export type Steps<T> = Generator<void, T, void>;

interface Deferring {
  scopes: number;
  readonly waiting: Set<{ readonly value: unknown }>;
}

// Registered, since the program that runs the command may have another copy of the package than the model.
const place = Symbol.for("limbeck.deferring");
const places = globalThis as { [place]?: Deferring };
const state = (places[place] ??= { scopes: 0, waiting: new Set() });

/** How long others wait for a turn, in milliseconds. */
const slice = 4;

/** What is made at once, or while a command runs when it is first asked for. */
export class Deferred<T> {
  #make: (() => Steps<T>) | undefined;
  #steps: Steps<T> | undefined;
  #value: T | undefined;

  /** @throws what `make` throws, unless it is put off */
  constructor(make: () => Steps<T>) {
    this.#make = make;
    if (state.scopes > 0) state.waiting.add(this);
    else this.#complete();
  }

  /** @throws what `make` throws, each time */
  get value(): T {
    this.#complete();
    return this.#value as T;
  }

  /** As `value`, with turns for others in between: for a server whose answers must be fetched. */
  async inTurns(): Promise<T> {
    let begin = performance.now();
    while (!this.#advance()) {
      if (performance.now() - begin < slice) continue;
      await new Promise((resolve) => setImmediate(resolve));
      begin = performance.now();
    }
    return this.#value as T;
  }

  #complete(): void {
    while (!this.#advance());
  }

  /** One step; true when there are no more. */
  #advance(): boolean {
    if (this.#make === undefined) return true;
    state.waiting.delete(this);
    this.#steps ??= this.#make();
    try {
      const { done, value } = this.#steps.next();
      if (done !== true) return false;
      this.#value = value;
    } catch (error) {
      this.#steps = undefined;
      throw error;
    }
    this.#make = this.#steps = undefined;
    return true;
  }
}

/** Runs an action during which data models that are declared wait until something asks for them. */
export async function deferring<Result>(action: () => Promise<Result>): Promise<Result> {
  state.scopes += 1;
  try {
    return await action();
  } finally {
    state.scopes -= 1;
  }
}

/** For whoever starts from a class and cannot know which data model it is in. @throws what is wrong with one of them */
export function buildDeferred(): void {
  for (const each of state.waiting) void each.value;
}
