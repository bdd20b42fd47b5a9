/** What lists of objects have in common for those who read them: an iterable with the manners of an array. */

/** A list that is read in place: methods of arrays that aren't here are those of `toArray()`. */
export abstract class ListView<Item> implements Iterable<Item> {
  /** Items by index. */
  readonly [index: number]: Item;

  /** The items as they are now. @throws where they were not loaded */
  protected abstract read(): readonly Item[];

  get length(): number {
    return this.read().length;
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.read()[Symbol.iterator]();
  }

  at(index: number): Item | undefined {
    return this.read().at(index);
  }

  indexOf(item: Item): number {
    return this.read().indexOf(item);
  }

  forEach(each: (item: Item, index: number) => void): void {
    this.read().forEach((item, index) => each(item, index));
  }

  map<Result>(each: (item: Item, index: number) => Result): Result[] {
    return this.read().map((item, index) => each(item, index));
  }

  flatMap<Result>(each: (item: Item, index: number) => Result | readonly Result[]): Result[] {
    return this.read().flatMap((item, index) => each(item, index));
  }

  filter(keep: (item: Item, index: number) => boolean): Item[] {
    return this.read().filter((item, index) => keep(item, index));
  }

  find(wanted: (item: Item, index: number) => boolean): Item | undefined {
    return this.read().find((item, index) => wanted(item, index));
  }

  some(test: (item: Item, index: number) => boolean): boolean {
    return this.read().some((item, index) => test(item, index));
  }

  every(test: (item: Item, index: number) => boolean): boolean {
    return this.read().every((item, index) => test(item, index));
  }

  reduce<Result>(each: (before: Result, item: Item, index: number) => Result, start: Result): Result {
    return this.read().reduce((before, item, index) => each(before, item, index), start);
  }

  /** A copy as an array. */
  toArray(): Item[] {
    return [...this.read()];
  }

  toJSON(): Item[] {
    return this.toArray();
  }
}

// Only names that are found nowhere else come here, so that `orders[0]` costs the other methods nothing.
Object.setPrototypeOf(
  ListView.prototype,
  new Proxy(Object.prototype, {
    get(target, name, receiver) {
      if (typeof name === "string" && /^\d+$/.test(name)) return (receiver as ListView<unknown>).at(Number(name));
      return Reflect.get(target, name, receiver) as unknown;
    },
  }),
);
