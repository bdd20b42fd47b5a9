/**
 * Rows that claim the same key in one flush. An object that is added with the primary key of one that is deleted takes
 * over its row ("row switch"); where a unique value is freed and taken at once, the freeing comes first.
 */
import type { CollectionCore } from "../../model/collection-core.ts";
import { stateOf, type InstanceState } from "../../model/state.ts";
import { sql } from "../../sql/sql.ts";
import { sameValue } from "../column-codec.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { joinedKey } from "../key-values.ts";
import { deleteRows } from "./delete.ts";
import type { FlushContext, FlushWork } from "./flush.ts";
import { copyKeys } from "./foreign-keys.ts";
import { referencedColumns } from "./key-change.ts";
import { updateRows } from "./update.ts";

export async function takeConflicts(context: FlushContext, work: FlushWork): Promise<void> {
  const { unit } = context;
  const written = new Set<EntityRuntime>();
  for (const state of [...work.inserts, ...work.updates]) written.add(unit.entityOf(state));
  for (const entity of written) switchRows(context, work, entity);
  const early = new Set<InstanceState>();
  const earlyDeletes = new Set<InstanceState>();
  for (const entity of written) for (let up = entity.parent; up !== undefined; up = up.parent) written.add(up);
  if (work.inserts.size > 0) for (const entity of written) findMoved(context, work, entity, early);
  for (const entity of written) findFreed(context, work, entity, { early, earlyDeletes });
  if (earlyDeletes.size > 0) spread(context, work, { early, earlyDeletes });
  // What waits for a new row can't come before it.
  for (const state of early) if (refersToNew(context, state)) early.delete(state);
  for (const state of early) work.updates.delete(state);
  await updateRows(context, early);
  for (const state of earlyDeletes) work.deletes.states.delete(state);
  await deleteRows(context, { states: earlyDeletes });
}

function refersToNew({ unit }: FlushContext, state: InstanceState): boolean {
  return unit.entityOf(state).owning.some(({ layout }) => {
    const related = state.values[layout.position];
    return related !== undefined && related !== null && stateOf(related as object)!.lifecycle === "pending";
  });
}

function switchRows(context: FlushContext, work: FlushWork, entity: EntityRuntime): void {
  const { unit } = context;
  const deleted = [...work.deletes.states].some((state) => unit.entityOf(state) === entity);
  if (!deleted) return;
  for (const state of Array.from(work.inserts)) {
    if (unit.entityOf(state) !== entity) continue;
    copyKeys(unit, state, entity, { mode: "known" });
    const key = entity.identity(state.values);
    const old = key === undefined || key === null ? undefined : unit.identities.get(entity, key);
    if (old === undefined || unit.entityOf(old) !== entity || !work.deletes.states.has(old)) continue;
    work.deletes.states.delete(old);
    work.inserts.delete(state);
    takeOver(context, entity, state, old);
    work.updates.add(state);
  }
}

/** The new object stands for the old row; what it doesn't say is as in a new row. */
function takeOver(
  { unit, newLinks }: FlushContext,
  entity: EntityRuntime,
  state: InstanceState,
  old: InstanceState,
): void {
  const stored = (old.originals ?? old.values).slice();
  unit.becomeDeleted(old, entity);
  for (const { layout } of entity.relations) stored[layout.position] = layout.many ? undefined : null;
  for (const column of entity.all) {
    const { position, clientDefault } = column;
    if (column.computed) state.values[position] = stored[position];
    else if (column.nextVersion !== undefined) state.values[position] = stored[position];
    else if (state.values[position] === undefined) {
      const made = typeof clientDefault === "function" ? (clientDefault as () => unknown)() : clientDefault;
      state.values[position] = column.serverFilled ? sql.raw("DEFAULT") : (made ?? null);
    }
  }
  state.lifecycle = "persistent";
  state.fresh = true;
  state.originals = stored;
  unit.becomePersistent(state, entity, []);
  for (const { layout } of entity.relations) {
    const core = layout.many ? (state.values[layout.position] as CollectionCore | undefined) : undefined;
    if (core === undefined) continue;
    if (layout.direction === "manyToMany" && core.items.length > 0) newLinks.set(core, [...core.items]);
    core.settle();
  }
}

interface Early {
  readonly early: Set<InstanceState>;
  readonly earlyDeletes: Set<InstanceState>;
}

/** Keys that new rows may refer to: they change before the rows come, which are given the new keys. */
function findMoved(
  { unit }: FlushContext,
  { updates }: FlushWork,
  entity: EntityRuntime,
  early: Set<InstanceState>,
): void {
  const referenced = referencedColumns(unit, entity);
  if (referenced.length === 0) return;
  const followsOthers = entity.owning.some(({ local }) => referenced.some(({ position }) => local.includes(position)));
  for (const state of updates) {
    if (unit.entityOf(state) !== entity || state.originals === undefined) continue;
    if (followsOthers) copyKeys(unit, state, entity, { mode: "known" });
    const { originals, values } = state;
    const isMoved = referenced.some(({ position }) => !sameValue(values[position], originals[position]));
    if (isMoved) early.add(state);
  }
}

/** Unique values that one object gives up and another one takes in the same flush. */
function findFreed(
  { unit }: FlushContext,
  work: FlushWork,
  entity: EntityRuntime,
  { early, earlyDeletes }: Early,
): void {
  const own = (states: Iterable<InstanceState>) => [...states].filter((state) => unit.entityOf(state).isA(entity));
  const deletes = own(work.deletes.states);
  const updates = own(work.updates);
  const inserts = own(work.inserts);
  if (deletes.length + updates.length === 0) return;
  const foreign = new Set(entity.mapping.foreignKeys.flatMap(({ pairs }) => pairs.map(({ local }) => local.position)));
  for (const set of entity.mapping.uniqueSets) {
    const columns = positionsOf(entity, set);
    if (columns === undefined) continue;
    // Keys that follow related objects have not been copied yet.
    if (columns.some((position) => foreign.has(position))) {
      for (const state of [...inserts, ...updates]) copyKeys(unit, state, unit.entityOf(state), { mode: "known" });
    }
    const valueOf = (values: readonly unknown[]) => uniqueValue(values, columns);
    const wanted = new Map<unknown, InstanceState>();
    for (const state of [...inserts, ...updates]) {
      const value = valueOf(state.values);
      const before = state.originals === undefined ? undefined : valueOf(state.originals);
      if (value !== undefined && value !== before) wanted.set(value, state);
    }
    if (wanted.size === 0) continue;
    for (const state of deletes) if (wanted.has(valueOf(state.originals ?? state.values))) earlyDeletes.add(state);
    for (const state of updates) {
      const before = valueOf(state.originals ?? state.values);
      const taker = before === valueOf(state.values) ? undefined : wanted.get(before);
      if (taker !== undefined && taker !== state) early.add(state);
    }
  }
}

/** Undefined where a column is one of a class below, which shares the table. */
function positionsOf({ columns }: EntityRuntime, set: string): number[] | undefined {
  const found = set.split("\0").map((name) => columns.find(({ mapping }) => mapping.name === name)?.position);
  return found.includes(undefined) ? undefined : (found as number[]);
}

function uniqueValue(values: readonly unknown[], columns: readonly number[]): unknown {
  const parts = columns.map((position) => values[position]);
  // NULLs are distinct from one another.
  return parts.some((part) => part === null || part === undefined) ? undefined : joinedKey(parts);
}

/** What refers to a row that is deleted early must go, or turn elsewhere, before it. */
function spread({ unit }: FlushContext, work: FlushWork, { early, earlyDeletes }: Early): void {
  for (const parent of earlyDeletes) {
    const entity = unit.entityOf(parent);
    const stored = parent.originals ?? parent.values;
    for (const child of unit.runtime.entities) {
      for (const { pairs } of child.foreignKeysTo(entity)) {
        const key = joinedKey(pairs.map(({ remote }) => stored[remote.position]));
        const refers = (state: InstanceState) =>
          unit.entityOf(state) === child &&
          joinedKey(pairs.map(({ local }) => (state.originals ?? state.values)[local.position])) === key;
        // The set grows while it is walked: what is added here is looked at too.
        for (const state of work.deletes.states) if (refers(state)) earlyDeletes.add(state);
        for (const state of work.updates) if (refers(state)) early.add(state);
      }
    }
  }
}
