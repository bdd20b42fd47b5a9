/** Keys follow relationships: before a row is written, its foreign keys are copied from the objects it refers to. */
import { stateOf } from "../../model/entity.ts";
import type { InstanceState } from "../../model/state.ts";
import { UnsavedRelatedError } from "../errors.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import type { Unit } from "../unit.ts";

export interface CopyOptions {
  /** `known` leaves out related objects whose row isn't there yet. */
  readonly mode?: "all" | "known";
  /** The keys in one of the class's tables alone. */
  readonly table?: EntityRuntime;
}

/** Copies the keys of all related objects that are set. */
export function copyKeys(
  unit: Unit,
  state: InstanceState,
  entity: EntityRuntime,
  { mode = "all", table }: CopyOptions = {},
): void {
  const { values, originals } = state;
  for (const relation of table === undefined ? entity.owning : entity.owningIn(table)) {
    const { position } = relation.layout;
    const related = values[position] as object | null | undefined;
    if (related === undefined || (originals !== undefined && originals[position] === related)) continue;
    if (related === null) {
      // A new object that was never given the related one may have been given the key itself.
      if (originals !== undefined) clearKey(state, relation);
      continue;
    }
    copyKey(unit, state, relation, stateOf(related)!, mode);
  }
  if (state.parents !== undefined) copyParents(unit, state, { mode, table });
}

function clearKey(state: InstanceState, { mapping }: RelationRuntime): void {
  for (const { local } of mapping.pairs) {
    // A key that is part of the primary key stays: the row can't be without it, and is an orphan or an error.
    if (!local.primaryKey) state.values[local.position] = null;
  }
}

function copyKey(
  unit: Unit,
  state: InstanceState,
  relation: RelationRuntime,
  related: InstanceState,
  mode: "all" | "known",
): void {
  if (related.lifecycle !== "persistent") {
    if (mode === "known") return;
    if (relation.mapping.options.postUpdate === true && related.lifecycle === "pending") return;
    throw new UnsavedRelatedError(unit.entityOf(state).name, relation.layout.property, unit.entityOf(related).name);
  }
  for (const { local, remote } of relation.mapping.pairs) {
    const value = related.values[remote.position];
    if (mode === "known" && value === undefined) continue;
    state.values[local.position] = value;
  }
}

/** One-to-many relationships that the child has no property for. */
function copyParents(
  unit: Unit,
  state: InstanceState,
  { mode, table }: { readonly mode: "all" | "known"; readonly table: EntityRuntime | undefined },
): void {
  for (const [layout, parent] of state.parents!) {
    const owner = parent ?? undefined;
    const { mapping } = unit.runtime.relationOf(layout);
    if (table !== undefined && mapping.foreignKey.source.table !== table.mapping.table) continue;
    for (const { local, remote } of mapping.pairs) {
      if (owner === undefined) state.values[remote.position] = remote.primaryKey ? state.values[remote.position] : null;
      else if (owner.lifecycle === "persistent") state.values[remote.position] = owner.values[local.position];
      else if (mode === "all" && owner.lifecycle !== "pending") {
        throw new UnsavedRelatedError(unit.entityOf(state).name, layout.property, unit.entityOf(owner).name);
      }
    }
    if (mode === "all") state.parents!.delete(layout);
  }
  if (state.parents!.size === 0) state.parents = undefined;
}
