/** Cascades that need no I/O: what an operation on one object reaches in memory. */
import type { CollectionCore } from "../model/collection-core.ts";
import { stateOf, type InstanceState } from "../model/state.ts";
import type { Unit } from "./unit.ts";

/** The object itself and those of the session that a cascade reaches through loaded relationships. */
export function reachedBy(unit: Unit, first: InstanceState, cascade: "expunge" | "refresh-expire"): Set<InstanceState> {
  const reached = new Set([first]);
  // The set grows while it is walked.
  for (const state of reached) {
    for (const { layout, mapping } of unit.entityOf(state).relations) {
      if (!mapping.cascade.has(cascade)) continue;
      const value = state.values[layout.position];
      if (value === undefined || value === null) continue;
      const items = layout.many ? (value as CollectionCore).items : [value as object];
      for (const item of items) {
        const other = stateOf(item)!;
        if (!unit.owns(other) || (cascade === "refresh-expire" && other.lifecycle !== "persistent")) continue;
        reached.add(other);
      }
    }
  }
  return reached;
}
