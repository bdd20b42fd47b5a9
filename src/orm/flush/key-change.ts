/** What follows when the key of a row changes: the database cascades (ON UPDATE CASCADE), objects in memory follow. */
import type { InstanceState } from "../../model/state.ts";
import { joinedKey, type EntityRuntime } from "../runtime.ts";
import type { Unit } from "../unit.ts";

/** Gives the objects that refer to the row its new key. */
export function followKey(unit: Unit, state: InstanceState, entity: EntityRuntime, before: readonly unknown[]): void {
  for (const other of unit.runtime.entities) {
    for (const { mapping, target } of other.owning) {
      if (target !== entity) continue;
      const pairs = mapping.pairs.filter(({ remote }) => before[remote.position] !== state.values[remote.position]);
      if (pairs.length === 0) continue;
      const old = joinedKey(mapping.pairs.map(({ remote }) => before[remote.position]));
      for (const child of Array.from(unit.identities.of(other).values())) {
        if (joinedKey(mapping.pairs.map(({ local }) => child.values[local.position])) !== old) continue;
        unit.level.keep(child, child.originals ?? child.values.slice());
        for (const { local, remote } of pairs) {
          child.values[local.position] = state.values[remote.position];
          if (child.originals !== undefined) child.originals[local.position] = state.values[remote.position];
        }
        unit.rekey(child, other);
      }
    }
  }
}
