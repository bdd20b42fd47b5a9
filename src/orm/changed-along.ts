/** What the database changes along with rows, by the actions of foreign keys. */
import type { ForeignKeyMapping } from "../model/mapper.ts";
import type { EntityRuntime } from "./entity-runtime.ts";
import type { Unit } from "./unit.ts";

/** The class and those whose rows the database changes along with its rows, at any distance. */
export function changedAlong(unit: Unit, entity: EntityRuntime): ReadonlySet<EntityRuntime> {
  const found = new Set([entity]);
  // The set grows while it is walked.
  for (const target of found) {
    for (const other of unit.runtime.entities) {
      const changes = ({ onDelete, onUpdate }: ForeignKeyMapping) => onDelete !== undefined || onUpdate !== undefined;
      if (!found.has(other) && other.foreignKeysTo(target).some(changes)) found.add(other);
    }
  }
  return found;
}
