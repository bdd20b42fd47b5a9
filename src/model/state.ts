/**
 * The hidden state of an instance: values by position, what they were before they changed, and the rules that keep both
 * sides of a relationship in step. Nothing here does I/O; a session follows the state as its tracker.
 */
import { AssociationCollection, type ProxyLayout } from "./association-proxy.ts";
import { CollectionCore, type CollectionOwner } from "./collection-core.ts";
import { viewOf } from "./collection.ts";
import { DetachedReadError, NotACollectionError, WriteOnlyError, WrongRelatedError } from "./instance-errors.ts";
import type { Layout, RelationLayout } from "./layout.ts";
import { isSqlFragment } from "../sql/sql.ts";
import { attributeHooksAt } from "./attribute-hooks.ts";
import { copied, isViewOf, trackedView } from "./tracked-value.ts";
import { SingleParentError } from "./member-errors.ts";
import { ownerOf, rememberOwner } from "./single-parent.ts";

/** Where an object stands between memory and the database, in SQLAlchemy's words. */
export type Lifecycle = "transient" | "pending" | "persistent" | "deleted" | "detached";

/** A session, as the states of its objects see it. */
export interface StateTracker {
  /** The first change since the state was in step with the database. */
  dirtied(state: InstanceState): void;
  /** The first change of a collection since it was in step. */
  collectionDirtied(state: InstanceState, core: CollectionCore): void;
  /** A column without a value is read. */
  unsetColumn(state: InstanceState, position: number): unknown;
  /** A related object that was not loaded is read: what is known of it without I/O, or an error. */
  unsetRelated(state: InstanceState, relation: RelationLayout): object | null;
  /** What is known of a related object without I/O; undefined where nothing is. */
  peekRelated(state: InstanceState, relation: RelationLayout): object | null | undefined;
  refuseRead(state: InstanceState, relation: RelationLayout): never;
  /** The user linked an object to one of the session's. */
  linked(state: InstanceState, relation: RelationLayout, item: InstanceState): void;
  /** An object lost a parent that it can't be without. */
  orphaned(state: InstanceState): void;
  /** A value is changed in its place: whatever kept it has the copy of what it was from now on. */
  changedInside(
    state: InstanceState,
    position: number,
    was: { readonly value: unknown; readonly before: unknown },
  ): void;
}

export class InstanceState implements CollectionOwner {
  readonly instance: object;
  readonly layout: Layout;
  /** By position, columns first; undefined where unknown or never set, null for NULL, a core where a collection is. */
  readonly values: unknown[];
  /** The values when they were last in step with the database; undefined while nothing changed. */
  originals: unknown[] | undefined;
  tracker: StateTracker | undefined;
  lifecycle: Lifecycle;
  /** True while everything that was never set is known to be empty, because the row is new. */
  fresh: boolean;
  /** The key in the session's identity map. */
  key: unknown;
  /** What the session knows of the class. */
  runtime: unknown;
  /** Columns whose values the database made when the row was inserted. */
  served: readonly number[] | undefined;
  /** Columns that were left out when the row was read, as the session knows them. */
  leftOut: ReadonlySet<unknown> | undefined;
  /** True where the row was read past the filters of the session: they may leave it out. */
  isUnfiltered: boolean;
  /** True once hooks need not be told any more that the object was loaded. */
  isTold: boolean;
  /** True once the deletion of the row was committed. */
  isGone: boolean;
  /** Parents that let the object go, by relationship. */
  orphanedBy: Set<RelationLayout> | undefined;
  /** Owners by relationship where the object itself has no property for them. */
  parents: Map<RelationLayout, InstanceState | null> | undefined;

  constructor(instance: object, layout: Layout, values: unknown[]) {
    this.instance = instance;
    this.layout = layout;
    this.values = values;
    this.originals = undefined;
    this.tracker = undefined;
    this.lifecycle = "transient";
    this.fresh = false;
    this.key = undefined;
    this.runtime = undefined;
    this.served = undefined;
    this.leftOut = undefined;
    this.isUnfiltered = false;
    this.isTold = false;
    this.isGone = false;
    this.orphanedBy = undefined;
    this.parents = undefined;
  }

  get tracked(): boolean {
    return this.lifecycle === "detached" || (this.lifecycle === "persistent" && this.tracker !== undefined);
  }

  readColumn(position: number): unknown {
    const value = this.values[position];
    if (value !== undefined) return value;
    if (this.tracker !== undefined) return this.tracker.unsetColumn(this, position);
    if (this.leftOut !== undefined)
      throw new DetachedReadError(`${this.instance.constructor.name}.${this.layout.names[position]}`);
    return null;
  }

  writeColumn(position: number, given: unknown): void {
    const hooks = attributeHooksAt(this.layout, position);
    if (hooks.length === 0 || isSqlFragment(given)) {
      this.#setColumn(position, given);
      return;
    }
    const value = hooks.reduce(
      (now, { validate }) => (validate === undefined ? now : validate(now as never, this.instance as never)),
      given,
    );
    const before = this.values[position];
    if (before === value) return;
    this.#setColumn(position, value);
    for (const { set } of hooks) set?.(this.instance as never, value as never, before as never);
  }

  #setColumn(position: number, value: unknown): void {
    const known = this.values[position];
    if (known === value) return;
    const isTracked = this.layout.tracked?.has(position) === true;
    if (isTracked && isViewOf(value, known)) return;
    this.markDirty();
    this.values[position] = isTracked ? copied(value) : value;
  }

  /** A part of a tracked value is about to change: what it was stays behind. */
  changingInside(position: number): void {
    const value = this.values[position];
    this.markDirty();
    if (this.originals === undefined || this.originals[position] !== value) return;
    const before = copied(value);
    this.originals[position] = before;
    this.tracker?.changedInside(this, position, { value, before });
  }

  placeOfColumn(position: number): string {
    return `${this.instance.constructor.name}.${this.layout.names[position]}`;
  }

  readRelated(relation: RelationLayout): unknown {
    if (relation.many) return viewOf(this.collection(relation));
    const value = this.values[relation.position];
    if (value !== undefined) return value;
    if (this.fresh && relation.direction !== "manyToOne") return null;
    return this.tracker === undefined ? null : this.tracker.unsetRelated(this, relation);
  }

  /** The items behind a collection; always the same view. */
  readProxy(proxy: ProxyLayout): AssociationCollection<unknown> {
    const core = this.collection(proxy.through);
    const known = core.proxies?.get(proxy) as AssociationCollection<unknown> | undefined;
    if (known !== undefined) return known;
    const view = new AssociationCollection<unknown>(core, proxy);
    (core.proxies ??= new Map()).set(proxy, view);
    return view;
  }

  writeProxy(proxy: ProxyLayout, value: unknown): void {
    const isList = typeof value === "object" && value !== null && Symbol.iterator in value;
    if (!isList) throw new NotACollectionError(`${this.instance.constructor.name}.${proxy.name}`);
    this.readProxy(proxy).replace(value as Iterable<unknown>);
  }

  writeRelated(relation: RelationLayout, value: unknown): void {
    if (relation.many) {
      const known = typeof value === "object" && value !== null && Symbol.iterator in value;
      if (!known) throw new NotACollectionError(this.placeOf(relation));
      const core = this.collection(relation);
      const isEmpty = core.loaded || (relation.writeOnly && !this.tracked);
      if (isEmpty && core.items.length === 0) {
        for (const item of value as Iterable<object>) core.add(item);
        return;
      }
      // What there was must be known, or the objects that are to go could not be told.
      if (!core.loaded) core.read();
      viewOf(core).replace(value as Iterable<object>);
      return;
    }
    if (value !== null && value !== undefined) this.admit(relation, value);
    this.relate(relation, value ?? null);
  }

  /** The collection of a relationship, made when it is first needed. */
  collection(relation: RelationLayout): CollectionCore {
    const core = this.values[relation.position] as CollectionCore | undefined;
    if (core !== undefined) return core;
    const isNew = this.fresh || (this.lifecycle !== "persistent" && this.lifecycle !== "detached");
    const loaded = isNew && !relation.writeOnly;
    const made = new CollectionCore(this, relation, loaded);
    this.values[relation.position] = made;
    return made;
  }

  /** Keeps the values as they are, before the first change. */
  markDirty(): void {
    // What is changed while no session has the object is written once one takes it in again.
    const isFollowed = this.tracker === undefined ? this.lifecycle === "detached" : this.lifecycle !== "pending";
    if (this.originals !== undefined || !isFollowed) return;
    this.originals = this.values.slice();
    this.tracker?.dirtied(this);
  }

  /** Without the other side: what the database will hold once this is written. */
  setRelatedAlone(relation: RelationLayout, value: object | null): void {
    this.markDirty();
    this.values[relation.position] = value;
  }

  admit(relation: RelationLayout, item: unknown): void {
    const wanted = relation.target;
    const fits = typeof item === "object" && item !== null && (wanted === undefined || item instanceof wanted);
    if (!fits) throw new WrongRelatedError(this.placeOf(relation), wanted?.name ?? relation.declared.target, item);
    if (!relation.singleParent) return;
    const owner = ownerOf(relation, item);
    if (owner !== undefined && owner !== this) throw new SingleParentError(this.placeOf(relation), item);
  }

  changing(core: CollectionCore): void {
    if (core.added === undefined && core.removed === undefined) this.tracker?.collectionDirtied(this, core);
  }

  refuseRead(relation: RelationLayout): never {
    if (relation.writeOnly) throw new WriteOnlyError(this.placeOf(relation), relation.property);
    if (this.tracker !== undefined) return this.tracker.refuseRead(this, relation);
    throw new DetachedReadError(this.placeOf(relation));
  }

  itemAdded(core: CollectionCore, item: object): void {
    const relation = core.relation!;
    const state = stateOf(item)!;
    const { inverse } = relation;
    if (inverse === undefined) this.#adopt(relation, state);
    else if (inverse.many) state.collection(inverse).put(this.instance);
    else {
      const before = state.#relatedNow(inverse);
      if (before !== null && before !== undefined && before !== this.instance) {
        stateOf(before)!.collection(relation).take(item);
      }
      state.setRelatedAlone(inverse, this.instance);
    }
    rememberOwner(relation, item, this);
    state.orphanedBy?.delete(relation);
    if (inverse?.deleteOrphan === true) this.orphanedBy?.delete(inverse);
    this.tracker?.linked(this, relation, state);
  }

  itemRemoved(core: CollectionCore, item: object): void {
    const relation = core.relation!;
    const state = stateOf(item)!;
    const { inverse } = relation;
    if (inverse === undefined) {
      if (relation.direction === "oneToMany" && state.parents?.get(relation) !== null) state.#setParent(relation, null);
    } else if (inverse.many) state.collection(inverse).take(this.instance);
    else state.setRelatedAlone(inverse, null);
    if (relation.deleteOrphan) state.markOrphan(relation);
  }

  /** The user sets a related object. */
  relate(relation: RelationLayout, value: object | null): void {
    const before = this.#relatedNow(relation);
    if (before === value) {
      if (this.values[relation.position] === undefined) this.values[relation.position] = value;
      return;
    }
    this.setRelatedAlone(relation, value);
    this.#leave(relation, before, value);
    if (value !== null) this.#join(relation, stateOf(value)!);
  }

  /** The object that was related before is found out only now, as nobody had loaded it. */
  replaced(relation: RelationLayout, before: object): void {
    this.#leave(relation, before, this.values[relation.position] ?? null);
  }

  /** To be deleted with the next flush, unless another parent takes the object. */
  markOrphan(relation: RelationLayout): void {
    this.markDirty();
    (this.orphanedBy ??= new Set()).add(relation);
    this.tracker?.orphaned(this);
  }

  /** `Order.customer`, for messages. */
  placeOf(relation: RelationLayout): string {
    return `${this.instance.constructor.name}.${relation.property}`;
  }

  #relatedNow(relation: RelationLayout): object | null | undefined {
    const value = this.values[relation.position] as object | null | undefined;
    return value === undefined && this.tracker !== undefined ? this.tracker.peekRelated(this, relation) : value;
  }

  #leave(relation: RelationLayout, before: object | null | undefined, value: object | null): void {
    const { inverse } = relation;
    if (before === undefined) {
      // A row that may have had a parent nobody loaded: what it was is found out when the change is written.
      if (inverse?.deleteOrphan === true && value === null && this.tracked) this.markOrphan(inverse);
      return;
    }
    if (before === null) return;
    const left = stateOf(before)!;
    if (inverse !== undefined) {
      if (inverse.many) left.collection(inverse).take(this.instance);
      else left.setRelatedAlone(inverse, null);
      // With another parent at once it is a move, and no orphan for a moment either.
      if (inverse.deleteOrphan && value === null) this.markOrphan(inverse);
    } else if (relation.direction === "oneToMany") left.#setParent(relation, null);
    if (relation.deleteOrphan) left.markOrphan(relation);
  }

  #join(relation: RelationLayout, joined: InstanceState): void {
    const { inverse } = relation;
    if (inverse === undefined) this.#adopt(relation, joined);
    else if (inverse.many) joined.collection(inverse).put(this.instance);
    else {
      const other = joined.#relatedNow(inverse);
      if (other !== null && other !== undefined && other !== this.instance) {
        const ousted = stateOf(other)!;
        ousted.setRelatedAlone(relation, null);
        if (inverse.deleteOrphan) ousted.markOrphan(inverse);
      }
      joined.setRelatedAlone(inverse, this.instance);
    }
    rememberOwner(relation, joined.instance, this);
    joined.orphanedBy?.delete(relation);
    if (inverse !== undefined) this.orphanedBy?.delete(inverse);
    this.tracker?.linked(this, relation, joined);
  }

  /** A one-to-many that the child knows nothing of. */
  #adopt(relation: RelationLayout, child: InstanceState): void {
    if (relation.direction !== "oneToMany") return;
    const before = child.parents?.get(relation);
    if (before !== undefined && before !== null && before !== this) {
      if (relation.many) before.collection(relation).take(child.instance);
      else before.setRelatedAlone(relation, null);
    }
    child.#setParent(relation, this);
  }

  #setParent(relation: RelationLayout, parent: InstanceState | null): void {
    this.markDirty();
    (this.parents ??= new Map()).set(relation, parent);
  }
}

/** Where a model's class keeps its declaration. */
export const modelSlot: unique symbol = Symbol("limbeck.model");

interface Constructor {
  readonly [modelSlot]: { readonly layout: Layout };
}

/** What all instances of models have: the slot with their state, which nothing outside this class can reach. */
export class StateHolder {
  readonly #state: InstanceState;
  /**
   * The same array as the state's: one step less on the way to a value. A hidden property rather than a private one, as
   * the accessors are shared by all models: V8 reads a property by its name in any number of shapes, a private one in few.
   */
  declare readonly limbeckValues: readonly unknown[];

  constructor(values?: unknown[]) {
    const { layout } = (new.target as unknown as Constructor)[modelSlot];
    const own = values ?? layout.blank.slice();
    Object.defineProperty(this, "limbeckValues", { value: own });
    this.#state = new InstanceState(this, layout, own);
  }

  static stateOf(instance: object): InstanceState | undefined {
    return #state in instance ? instance.#state : undefined;
  }

  /** Accessors for a column; in here because reading a property must cost no call. */
  static column(position: number): PropertyDescriptor {
    return (StateHolder.#columns[position] ??= StateHolder.#column(position));
  }

  /** One for each position: thousands of models share them. */
  static readonly #columns: PropertyDescriptor[] = [];

  static #column(position: number): PropertyDescriptor & ThisType<StateHolder> {
    return {
      configurable: true,
      enumerable: true,
      get() {
        const value = this.limbeckValues[position];
        if (value !== undefined) return value;
        // Prototypes are no instances, and are asked by whoever looks at them.
        return #state in this ? this.#state.readColumn(position) : undefined;
      },
      set(value: unknown) {
        this.#state.writeColumn(position, value);
      },
    };
  }

  /** Accessors for a column whose values tell of changes inside. */
  static tracked(position: number): PropertyDescriptor & ThisType<StateHolder> {
    return {
      configurable: true,
      enumerable: true,
      get() {
        if (!(#state in this)) return undefined;
        return trackedView(this.#state, position, this.#state.readColumn(position));
      },
      set(value: unknown) {
        this.#state.writeColumn(position, value);
      },
    };
  }

  static relation(relation: RelationLayout): PropertyDescriptor & ThisType<StateHolder> {
    return {
      configurable: true,
      enumerable: true,
      get() {
        return #state in this ? this.#state.readRelated(relation) : undefined;
      },
      set(value: unknown) {
        this.#state.writeRelated(relation, value);
      },
    };
  }

  static proxy(proxy: ProxyLayout): PropertyDescriptor & ThisType<StateHolder> {
    return {
      configurable: true,
      enumerable: true,
      get() {
        return #state in this ? this.#state.readProxy(proxy) : undefined;
      },
      set(value: unknown) {
        this.#state.writeProxy(proxy, value);
      },
    };
  }
}

Object.defineProperty(StateHolder.prototype, "limbeckValues", { value: Object.freeze([]) });

/** The hidden state of an instance of a model; undefined for anything else. */
export function stateOf(instance: object): InstanceState | undefined {
  return StateHolder.stateOf(instance);
}
