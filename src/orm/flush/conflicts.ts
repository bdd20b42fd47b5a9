/**
 * Rows that claim the same key in one flush. An object that is added with the primary key of one that is deleted takes
 * over its row ("row switch"); where a unique value is freed and taken at once, the freeing comes first.
 */
import type { CollectionCore } from "../../model/collection-core.ts";
import type { InstanceState } from "../../model/state.ts";
import { sql } from "../../sql/sql.ts";
import { sameValue } from "../column-codec.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { joinedKey } from "../key-values.ts";
import { constraintName, Early, writeEarly } from "./early.ts";
import type { FlushContext, FlushWork } from "./context.ts";
import { copyKeys } from "./foreign-keys.ts";
import { referencedColumns } from "./key-change.ts";

/** Returns what was told to wait, for the flush to check when it is through. */
export async function takeConflicts(context: FlushContext, work: FlushWork): Promise<Early> {
  const { unit } = context;
  const written = new Set<EntityRuntime>();
  for (const state of [...work.inserts, ...work.updates]) written.add(unit.entityOf(state));
  for (const entity of written) switchRows(context, work, entity);
  const early = new Early();
  for (const entity of written) for (let up = entity.parent; up !== undefined; up = up.parent) written.add(up);
  if (work.inserts.size > 0) for (const entity of written) findMoved(context, work, entity, early.updates);
  for (const entity of written) findFreed(context, work, entity, early);
  if (early.deletes.size > 0) spread(context, work, early);
  await writeEarly(context, work, early);
  return early;
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
  { unit, newLinks, moved }: FlushContext,
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
  moved.push({ entity, state, after: state.values });
  for (const { layout } of entity.relations) {
    const core = layout.many ? (state.values[layout.position] as CollectionCore | undefined) : undefined;
    if (core === undefined) continue;
    if (layout.direction === "manyToMany" && core.items.length > 0) newLinks.set(core, [...core.items]);
    core.settle();
  }
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
function findFreed({ unit }: FlushContext, work: FlushWork, entity: EntityRuntime, early: Early): void {
  const own = (states: Iterable<InstanceState>) => [...states].filter((state) => unit.entityOf(state).isA(entity));
  const deletes = own(work.deletes.states);
  const updates = own(work.updates);
  const inserts = own(work.inserts);
  if (deletes.length + updates.length === 0) return;
  const foreign = new Set(entity.mapping.foreignKeys.flatMap(({ pairs }) => pairs.map(({ local }) => local.position)));
  for (const [set, constraint] of entity.mapping.uniqueSets) {
    const columns = columnsOf(entity, set);
    if (columns === undefined) continue;
    // Keys that follow related objects have not been copied yet.
    if (columns.some(({ position }) => foreign.has(position))) {
      for (const state of [...inserts, ...updates]) copyKeys(unit, state, unit.entityOf(state), { mode: "known" });
    }
    const nullsNotDistinct = constraint.nullsNotDistinct === true;
    const valueOf = (values: readonly unknown[]) => uniqueValue(values, columns, nullsNotDistinct);
    const wanted = new Map<unknown, InstanceState>();
    for (const state of [...inserts, ...updates]) {
      const value = valueOf(state.values);
      const before = state.originals === undefined ? undefined : valueOf(state.originals);
      if (value !== undefined && value !== before) wanted.set(value, state);
    }
    if (wanted.size === 0) continue;
    const claim = (giver: InstanceState, before: unknown, giving: Set<InstanceState>): void => {
      const taker = wanted.get(before);
      if (taker === undefined || taker === giver) return;
      if (constraint.deferrable === undefined) {
        giving.add(giver);
        early.claims.push({ entity, columns, nullsNotDistinct, giver, taker });
      } else early.deferred.set(constraintName(entity, constraint.name), constraint.deferrable);
    };
    for (const state of deletes) claim(state, valueOf(state.originals ?? state.values), early.deletes);
    for (const state of updates) {
      const before = valueOf(state.originals ?? state.values);
      if (before !== valueOf(state.values)) claim(state, before, early.updates);
    }
  }
}

/** Undefined where a column is one of a class below, which shares the table. */
function columnsOf({ columns }: EntityRuntime, set: string): ColumnRuntime[] | undefined {
  const found = set.split("\0").map((name) => columns.find(({ mapping }) => mapping.name === name));
  return found.includes(undefined) ? undefined : (found as ColumnRuntime[]);
}

function uniqueValue(
  values: readonly unknown[],
  columns: readonly ColumnRuntime[],
  nullsNotDistinct: boolean,
): unknown {
  const parts = columns.map(({ position }) => values[position]);
  if (parts.includes(undefined)) return undefined;
  if (!parts.includes(null)) return joinedKey(parts);
  // NULLs are distinct from one another unless the constraint says otherwise.
  return nullsNotDistinct ? joinedKey(parts.flatMap((part) => [part === null, part ?? false])) : undefined;
}

/** What refers to a row that is deleted early must go, or turn elsewhere, before it. */
function spread({ unit }: FlushContext, work: FlushWork, { updates, deletes, references }: Early): void {
  // The set grows while it is walked: what is added here is looked at too.
  for (const parent of deletes) {
    const entity = unit.entityOf(parent);
    const stored = parent.originals ?? parent.values;
    for (const child of unit.runtime.entities) {
      for (const { pairs } of child.foreignKeysTo(entity)) {
        const key = joinedKey(pairs.map(({ remote }) => stored[remote.position]));
        const refers = (state: InstanceState) =>
          unit.entityOf(state) === child &&
          joinedKey(pairs.map(({ local }) => (state.originals ?? state.values)[local.position])) === key;
        const take = (state: InstanceState, into: Set<InstanceState>): void => {
          if (!refers(state)) return;
          into.add(state);
          references.push({ child: state, parent, pairs });
        };
        for (const state of work.deletes.states) take(state, deletes);
        for (const state of work.updates) take(state, updates);
      }
    }
  }
}
