/** An object that is expired forgets its changes: those of relationships are forgotten on both sides. */
import type { CollectionCore } from "../model/collection-core.ts";
import type { RelationLayout } from "../model/layout.ts";
import { stateOf, type InstanceState } from "../model/state.ts";
import type { Unit } from "./unit.ts";

/** Changes of relationships that are forgotten on one side are no longer changes on the other. */
export function forgetChanges(unit: Unit, state: InstanceState): void {
  const { originals, values } = state;
  for (const { layout } of unit.entityOf(state).relations) {
    const { inverse, position } = layout;
    const value = values[position];
    if (inverse === undefined || value === undefined) continue;
    let others: Iterable<object>;
    if (layout.many) {
      if (layout.direction !== "manyToMany") continue;
      const { added = [], removed = [] } = value as CollectionCore;
      others = [...added, ...removed];
    } else {
      if (originals === undefined || originals[position] === value) continue;
      others = [originals[position], value].filter((one) => one !== null && one !== undefined) as object[];
    }
    for (const other of others) forgetItem(unit, stateOf(other)!, inverse, state.instance);
  }
}

function forgetItem(unit: Unit, owner: InstanceState, layout: RelationLayout, item: object): void {
  const value = owner.values[layout.position];
  if (value === undefined || owner.lifecycle !== "persistent") return;
  if (!layout.many) {
    owner.values[layout.position] = undefined;
    if (owner.originals !== undefined) owner.originals[layout.position] = undefined;
    return;
  }
  const core = value as CollectionCore;
  unit.level.keepCollection(owner, core);
  core.added?.delete(item);
  core.removed?.delete(item);
  core.forget();
}
