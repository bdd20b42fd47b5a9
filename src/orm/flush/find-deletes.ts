/**
 * What a flush deletes: objects that were marked, orphans, and whatever their cascades reach. Children that nobody
 * loaded are left to the database where the declared foreign keys delete them; otherwise they are loaded.
 */
import type { CollectionCore } from "../../model/collection-core.ts";
import { stateOf, type InstanceState } from "../../model/state.ts";
import { sameValue } from "../column-codec.ts";
import { loadRelation, relatedOf } from "../load/relations.ts";
import { refreshStates } from "../load/refresh.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import { ownersOf } from "../follow.ts";
import type { Unit } from "../unit.ts";
import { byEntity } from "./groups.ts";
import type { Deletes, FlushContext } from "./context.ts";

export async function findDeletes(context: FlushContext): Promise<Deletes> {
  const { unit } = context;
  const states = new Set<InstanceState>();
  const along: Deletes["along"] = new Map();
  const children: (readonly [InstanceState, RelationRuntime])[] = [];
  await findReplaced(context);
  let frontier = new Set([...unit.doomed, ...(await orphans(context))]);
  while (frontier.size > 0) {
    for (const state of frontier) states.add(state);
    const next = new Set<InstanceState>();
    for (const [entity, group] of byEntity(unit, frontier)) {
      for (const relation of entity.relations) {
        if (relation.layout.viewonly) continue;
        const related = (await reached(context, group, relation)).filter((state) => !hasMoved(unit, state, relation));
        if (!relation.deletes) for (const state of related) children.push([state, relation]);
        else {
          for (const state of related) {
            if (relation.layout.direction === "oneToMany" && !states.has(state)) along.set(state, relation);
            next.add(state);
          }
        }
      }
    }
    frontier = new Set([...next].filter((state) => keepPersistent(context, state, states)));
  }
  for (const [child, relation] of children) if (!states.has(child)) release(child, relation, states);
  releaseFromNew(context, states);
  for (const state of unit.doomed) along.delete(state);
  return { states, along };
}

/** True for a child whose key was set to that of another parent, or to none, by the user: it outlives the old one. */
function hasMoved(unit: Unit, { values, originals, parents }: InstanceState, relation: RelationRuntime): boolean {
  const { layout, remote, mapping } = relation;
  if (layout.direction !== "oneToMany" || originals === undefined) return false;
  const inverse = layout.inverse?.position;
  const isRelated = inverse === undefined ? parents?.has(layout) === true : values[inverse] !== originals[inverse];
  if (isRelated || remote.every((position) => sameValue(values[position], originals[position]))) return false;
  const owner = unit.runtime.ofMapper(mapping.source);
  const key = remote.map((position) => values[position]);
  // From one parent that goes to another one that goes is no move.
  return !ownersOf(unit, { ...relation, owner }, key).some((other) => unit.doomed.has(other));
}

/** New objects below a deleted one are not written at all. */
function keepPersistent({ unit }: FlushContext, state: InstanceState, states: ReadonlySet<InstanceState>): boolean {
  if (state.lifecycle === "pending") unit.letGoPending(state);
  return state.lifecycle === "persistent" && !states.has(state);
}

/**
 * One-to-one relationships that were set without having been loaded: the row that still refers to the object is found
 * out, and its object let go as it would have been at once.
 */
async function findReplaced({ unit, run }: FlushContext): Promise<void> {
  const unseen = new Map<RelationRuntime, InstanceState[]>();
  for (const state of unit.dirty) {
    if (state.lifecycle !== "persistent" || state.originals === undefined || state.fresh) continue;
    for (const relation of unit.entityOf(state).singles) {
      const { position } = relation.layout;
      if (state.originals[position] !== undefined || state.values[position] === undefined) continue;
      const others = unseen.get(relation);
      if (others === undefined) unseen.set(relation, [state]);
      else others.push(state);
    }
  }
  for (const [relation, states] of unseen) {
    await loadRelation({ unit, run }, states, relation, { reload: true });
    for (const state of states) {
      const before = state.originals![relation.layout.position] as object | null | undefined;
      const isReplaced = before !== undefined && before !== null && before !== state.values[relation.layout.position];
      if (isReplaced) state.replaced(relation.layout, before);
    }
  }
}

async function orphans(context: FlushContext): Promise<InstanceState[]> {
  const { unit } = context;
  const found = [...unit.dirty].filter(
    (state) => state.lifecycle === "persistent" && (state.orphanedBy?.size ?? 0) > 0,
  );
  // Whether there was a parent says the foreign key; where it is unknown it is read first.
  const unknown = found.filter(
    (state) => unit.entityOf(state).key.length > 0 && lostKeys(unit.entityOf(state), state).includes(undefined),
  );
  await refreshStates({ unit, run: context.run }, unknown);
  return found.filter((state) => {
    const lost = lostKeys(unit.entityOf(state), state);
    return lost.length === 0 || lost.some((value) => value !== null);
  });
}

/** The foreign keys, as stored, of the parents that let an object go. */
function lostKeys(entity: EntityRuntime, state: InstanceState): unknown[] {
  const stored = state.originals ?? state.values;
  return entity.owning
    .filter(({ layout }) => layout.inverse !== undefined && state.orphanedBy!.has(layout.inverse))
    .flatMap(({ mapping }) => mapping.pairs.map(({ local }) => stored[local.position]));
}

/** The objects at the other end that a deletion concerns. */
async function reached(
  context: FlushContext,
  states: readonly InstanceState[],
  relation: RelationRuntime,
): Promise<InstanceState[]> {
  const { direction } = relation.layout;
  // The side with the key needs nothing of the other one, and links go without being loaded.
  if (direction !== "oneToMany" && !relation.deletes) return [];
  const { passiveDeletes } = relation.mapping.options;
  if (passiveDeletes === "all") return [];
  const passive = passiveDeletes === true || (direction === "oneToMany" && isLeftToDatabase(context, relation));
  if (passive) return relatedOf(states, relation);
  const load = { unit: context.unit, run: context.run };
  await loadRelation(load, states, relation);
  // What a filter left out is there as well.
  const partly = states.filter(({ values }) => {
    const value = values[relation.layout.position];
    return relation.layout.many && (value as CollectionCore | undefined)?.filtered === true;
  });
  if (partly.length > 0) await loadRelation(load, partly, relation, { reload: true });
  return relatedOf(states, relation);
}

/**
 * True where the database deletes (or releases) rows below a deleted one just as the session would. Should a database
 * not be as declared, its foreign key refuses the deletion: nothing is lost in silence.
 */
function isLeftToDatabase(
  context: FlushContext,
  relation: RelationRuntime,
  above: ReadonlySet<EntityRuntime> = new Set(),
): boolean {
  const { mapping, target } = relation;
  if (mapping.options.passiveDeletes === false) return false;
  const { onDelete } = mapping.foreignKey;
  if (!relation.deletes) return onDelete === "set null";
  if (onDelete !== "cascade" || above.has(target)) return false;
  const { hooks } = context;
  if (hooks.of(target, "beforeDelete").length > 0 || hooks.of(target, "afterDelete").length > 0) return false;
  // Objects two steps below could not be told from the rows in between, which nobody knows.
  if (above.size > 0 && context.unit.identities.of(target).size > 0) return false;
  // Rows of classes below the target may have children of their own.
  if (target.isPolymorphic) return false;
  const path = new Set([...above, target]);
  return target.relations.every((next) => {
    if (next.layout.viewonly || next.layout.direction === "manyToOne") return !next.deletes;
    if (next.layout.direction === "manyToMany") return !next.deletes && linksCascade(next);
    return next.mapping.options.passiveDeletes !== undefined || isLeftToDatabase(context, next, path);
  });
}

/** True where the association's rows go with the row that they lead to. */
export function linksCascade({ mapping }: RelationRuntime): boolean {
  return mapping.foreignKey.onDelete === "cascade";
}

/** New objects that were let go take nobody along who refers to them, as deleted ones don't. */
function releaseFromNew({ unit }: FlushContext, deleted: ReadonlySet<InstanceState>): void {
  const { strays } = unit;
  unit.strays = new Set();
  if (strays.size === 0) return;
  for (const state of [...unit.pending, ...unit.dirty]) {
    if (deleted.has(state)) continue;
    for (const { layout } of unit.entityOf(state).owning) {
      const related = state.values[layout.position] as object | null | undefined;
      if (related !== undefined && related !== null && strays.has(stateOf(related)!))
        state.setRelatedAlone(layout, null);
    }
  }
}

/** A child outlives its parent: its key becomes NULL, unless it has another parent by now. */
function release(child: InstanceState, { layout }: RelationRuntime, deleted: ReadonlySet<InstanceState>): void {
  const { inverse } = layout;
  if (inverse === undefined) {
    const parent = child.parents?.get(layout);
    if (parent !== undefined && (parent === null || !deleted.has(parent))) return;
    child.markDirty();
    (child.parents ??= new Map()).set(layout, null);
    return;
  }
  const parent = child.values[inverse.position] as object | null | undefined;
  if (parent !== undefined && parent !== null && !deleted.has(stateOf(parent)!)) return;
  child.setRelatedAlone(inverse, null);
}
