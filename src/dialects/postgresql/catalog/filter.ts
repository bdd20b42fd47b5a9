/** Leaves out what the configuration does not want to see, and the parts of what was left out. */
import type { Key } from "../../../metadata/key.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import type { ReflectOptions } from "../../dialect.ts";

/** The objects themselves where nothing is left out. */
export function filterObjects(
  objects: ReadonlyMap<Key, SchemaObject>,
  options: ReflectOptions,
): ReadonlyMap<Key, SchemaObject> {
  const { includeSchemas, includeName } = options;
  if (includeSchemas === undefined && includeName === undefined) return objects;
  const schemas = includeSchemas === undefined ? undefined : new Set(includeSchemas);
  const left = new Set<string>();
  const dropped: Key[] = [];
  for (const [key, object] of objects) {
    const table = object.table;
    const schema = object.kind === "schema" ? object.name : object.schema;
    if (schemas !== undefined && schema !== undefined && !schemas.has(schema)) dropped.push(key);
    else if (table !== undefined && left.size > 0 && left.has(`${schema}.${table}`)) dropped.push(key);
    else if (includeName !== undefined && !includeName(object.name, object.kind, { schema, table })) {
      dropped.push(key);
      if (isRelation(object.kind)) left.add(`${schema}.${object.name}`);
    }
  }
  if (dropped.length === 0) return objects;
  const kept = new Map(objects);
  for (const key of dropped) kept.delete(key);
  return kept;
}

const isRelation = (kind: string): boolean => kind === "table" || kind === "view" || kind === "materializedView";
