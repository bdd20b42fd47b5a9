/** The many side of a relationship as users see it: an ordered list without duplicates. */
import { CollectionCore } from "./collection-core.ts";
import { ListView } from "./list-view.ts";

/**
 * Related objects: `customer.orders.add(order)`, `for (const order of customer.orders) …`. Adding and removing works
 * whether or not the items are loaded; reading asks for them to be loaded first.
 */
export class Collection<Item> extends ListView<Item> {
  readonly #core: CollectionCore;

  constructor(items: Iterable<Item> | CollectionCore = []) {
    super();
    if (items instanceof CollectionCore) {
      this.#core = items;
      return;
    }
    this.#core = new CollectionCore();
    this.add(...items);
  }

  protected read(): Item[] {
    return this.#core.read() as Item[];
  }

  /** True where the items are known. */
  get isLoaded(): boolean {
    return this.#core.loaded;
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

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    _options: unknown,
    inspect: (v: unknown) => string,
  ): string {
    return this.#core.loaded ? `Collection ${inspect(this.#core.items)}` : "Collection (not loaded)";
  }
}

/** The user's view of a collection; always the same object. */
export function viewOf(core: CollectionCore): Collection<object> {
  return (core.view ??= new Collection<object>(core)) as Collection<object>;
}
