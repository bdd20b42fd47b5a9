/**
 * The objects of a session and where they stand: identity map, new, changed and deleted ones, and the levels of the
 * transaction. Follows the states of its objects. Nothing here does I/O.
 */
import type { CollectionCore } from "../model/collection-core.ts";
import type { RelationLoader } from "../model/entity.ts";
import type { RelationLayout } from "../model/layout.ts";
import { stateOf, type InstanceState, type StateTracker } from "../model/state.ts";
import { ExpiredError, NotAnEntityError, NotLoadedError, OtherSessionError } from "./errors.ts";
import { reachedBy } from "./cascades.ts";
import { sameValue } from "./column-codec.ts";
import { Filters } from "./filters.ts";
import { leaveAll } from "./follow.ts";
import { forgetChanges } from "./forget-changes.ts";
import { IdentityMap } from "./identity-map.ts";
import { Level } from "./level.ts";
import type { EntityRuntime, RelationRuntime } from "./entity-runtime.ts";
import { keyAt } from "./key-values.ts";
import type { ModelRuntime } from "./runtime.ts";

export class Unit implements StateTracker {
  readonly runtime: ModelRuntime;
  readonly identities = new IdentityMap();
  /** Added and not flushed, in the order of adding. */
  pending = new Set<InstanceState>();
  dirty = new Set<InstanceState>();
  /** Marked for deletion. */
  doomed = new Set<InstanceState>();
  dirtyCollections = new Set<CollectionCore>();
  /** New objects that left because nothing holds them any more; what refers to them refers to nothing after the flush. */
  strays = new Set<InstanceState>();
  level = new Level();
  /** What holds for classes in this session. */
  filters = Filters.none;
  /** Loads relationships; set by the session, which does the I/O. */
  loadRelations: RelationLoader["loadRelations"];

  constructor(runtime: ModelRuntime, loadRelations: Unit["loadRelations"]) {
    this.runtime = runtime;
    this.loadRelations = loadRelations;
  }

  get isClean(): boolean {
    return this.pending.size + this.dirty.size + this.doomed.size + this.dirtyCollections.size === 0;
  }

  /** @throws NotAnEntityError */
  stateOf(instance: unknown): InstanceState {
    const state = typeof instance === "object" && instance !== null ? stateOf(instance) : undefined;
    if (state === undefined) throw new NotAnEntityError(instance);
    return state;
  }

  entityOf(state: InstanceState): EntityRuntime {
    return this.runtime.ofState(state);
  }

  owns(state: InstanceState): boolean {
    return state.tracker === this;
  }

  // —— what states tell ——

  dirtied(state: InstanceState): void {
    this.dirty.add(state);
    this.level.keep(state, state.originals!);
  }

  collectionDirtied(state: InstanceState, core: CollectionCore): void {
    if (state.lifecycle !== "persistent") return;
    this.dirtyCollections.add(core);
    this.level.keepCollection(state, core);
  }

  unsetColumn(state: InstanceState, position: number): unknown {
    if (state.lifecycle === "pending" || state.lifecycle === "transient") return null;
    const entity = this.entityOf(state);
    const column = entity.columnAt(position);
    if (column.deferred || state.leftOut?.has(column) === true) throw new NotLoadedError(entity.name, column.property);
    throw new ExpiredError(entity.name, column.property);
  }

  unsetRelated(state: InstanceState, relation: RelationLayout): object | null {
    const known = this.peekRelated(state, relation);
    if (known === undefined) return this.refuseRead(state, relation);
    return known;
  }

  peekRelated(state: InstanceState, relation: RelationLayout): object | null | undefined {
    const { values, originals } = state;
    const value = values[relation.position] as object | null | undefined;
    if (value !== undefined) return value;
    if (relation.direction !== "manyToOne") return state.lifecycle === "pending" || state.fresh ? null : undefined;
    const { local, target, keyOrder } = this.entityOf(state).relation(relation);
    let isUnknown = false;
    for (const position of local) {
      if (values[position] === null) return null;
      if (values[position] === undefined) isUnknown = true;
    }
    if (isUnknown) return state.lifecycle === "pending" ? null : undefined;
    // Only objects by their primary key are at hand.
    if (keyOrder === undefined) return undefined;
    const related = this.identities.get(target, keyAt(values, keyOrder));
    if (related === undefined || related.lifecycle !== "persistent" || related.isUnfiltered) return undefined;
    if (target.isPolymorphic && !(related.instance instanceof target.model)) return undefined;
    // The key of what was never written may still be set to another one.
    if (state.lifecycle === "pending") return related.instance;
    values[relation.position] = related.instance;
    if (originals !== undefined && originals[relation.position] === undefined) {
      originals[relation.position] = related.instance;
    }
    return related.instance;
  }

  refuseRead(state: InstanceState, relation: RelationLayout): never {
    throw new NotLoadedError(this.entityOf(state).name, relation.property);
  }

  linked(state: InstanceState, relation: RelationLayout, item: InstanceState): void {
    if (!this.entityOf(state).relation(relation).saves) return;
    if (item.tracker === this && (item.lifecycle === "persistent" || item.lifecycle === "pending")) {
      this.doomed.delete(item);
      return;
    }
    this.add(item);
  }

  changedInside(
    state: InstanceState,
    position: number,
    was: { readonly value: unknown; readonly before: unknown },
  ): void {
    for (let level: Level | undefined = this.level; level !== undefined; level = level.parent) {
      const kept = level.snapshots.get(state)?.values as unknown[] | undefined;
      if (kept !== undefined && kept[position] === was.value) kept[position] = was.before;
    }
  }

  orphaned(state: InstanceState): void {
    if (state.lifecycle === "pending") this.letGoPending(state);
    else this.dirty.add(state);
  }

  // —— what sessions do ——

  /** Takes an object in, with all that its cascades reach. @throws OtherSessionError, NotAnEntityError */
  add(first: InstanceState): void {
    // The set grows while it is walked, in the order in which objects were put together.
    const reached = new Set([first]);
    for (const state of reached) {
      this.#addOne(state);
      for (const { layout } of this.entityOf(state).saving) {
        const value = state.values[layout.position];
        if (value === undefined || value === null) continue;
        if (!layout.many) this.#reach(reached, value as object);
        else for (const item of (value as CollectionCore).items) this.#reach(reached, item);
      }
    }
  }

  #reach(reached: Set<InstanceState>, item: object): void {
    const state = stateOf(item)!;
    // What is in the session already has been through here.
    if (state.tracker !== this || state.lifecycle === "deleted" || this.doomed.has(state)) reached.add(state);
  }

  #addOne(state: InstanceState): void {
    if (state.tracker !== undefined && state.tracker !== this) throw new OtherSessionError(this.entityOf(state).name);
    const entity = this.entityOf(state);
    if (state.lifecycle === "persistent") {
      this.doomed.delete(state);
      return;
    }
    if (state.lifecycle === "pending") return;
    if (state.lifecycle === "detached" && !state.isGone) this.#reattach(state, entity);
    else {
      if (state.lifecycle === "deleted" || state.isGone) this.#resurrect(state);
      this.#forgetServed(state);
      state.lifecycle = "pending";
      state.tracker = this;
      this.strays.delete(state);
      this.pending.add(state);
      this.level.created.add(state);
    }
  }

  #reattach(state: InstanceState, entity: EntityRuntime): void {
    const other = this.identities.get(entity, state.key);
    if (other !== undefined && other !== state) throw new OtherSessionError(entity.name);
    state.lifecycle = "persistent";
    state.tracker = this;
    this.identities.add(entity, state);
    if (state.originals !== undefined) this.dirtied(state);
    for (const { position, many } of state.layout.relations) {
      const core = many ? (state.values[position] as CollectionCore | undefined) : undefined;
      if (core?.added === undefined && core?.removed === undefined) continue;
      this.dirtyCollections.add(core);
      const items = core.items.filter((item) => core.added?.has(item) !== true);
      this.level.collections.set(core, { state, items: [...items, ...(core.removed ?? [])], loaded: core.loaded });
    }
  }

  /** A row that was deleted is wanted again: it is inserted anew, with its key. */
  #resurrect(state: InstanceState): void {
    this.level.keep(state, state.values.slice());
    state.originals = undefined;
    state.orphanedBy = undefined;
    state.served = undefined;
    for (const relation of state.layout.relations) {
      const core = relation.many ? (state.values[relation.position] as CollectionCore | undefined) : undefined;
      if (core !== undefined) core.restore(core.items, true);
    }
  }

  /** A rolled back row left values that the database had made; a new row gets new ones. */
  #forgetServed(state: InstanceState): void {
    for (const position of state.served ?? []) state.values[position] = undefined;
    state.served = undefined;
  }

  /** What was never written and has no place any more leaves; a flush turns away from it what still refers to it. */
  letGoPending(first: InstanceState): void {
    for (const state of reachedBy(this, first, "expunge")) if (state.lifecycle === "pending") this.strays.add(state);
    this.expungePending(first);
  }

  /** What was never written leaves, with the new objects that hang on it. */
  expungePending(first: InstanceState): void {
    for (const state of reachedBy(this, first, "expunge")) {
      if (state.lifecycle !== "pending") continue;
      this.pending.delete(state);
      this.level.created.delete(state);
      state.lifecycle = "transient";
      state.tracker = undefined;
    }
  }

  /** Marks for deletion; what was never written just leaves. */
  doom(state: InstanceState): void {
    if (state.lifecycle === "pending") this.expungePending(state);
    else this.doomed.add(state);
  }

  /** An object of this session that has a row from now on. */
  becomePersistent(state: InstanceState, entity: EntityRuntime, served: readonly number[]): void {
    state.key ??= entity.identity(state.values);
    state.isGone = false;
    state.isTold = true;
    this.identities.add(entity, state);
    if (served.length > 0) state.served = served;
  }

  becomeDeleted(state: InstanceState, entity: EntityRuntime): void {
    const stored = state.originals ?? state.values.slice();
    this.level.keep(state, stored);
    this.level.deleted.set(state, stored);
    this.identities.remove(entity, state);
    this.dirty.delete(state);
    this.doomed.delete(state);
    state.originals = undefined;
    state.lifecycle = "deleted";
  }

  /** The key in the database has changed. */
  rekey(state: InstanceState, entity: EntityRuntime): void {
    const key = entity.identity(state.values);
    if (key === state.key) return;
    this.identities.remove(entity, state);
    state.key = key;
    this.identities.add(entity, state);
  }

  detach(state: InstanceState): void {
    const entity = this.entityOf(state);
    this.identities.remove(entity, state);
    this.dirty.delete(state);
    this.doomed.delete(state);
    this.pending.delete(state);
    this.level.snapshots.delete(state);
    this.level.created.delete(state);
    state.lifecycle = state.lifecycle === "pending" ? "transient" : "detached";
    state.tracker = undefined;
  }

  expire(state: InstanceState, names?: readonly string[]): void {
    const { layout } = state;
    // The keys of all tables that the row is in stay, or it could not be found any more.
    const { parts, key } = this.entityOf(state);
    const keys = new Set([...key, ...parts.flatMap(({ tableKey }) => tableKey)].map((column) => column.position));
    if (names === undefined) {
      this.dirty.delete(state);
      if (state.lifecycle === "persistent") forgetChanges(this, state);
      // A key that was changed and not written is the stored one again.
      if (state.originals !== undefined)
        for (const position of keys) state.values[position] = state.originals[position];
      state.originals = undefined;
      state.orphanedBy = undefined;
      state.parents = undefined;
    }
    state.fresh = false;
    const wanted = names?.map((name) => layout.positions.get(name));
    layout.names.forEach((_, position) => {
      if (wanted !== undefined ? !wanted.includes(position) : keys.has(position)) return;
      const relation = layout.relationAt[position];
      const value = state.values[position];
      if (relation?.many === true) {
        if (value === undefined) return;
        (value as CollectionCore).unload();
        this.dirtyCollections.delete(value as CollectionCore);
      } else {
        state.values[position] = undefined;
        if (state.originals !== undefined) state.originals[position] = undefined;
      }
    });
  }

  /** True where a value of a column is unknown. */
  isExpired(state: InstanceState): boolean {
    const { values } = state;
    return this.entityOf(state).all.some(({ position, deferred }) => !deferred && values[position] === undefined);
  }

  /** True where a flush would write the object. */
  isModified(state: InstanceState): boolean {
    const { originals, values } = state;
    if (state.lifecycle === "pending" || this.doomed.has(state)) return true;
    if (originals === undefined) return false;
    return state.layout.names.some((_, position) => {
      const relation = state.layout.relationAt[position];
      if (relation?.many === true) return false;
      return !sameValue(values[position], originals[position]);
    });
  }

  /** The classes of what is to be written. */
  unflushed(): string[] {
    const owners = [...this.dirtyCollections].map(({ owner }) => owner as InstanceState);
    const states = [...this.pending, ...this.dirty, ...this.doomed, ...owners];
    return [...new Set(states.map((state) => this.entityOf(state).name))];
  }

  /** Lets all objects go. */
  clear(): void {
    for (const state of [...this.identities, ...this.pending]) this.detach(state);
    this.identities.clear();
    this.dirtyCollections.clear();
    this.level.collections.clear();
    this.level.filled.clear();
  }

  /** The session ends: what was not committed is undone, and all objects are let go. */
  letGo(): void {
    while (this.level.parent !== undefined) this.rollbackLevel();
    if (!this.isClean || this.level.wrote) this.rollbackLevel();
    this.clear();
  }

  /** Rows were written: what SQL computed of them may be another by now. */
  forgetComputed(): void {
    for (const entity of this.runtime.entities) {
      if (entity.expressions.length === 0) continue;
      for (const { values, originals } of this.identities.exactly(entity)) {
        for (const { position } of entity.expressions) {
          values[position] = undefined;
          if (originals !== undefined) originals[position] = undefined;
        }
      }
    }
  }

  // —— levels ——

  begin(savepoint: string): void {
    this.level = new Level(this.level, savepoint);
  }

  /** The transaction is committed, or the savepoint released. */
  commitLevel(): void {
    const { level } = this;
    if (level.parent !== undefined) {
      level.mergeInto(level.parent);
      this.level = level.parent;
      return;
    }
    this.leaveDeleted();
    for (const state of level.deleted.keys()) {
      if (state.lifecycle !== "deleted") continue;
      state.lifecycle = "detached";
      state.tracker = undefined;
      state.isGone = true;
    }
    this.level = new Level();
  }

  /** What was deleted leaves the collections that hold it. */
  leaveDeleted(): void {
    const { deleted } = this.level;
    const groups = new Map<EntityRuntime, InstanceState[]>();
    for (const state of deleted.keys()) {
      if (state.lifecycle !== "deleted") continue;
      const entity = this.entityOf(state);
      const group = groups.get(entity);
      if (group === undefined) groups.set(entity, [state]);
      else group.push(state);
    }
    for (const [entity, states] of groups) {
      const stored = states.map((state) => deleted.get(state)!);
      leaveAll(this, entity, states, stored);
    }
  }

  /** Objects are as they were when the level began. */
  rollbackLevel(): void {
    const { level } = this;
    for (const state of level.created) this.#uncreate(state);
    for (const [state, snapshot] of level.snapshots) this.#restore(state, snapshot);
    for (const state of level.snapshots.keys()) {
      for (const relation of this.entityOf(state).relations) this.#checkRestored(state, relation);
    }
    for (const core of level.filled) if (!level.collections.has(core)) core.unload();
    for (const [core, { items, loaded }] of level.collections) core.restore(items, loaded);
    for (const state of level.doubtful) if (state.tracker === this) this.expire(state);
    for (const state of this.pending) this.#uncreate(state);
    if (level.wrote || level.wroteUnseen) this.forgetComputed();
    this.pending = new Set();
    this.dirty = new Set();
    this.dirtyCollections = new Set();
    this.doomed = new Set();
    this.strays = new Set();
    this.level = level.parent ?? new Level();
  }

  #uncreate(state: InstanceState): void {
    if (state.lifecycle === "persistent") {
      this.identities.remove(this.entityOf(state), state);
    }
    state.lifecycle = "transient";
    state.tracker = undefined;
    state.originals = undefined;
    state.fresh = false;
    state.key = undefined;
    for (const relation of state.layout.relations) {
      const core = relation.many ? (state.values[relation.position] as CollectionCore | undefined) : undefined;
      if (core !== undefined) core.restore(core.items, true);
    }
  }

  #restore(state: InstanceState, snapshot: Snapshot): void {
    const entity = this.entityOf(state);
    this.identities.remove(entity, state);
    const { relationAt } = state.layout;
    snapshot.values.forEach((value, position) => {
      // The collection itself stays the same object; somebody may hold it.
      const many = relationAt[position]?.many === true;
      if (!many || state.values[position] === undefined) state.values[position] = value;
    });
    state.originals = undefined;
    state.orphanedBy = undefined;
    state.parents = undefined;
    state.key = snapshot.key;
    state.fresh = snapshot.fresh;
    state.isGone = snapshot.isGone;
    state.lifecycle = snapshot.lifecycle;
    state.tracker = state.lifecycle === "detached" ? undefined : this;
    if (state.lifecycle === "persistent") this.identities.add(entity, state);
  }

  /** What was found out of a related object after its key had changed is not what the restored key says. */
  #checkRestored({ values }: InstanceState, { layout: { direction, position }, local, remote }: RelationRuntime): void {
    const value = values[position];
    if (direction !== "manyToOne" || value === undefined) return;
    const far = value === null ? undefined : stateOf(value as object)!.values;
    const fits =
      far === undefined
        ? local.some((own) => values[own] === null)
        : local.every((own, index) => sameValue(values[own], far[remote[index]!]));
    if (!fits) values[position] = undefined;
  }
}

type Snapshot = Parameters<Level["snapshots"]["set"]>[1];
