/**
 * Association proxies: the objects behind the objects of a collection, an order's products through its order products.
 * A view, nothing more: what is added or removed is an association object of the collection underneath.
 */
import type { CollectionCore } from "./collection-core.ts";
import { viewOf } from "./collection.ts";
import type { RelationLayout } from "./layout.ts";
import { ListView } from "./list-view.ts";

/** Options of `associationProxy()`. */
export interface AssociationProxyOptions<Item> {
  /** Makes the association object for an item; where absent, its class is constructed with the item alone. */
  readonly creator?: (item: Item) => object;
}

declare const itemType: unique symbol;

/** A list of one property of what a collection holds, declared by `associationProxy()`. */
export interface AssociationProxy<in out Item> {
  readonly memberKind: "proxy";
  readonly [itemType]?: Item;
  /** The relationship to the association objects. */
  readonly through: string;
  /** Their property that leads to the item. */
  readonly property: string;
  readonly options: AssociationProxyOptions<Item>;
}

/** Any proxy, whatever its items. */
export interface AnyAssociationProxy {
  readonly memberKind: "proxy";
  readonly through: string;
  readonly property: string;
  readonly options: { readonly creator?: (item: never) => object };
}

/**
 * A collection of what is behind the objects of another one.
 *
 *     class Order extends model("orders", {
 *       …,
 *       lines: oneToMany<OrderProduct>("OrderProduct", { backPopulates: "order", cascade: "all, delete-orphan" }),
 *       products: associationProxy<Product>("lines", "product"),
 *     }) {}
 *     order.products.add(tea); // order.lines.add(new OrderProduct({ product: tea }))
 *
 * @param through the relationship to the association objects: a oneToMany or manyToMany
 * @param property a relationship or column of theirs
 */
export function associationProxy<Item>(
  through: string,
  property: string,
  options: AssociationProxyOptions<Item> = {},
): AssociationProxy<Item> {
  return Object.freeze({ memberKind: "proxy" as const, through, property, options });
}

export function isAssociationProxy(value: unknown): value is AnyAssociationProxy {
  return typeof value === "object" && value !== null && (value as { memberKind?: unknown }).memberKind === "proxy";
}

/** A proxy as instances need it. */
export interface ProxyLayout {
  readonly name: string;
  readonly through: RelationLayout;
  readonly property: string;
  readonly creator: ((item: never) => object) | undefined;
}

type Association = Record<string, unknown>;

/**
 * The items behind a collection: `order.products.add(tea)`. Reading needs the collection and what its objects refer to;
 * adding needs neither.
 */
export class AssociationCollection<Item> extends ListView<Item> {
  readonly #core: CollectionCore;
  readonly #layout: ProxyLayout;

  constructor(core: CollectionCore, layout: ProxyLayout) {
    super();
    this.#core = core;
    this.#layout = layout;
  }

  protected read(): Item[] {
    return this.#core.read().map((association) => this.#itemOf(association));
  }

  /** Adds items that are not there yet, each by an association object of its own. */
  add(...items: readonly Item[]): this {
    for (const item of items) {
      if (this.#find(item) === undefined) viewOf(this.#core).add(this.#associate(item));
    }
    return this;
  }

  /**
   * Takes the association object of an item out; false when there is none.
   *
   * @throws NotLoadedError where the association objects are not known
   */
  remove(item: Item): boolean {
    const association = this.#find(item);
    if (association !== undefined) return viewOf(this.#core).remove(association);
    this.#core.read();
    return false;
  }

  has(item: Item): boolean {
    this.#core.read();
    return this.#find(item) !== undefined;
  }

  /** Takes out whatever is not among the given items and adds those that are missing; association objects that stay are kept. */
  replace(items: Iterable<Item>): this {
    const kept = new Set(items);
    for (const association of Array.from(this.#core.read())) {
      if (!kept.has(this.#itemOf(association))) viewOf(this.#core).remove(association);
    }
    return this.add(...kept);
  }

  clear(): this {
    return this.replace([]);
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    _options: unknown,
    inspect: (v: unknown) => string,
  ): string {
    return this.#core.loaded ? `AssociationCollection ${inspect(this.read())}` : "AssociationCollection (not loaded)";
  }

  #itemOf(association: object): Item {
    return (association as Association)[this.#layout.property] as Item;
  }

  /** Among what is known: what was added to a collection that nobody loaded is there, too. */
  #find(item: Item): object | undefined {
    return this.#core.items.find((association) => this.#itemOf(association) === item);
  }

  #associate(item: Item): object {
    const { creator, property, through } = this.#layout;
    if (creator !== undefined) return creator(item as never);
    const target = through.target as unknown as new (values: Association) => object;
    return new target({ [property]: item });
  }
}
