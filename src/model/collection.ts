/** The many side of a relationship as users see it: an ordered list without duplicates. */
import { CollectionCore } from "./collection-core.ts";

/**
 * Related objects: `customer.orders.add(order)`, `for (const order of customer.orders) …`. Adding and removing works
 * whether or not the items are loaded; reading asks for them to be loaded first.
 */
export class Collection<Item> implements Iterable<Item> {
  /** Items by index; methods of arrays that aren't here are those of `toArray()`. */
  readonly [index: number]: Item;
  readonly #core: CollectionCore;

  constructor(items: Iterable<Item> | CollectionCore = []) {
    if (items instanceof CollectionCore) {
      this.#core = items;
      return;
    }
    this.#core = new CollectionCore();
    this.add(...items);
  }

  get length(): number {
    return this.#items.length;
  }

  /** True where the items are known. */
  get isLoaded(): boolean {
    return this.#core.loaded;
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.#items[Symbol.iterator]();
  }

  /** Adds objects that are not there yet. */
  add(...items: readonly Item[]): this {
    for (const item of items) this.#core.add(item as object);
    return this;
  }

  /** Takes an object out; false when it wasn't there. */
  remove(item: Item): boolean {
    return this.#core.remove(item as object);
  }

  /** Takes out whatever is not among the given objects and adds those that are missing; their order is kept. */
  replace(items: Iterable<Item>): this {
    const kept = new Set(items);
    for (const item of this.toArray()) if (!kept.has(item)) this.#core.remove(item as object);
    for (const item of kept) this.#core.add(item as object);
    this.#core.items = [...kept] as object[];
    return this;
  }

  clear(): this {
    return this.replace([]);
  }

  has(item: Item): boolean {
    this.#core.read();
    return this.#core.has(item as object);
  }

  at(index: number): Item | undefined {
    return this.#items.at(index);
  }

  indexOf(item: Item): number {
    return this.#items.indexOf(item);
  }

  forEach(each: (item: Item, index: number) => void): void {
    this.#items.forEach((item, index) => each(item, index));
  }

  map<Result>(each: (item: Item, index: number) => Result): Result[] {
    return this.#items.map((item, index) => each(item, index));
  }

  flatMap<Result>(each: (item: Item, index: number) => Result | readonly Result[]): Result[] {
    return this.#items.flatMap((item, index) => each(item, index));
  }

  filter(keep: (item: Item, index: number) => boolean): Item[] {
    return this.#items.filter((item, index) => keep(item, index));
  }

  find(wanted: (item: Item, index: number) => boolean): Item | undefined {
    return this.#items.find((item, index) => wanted(item, index));
  }

  some(test: (item: Item, index: number) => boolean): boolean {
    return this.#items.some((item, index) => test(item, index));
  }

  every(test: (item: Item, index: number) => boolean): boolean {
    return this.#items.every((item, index) => test(item, index));
  }

  reduce<Result>(each: (before: Result, item: Item, index: number) => Result, start: Result): Result {
    return this.#items.reduce((before, item, index) => each(before, item, index), start);
  }

  /** A copy as an array. */
  toArray(): Item[] {
    return [...this.#items];
  }

  toJSON(): Item[] {
    return this.toArray();
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    _options: unknown,
    inspect: (v: unknown) => string,
  ): string {
    return this.#core.loaded ? `Collection ${inspect(this.#core.items)}` : "Collection (not loaded)";
  }

  get #items(): Item[] {
    return this.#core.read() as Item[];
  }
}

/** The user's view of a collection; always the same object. */
export function viewOf(core: CollectionCore): Collection<object> {
  return (core.view ??= new Collection<object>(core)) as Collection<object>;
}

// Only names that are found nowhere else come here, so that `orders[0]` costs the other methods nothing.
Object.setPrototypeOf(
  Collection.prototype,
  new Proxy(Object.prototype, {
    get(target, name, receiver) {
      if (typeof name === "string" && /^\d+$/.test(name)) return (receiver as Collection<unknown>).at(Number(name));
      return Reflect.get(target, name, receiver) as unknown;
    },
  }),
);
