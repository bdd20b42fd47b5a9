/** The many side of a relationship in memory: an ordered list without duplicates, whose changes can be observed. */

/** What follows a collection: the session, once there is one. */
export interface CollectionObserver<Item> {
  /** Before any reading; throws where the items aren't loaded. */
  reading?(): void;
  added?(item: Item): void;
  removed?(item: Item): void;
}

/** Related objects: `customer.orders.add(order)`, `for (const order of customer.orders) …`. */
export class Collection<Item> implements Iterable<Item> {
  #items: Item[] = [];
  #observer: CollectionObserver<Item> | undefined;

  constructor(items: Iterable<Item> = []) {
    this.add(...items);
  }

  get length(): number {
    return this.#read().length;
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.#read()[Symbol.iterator]();
  }

  /** Adds objects that are not there yet. */
  add(...items: readonly Item[]): this {
    for (const item of items) {
      if (this.#items.includes(item)) continue;
      this.#items.push(item);
      this.#observer?.added?.(item);
    }
    return this;
  }

  /** Takes an object out; false when it wasn't there. */
  remove(item: Item): boolean {
    const index = this.#read().indexOf(item);
    if (index < 0) return false;
    this.#items.splice(index, 1);
    this.#observer?.removed?.(item);
    return true;
  }

  /** Takes out whatever is not among the given objects and adds those that are missing; their order is kept. */
  replace(items: Iterable<Item>): this {
    const kept = new Set(items);
    for (const item of this.toArray()) if (!kept.has(item)) this.remove(item);
    this.add(...kept);
    this.#items = [...kept];
    return this;
  }

  clear(): this {
    return this.replace([]);
  }

  has(item: Item): boolean {
    return this.#read().includes(item);
  }

  at(index: number): Item | undefined {
    return this.#read().at(index);
  }

  map<Result>(each: (item: Item, index: number) => Result): Result[] {
    return this.#read().map((item, index) => each(item, index));
  }

  filter(keep: (item: Item, index: number) => boolean): Item[] {
    return this.#read().filter((item, index) => keep(item, index));
  }

  find(wanted: (item: Item, index: number) => boolean): Item | undefined {
    return this.#read().find((item, index) => wanted(item, index));
  }

  some(test: (item: Item, index: number) => boolean): boolean {
    return this.#read().some((item, index) => test(item, index));
  }

  every(test: (item: Item, index: number) => boolean): boolean {
    return this.#read().every((item, index) => test(item, index));
  }

  /** A copy as an array. */
  toArray(): Item[] {
    return [...this.#read()];
  }

  toJSON(): Item[] {
    return this.toArray();
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    _options: unknown,
    inspect: (v: unknown) => string,
  ): string {
    return `Collection ${inspect(this.#items)}`;
  }

  /** Sets who is told of readings and changes; returns the one before. */
  static observe<Item>(
    collection: Collection<Item>,
    observer: CollectionObserver<Item> | undefined,
  ): CollectionObserver<Item> | undefined {
    const before = collection.#observer;
    collection.#observer = observer;
    return before;
  }

  /** Puts items in place without telling the observer: what was loaded is no change. */
  static load<Item>(collection: Collection<Item>, items: Iterable<Item>): void {
    collection.#items = [...items];
  }

  #read(): Item[] {
    this.#observer?.reading?.();
    return this.#items;
  }
}
