/** Leaves out what the configuration does not want to see, and the parts of what was left out. */
import type { Key } from "../../../metadata/key.ts";
import type { SchemaObject } from "../../../metadata/schema-object.ts";
import type { ReflectOptions } from "../../dialect.ts";

export function filterObjects(objects: ReadonlyMap<Key, SchemaObject>, options: ReflectOptions): Map<Key, SchemaObject> {
  const { includeSchemas, includeName } = options;
  const kept = new Map<Key, SchemaObject>();
  const schemas = includeSchemas === undefined ? undefined : new Set(includeSchemas);
  const left = new Set<string>();
  for (const [key, object] of objects) {
    const table = (object as { readonly table?: string }).table;
    const schema = object.kind === "schema" ? object.name : object.schema;
    if (schemas !== undefined && schema !== undefined && !schemas.has(schema)) continue;
    if (table !== undefined && left.has(`${schema}.${table}`)) continue;
    if (includeName !== undefined && !includeName(object.name, object.kind, { schema, table })) {
      if (isRelation(object.kind)) left.add(`${schema}.${object.name}`);
      continue;
    }
    kept.set(key, object);
  }
  return kept;
}

const isRelation = (kind: string): boolean => kind === "table" || kind === "view" || kind === "materializedView";
