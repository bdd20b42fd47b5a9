/**
 * Instances of models. All state sits in one hidden slot, which JSON, spread and inspection don't see; the accessors on
 * the prototype read and write there and tell an observer, so that a session can take an instance over without touching it.
 */
import { Collection } from "./collection.ts";

/** What the accessors of one model look like, by position. */
export interface Layout {
  readonly names: readonly string[];
  /** Positions that hold a collection. */
  readonly collections: ReadonlySet<number>;
  readonly columnCount: number;
}

/** Follows the instances of a session. */
export interface InstanceObserver {
  /** A member that was never set is read; what it returns is the value read. */
  unset(state: InstanceState, position: number): unknown;
  changed(state: InstanceState, position: number, before: unknown, after: unknown): void;
}

/** The hidden state of an instance. */
export class InstanceState {
  readonly instance: object;
  readonly layout: Layout;
  /** By position, columns first; undefined where never set, null for NULL. */
  readonly values: unknown[];
  observer: InstanceObserver | undefined;

  constructor(instance: object, layout: Layout) {
    this.instance = instance;
    this.layout = layout;
    // Filled from the start, so that all instances of a model have arrays of one shape.
    this.values = Array.from({ length: layout.names.length });
    this.observer = undefined;
  }

  read(position: number): unknown {
    const value = this.values[position];
    if (value !== undefined) return value;
    if (this.observer !== undefined) return this.observer.unset(this, position);
    if (!this.layout.collections.has(position)) return null;
    return (this.values[position] = new Collection());
  }

  write(position: number, value: unknown): void {
    if (this.layout.collections.has(position)) {
      (this.read(position) as Collection<unknown>).replace((value ?? []) as Iterable<unknown>);
      return;
    }
    const before = this.values[position];
    this.values[position] = value;
    if (this.observer !== undefined && before !== value) this.observer.changed(this, position, before, value);
  }
}

/** Where a model's class keeps its declaration. */
export const modelSlot: unique symbol = Symbol("limbeck.model");

interface Constructor {
  readonly [modelSlot]: { readonly layout: Layout };
}

/** The root of all model classes. */
export class Entity {
  readonly #state: InstanceState;

  constructor() {
    this.#state = new InstanceState(this, (new.target as unknown as Constructor)[modelSlot].layout);
  }

  /** The hidden state of an instance, or undefined for anything else. */
  static stateOf(instance: object): InstanceState | undefined {
    return #state in instance ? instance.#state : undefined;
  }

  /** The columns that have a value, by property; relationships would lead in circles. */
  toJSON(): Record<string, unknown> {
    const { layout, values } = this.#state;
    const set = layout.names.slice(0, layout.columnCount).map((name, position) => [name, values[position]]);
    return Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    _options: unknown,
    inspect: (v: unknown) => string,
  ): string {
    return `${this.constructor.name} ${inspect(this.toJSON())}`;
  }
}

/** The hidden state of an instance of a model. */
export function stateOf(instance: object): InstanceState | undefined {
  return Entity.stateOf(instance);
}

/** An instance as it is loaded: the constructors of the user's classes don't run. */
export function createInstance<Instance>(model: new (...args: never[]) => Instance): Instance {
  return Reflect.construct(Entity, [], model) as Instance;
}

/** Puts the accessors of a layout on a prototype. */
export function defineAccessors(prototype: object, layout: Layout): void {
  layout.names.forEach((name, position) => {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: object) {
        return Entity.stateOf(this)?.read(position);
      },
      set(this: object, value: unknown) {
        Entity.stateOf(this)!.write(position, value);
      },
    });
  });
}
