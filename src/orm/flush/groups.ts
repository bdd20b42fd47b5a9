/** States in the groups that one statement writes. */
import type { InstanceState } from "../../model/state.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import type { Unit } from "../unit.ts";

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
