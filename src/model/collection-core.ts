/**
 * What is behind a collection: the items, whether they were loaded, and what changed since they were last in step with
 * the database. The user's `Collection` is a view on it, made when it is first asked for.
 */
import type { RelationLayout } from "./layout.ts";

/** Whoever holds a collection and keeps the other side in step. */
export interface CollectionOwner {
  /** @throws where the item is none of the relationship's target */
  admit(relation: RelationLayout, item: unknown): void;
  itemAdded(core: CollectionCore, item: object): void;
  itemRemoved(core: CollectionCore, item: object): void;
  /** Told before any change. */
  changing(core: CollectionCore): void;
  /** True where changes are to be remembered: the owner has a row. */
  readonly tracked: boolean;
  /** @throws because the items are not known */
  refuseRead(relation: RelationLayout): never;
}

/** From here on a set beside the list answers whether an item is there. */
const indexedFrom = 16;

export class CollectionCore {
  readonly owner: CollectionOwner | undefined;
  readonly relation: RelationLayout | undefined;
  items: object[];
  loaded: boolean;
  /** True where the items were loaded by a condition: there may be others. */
  filtered: boolean;
  /** Changed since the collection was in step with the database; only where the owner has a row. */
  added: Set<object> | undefined;
  removed: Set<object> | undefined;
  /** The user's view. */
  view: object | undefined;
  /** The user's views of what is behind the items. */
  proxies: Map<object, object> | undefined;
  #index: Set<object> | undefined;

  constructor(owner?: CollectionOwner, relation?: RelationLayout, loaded = true) {
    this.owner = owner;
    this.relation = relation;
    this.items = [];
    this.loaded = loaded;
    this.filtered = false;
    this.added = undefined;
    this.removed = undefined;
    this.view = undefined;
    this.proxies = undefined;
    this.#index = undefined;
  }

  /** The items. @throws where they were not loaded */
  read(): object[] {
    if (!this.loaded) this.owner?.refuseRead(this.relation!);
    return this.items;
  }

  has(item: object): boolean {
    if (this.items.length < indexedFrom) return this.items.includes(item);
    this.#index ??= new Set(this.items);
    return this.#index.has(item);
  }

  /** Puts loaded items in place; what changed before they were loaded stays changed. */
  receive(items: object[], filtered = false): void {
    this.#index = undefined;
    this.filtered = filtered;
    const { added, removed } = this;
    this.items = removed?.size ? items.filter((item) => !removed.has(item)) : items;
    if (added?.size) {
      for (const item of added) {
        if (this.items.includes(item)) added.delete(item);
        else this.items.push(item);
      }
    }
    this.loaded = true;
  }

  /** Puts back what was there before, as after a rollback. */
  restore(items: object[], loaded: boolean): void {
    this.items = items;
    this.loaded = loaded && this.relation?.writeOnly !== true;
    this.added = undefined;
    this.removed = undefined;
    this.#index = undefined;
  }

  /** Forgets the items: the next reading asks for them to be loaded. */
  unload(): void {
    this.restore([], false);
  }

  /** Forgets what was loaded; what the user changed and no flush has written stays changed. */
  forget(): void {
    this.items = [...(this.added ?? [])];
    this.loaded = false;
    this.#index = undefined;
  }

  /** Items whose rows are elsewhere, or gone, leave the list without a word to anybody. */
  drop(items: readonly object[]): void {
    const gone = new Set(items);
    this.items = this.items.filter((item) => !gone.has(item));
    for (const item of gone) {
      this.added?.delete(item);
      this.removed?.delete(item);
    }
    this.#index = undefined;
  }

  /** An item whose row came to belong here enters the list without a word to anybody. */
  join(item: object): void {
    this.items = [...this.items, item];
    this.#index = undefined;
  }

  /** The user adds an item; false where it is there already. */
  add(item: object): boolean {
    this.owner?.admit(this.relation!, item);
    if (!this.put(item)) return false;
    this.owner?.itemAdded(this, item);
    return true;
  }

  /** The user takes an item out; false where it is not there. */
  remove(item: object): boolean {
    if (!this.take(item)) return false;
    this.owner?.itemRemoved(this, item);
    return true;
  }

  /** Adds without telling the other side; false where the item is there already. */
  put(item: object): boolean {
    // What is not loaded may hold the item already; that is settled when it is loaded or written.
    if (this.has(item)) return false;
    this.owner?.changing(this);
    this.items.push(item);
    this.#index?.add(item);
    if (this.owner?.tracked === true && !this.removed?.delete(item)) (this.added ??= new Set()).add(item);
    return true;
  }

  /** Takes out without telling the other side; false where the item is not there. */
  take(item: object): boolean {
    const there = this.has(item);
    if (!there && (this.loaded || this.removed?.has(item) === true)) return false;
    this.owner?.changing(this);
    if (there) {
      const last = this.items.length - 1;
      this.items.splice(this.items[last] === item ? last : this.items.indexOf(item), 1);
      this.#index?.delete(item);
    }
    if (this.owner?.tracked === true && !this.added?.delete(item)) (this.removed ??= new Set()).add(item);
    return true;
  }

  /** In step with the database again: what is there now is what is stored. */
  settle(): void {
    this.added = undefined;
    this.removed = undefined;
    // Items that were added to a collection nobody loaded are no picture of the whole.
    if (!this.loaded) this.restore([], false);
  }
}
