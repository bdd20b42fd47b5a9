/**
 * What a transaction or savepoint did to objects, so that its rollback restores them: the values before the first
 * change, objects that became rows, rows that were deleted.
 */
import type { EntityRuntime } from "./entity-runtime.ts";
import type { CollectionCore } from "../model/collection-core.ts";
import type { InstanceState, Lifecycle } from "../model/state.ts";

export interface Snapshot {
  readonly values: readonly unknown[];
  readonly lifecycle: Lifecycle;
  readonly key: unknown;
  readonly fresh: boolean;
  readonly isGone: boolean;
}

export interface CollectionSnapshot {
  readonly state: InstanceState;
  readonly items: object[];
  readonly loaded: boolean;
}

export class Level {
  readonly parent: Level | undefined;
  /** Undefined for the transaction itself. */
  readonly savepoint: string | undefined;
  readonly snapshots = new Map<InstanceState, Snapshot>();
  readonly collections = new Map<CollectionCore, CollectionSnapshot>();
  /** Objects that were added; in the order of adding. */
  readonly created = new Set<InstanceState>();
  /** Objects whose rows were deleted, with what the rows held: what was changed and never written is no part of it. */
  readonly deleted = new Map<InstanceState, readonly unknown[]>();
  /** Values that came from the database after a statement whose effects no object knows of. */
  readonly doubtful = new Set<InstanceState>();
  /** Collections that were read after rows had been written. */
  readonly filled = new Set<CollectionCore>();
  wrote = false;
  wroteUnseen = false;
  /** Topmost classes of tables where statements changed rows that no object stands for. */
  readonly unseenIn = new Set<EntityRuntime>();

  constructor(parent?: Level, savepoint?: string) {
    this.parent = parent;
    this.savepoint = savepoint;
  }

  /** A row was read: what it said may be undone by a rollback of any level that wrote unseen. */
  doubt(state: InstanceState, root: EntityRuntime): void {
    if (this.wroteUnseen || this.unseenIn.has(root)) this.doubtful.add(state);
    this.parent?.doubt(state, root);
  }

  /** The values before the first change; later ones don't count. */
  keep(state: InstanceState, values: readonly unknown[]): void {
    if (this.snapshots.has(state) || this.created.has(state)) return;
    const { lifecycle, key, fresh, isGone } = state;
    this.snapshots.set(state, { values, lifecycle, key, fresh, isGone });
  }

  keepCollection(state: InstanceState, core: CollectionCore): void {
    // What was read after rows had been written is unloaded by a rollback, whatever became of it.
    if (this.collections.has(core) || this.filled.has(core)) return;
    this.collections.set(core, { state, items: [...core.items], loaded: core.loaded });
  }

  /** The savepoint is released: what it kept is the outer level's now, where that has nothing older. */
  mergeInto(outer: Level): void {
    for (const [state, snapshot] of this.snapshots) {
      if (!outer.snapshots.has(state) && !outer.created.has(state)) outer.snapshots.set(state, snapshot);
    }
    for (const [core, snapshot] of this.collections) {
      if (!outer.collections.has(core)) outer.collections.set(core, snapshot);
    }
    for (const state of this.created) outer.created.add(state);
    for (const [state, stored] of this.deleted) outer.deleted.set(state, stored);
    for (const state of this.doubtful) outer.doubtful.add(state);
    for (const core of this.filled) outer.filled.add(core);
    for (const entity of this.unseenIn) outer.unseenIn.add(entity);
    outer.wrote ||= this.wrote;
    outer.wroteUnseen ||= this.wroteUnseen;
  }
}
