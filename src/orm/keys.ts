/** Keys as users write them. */
import { KeyFormError, UndefinedValueError } from "./errors.ts";
import type { EntityRuntime } from "./entity-runtime.ts";

/** A key by position: a value, a list in the order of the key, or an object by property. @throws KeyFormError */
export function keyByPosition(entity: EntityRuntime, key: unknown): unknown[] {
  const values: unknown[] = [];
  const properties = entity.key.map((column) => column.property);
  const isRecord = typeof key === "object" && key !== null && Object.getPrototypeOf(key) === Object.prototype;
  if (Array.isArray(key) && key.length === entity.key.length) {
    entity.key.forEach((column, index) => (values[column.position] = key[index]));
  } else if (isRecord && properties.every((property) => property in key)) {
    for (const column of entity.key) values[column.position] = (key as Record<string, unknown>)[column.property];
  } else if (entity.key.length === 1 && !isRecord && key !== undefined && key !== null) {
    values[entity.key[0]!.position] = key;
  } else throw new KeyFormError(entity.name, properties);
  const missing = entity.key.find(({ position }) => values[position] === undefined);
  if (missing !== undefined) throw new UndefinedValueError(entity.name, missing.property, "key");
  return values;
}
