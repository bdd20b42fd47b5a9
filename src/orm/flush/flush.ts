/**
 * The unit of work, in the order of SQLAlchemy: what is to be deleted is found out first; then rows are inserted,
 * parents before children, updated, linked, and deleted, children before parents. One statement for many rows.
 */
import type { CollectionCore } from "../../model/collection-core.ts";
import type { InstanceState } from "../../model/state.ts";
import type { HookRunner } from "../hooks.ts";
import type { RunQuery } from "../load/relations.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { followChanges, type RowChange } from "../follow.ts";
import type { Unit } from "../unit.ts";
import { findDeletes, type Deletes } from "./find-deletes.ts";
import { deleteRows } from "./delete.ts";
import { insertRows } from "./insert.ts";
import { hasLinks, writeLinks } from "./links.ts";
import { takeConflicts } from "./conflicts.ts";
import { checkDeferred } from "./early.ts";
import { changesOf, updateRows } from "./update.ts";
import { hasPostUpdates, postUpdates } from "./post-update.ts";
import type { Writes } from "./writes.ts";

export interface FlushContext {
  readonly unit: Unit;
  readonly run: RunQuery;
  readonly writes: Writes;
  /** Runs a statement and gives the number of rows. */
  readonly change: Writes["change"];
  readonly hooks: HookRunner;
  readonly warn: (message: string) => void;
  /** Many-to-many collections of inserted objects, as they were when their rows were made. */
  readonly newLinks: Map<CollectionCore, readonly object[]>;
  /** Rows whose foreign keys changed, for what is loaded to follow. */
  readonly moved: RowChange[];
}

/** Whether the flush writes nothing behind a step, so that a COMMIT may go along. */
export interface LastStep {
  readonly isLast: boolean;
}

/** What one flush is to do; taken from the unit at once, so that changes made meanwhile belong to the next one. */
export interface FlushWork {
  readonly inserts: Set<InstanceState>;
  readonly updates: Set<InstanceState>;
  readonly collections: Set<CollectionCore>;
  readonly deletes: Deletes;
}

export async function flush(context: FlushContext): Promise<void> {
  const { unit, hooks } = context;
  if (unit.isClean) return;
  if (hooks.has("beforeFlush")) await hooks.session("beforeFlush");
  const deletes = await findDeletes(context);
  const work: FlushWork = { inserts: unit.pending, updates: unit.dirty, collections: unit.dirtyCollections, deletes };
  unit.pending = new Set();
  unit.dirty = new Set();
  unit.dirtyCollections = new Set();
  unit.doomed = new Set();
  for (const state of deletes.states) work.updates.delete(state);
  unit.level.wrote = true;
  const mayConflict = deletes.states.size > 0 || work.updates.size > 0;
  const early = mayConflict ? await takeConflicts(context, work) : undefined;
  // What is written last may take the COMMIT along.
  const deletesLast = !hooks.has("afterFlush") && (early === undefined || early.deferred.size === 0);
  const linksLast = deletesLast && deletes.states.size === 0;
  const updatesLast = linksLast && !hasPostUpdates(context, work) && !hasLinks(work);
  await insertRows(context, work.inserts, { isLast: updatesLast && work.updates.size === 0 });
  await updateRows(context, changesOf(context, work.updates), { isLast: updatesLast });
  await postUpdates(context, work);
  await writeLinks(context, work, { isLast: linksLast });
  await deleteRows(context, deletes, { isLast: deletesLast });
  if (early !== undefined) await checkDeferred(context, early);
  followChanges(unit, context.moved);
  if (hooks.has("afterFlush")) await hooks.session("afterFlush");
}

/** States by the tables that their rows are in, in the order of the tables; states of one table's class together. */
export function byTable(unit: Unit, states: Iterable<InstanceState>): [EntityRuntime, InstanceState[]][] {
  const groups = new Map<EntityRuntime, InstanceState[]>();
  for (const state of states) {
    for (const part of unit.entityOf(state).parts) {
      const group = groups.get(part);
      if (group === undefined) groups.set(part, [state]);
      else group.push(state);
    }
  }
  return [...groups].sort(
    ([a], [b]) => a.rank.rank - b.rank.rank || a.rank.order - b.rank.order || a.parts.length - b.parts.length,
  );
}

/** States by class, classes in the order of their tables. */
export function byEntity(unit: Unit, states: Iterable<InstanceState>): [EntityRuntime, InstanceState[]][] {
  const groups = new Map<EntityRuntime, InstanceState[]>();
  for (const state of states) {
    const entity = unit.entityOf(state);
    const group = groups.get(entity);
    if (group === undefined) groups.set(entity, [state]);
    else group.push(state);
  }
  return [...groups].sort(([a], [b]) => a.rank.rank - b.rank.rank || a.rank.order - b.rank.order);
}
