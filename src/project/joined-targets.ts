/** Several data models as one target. */
import type { Key } from "../metadata/key.ts";
import { keyOf, kindOfKey, nameOfKey } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { equal } from "../autogenerate/compare.ts";
import { TargetsClashError } from "./errors.ts";

/** What both declare alike, such as a schema, is one. @throws TargetsClashError where two declare one name in two ways */
export function joinedTargets(targets: readonly MetaData[]): MetaData {
  const objects = new Map<Key, SchemaObject>();
  const parts = new Map<Key, string>();
  for (const target of targets) {
    const own = partsOf(target);
    for (const [key, object] of target.objects) {
      const other = objects.get(key);
      const differs = other !== undefined && (!equal(other, object) || (parts.get(key) ?? "") !== (own.get(key) ?? ""));
      if (differs) throw new TargetsClashError(`${kindOfKey(key)} ${nameOfKey(key)}`);
      objects.set(key, object);
    }
    for (const [key, names] of own) parts.set(key, names);
  }
  const all = <Value>(of: (target: MetaData) => ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> =>
    new Map(targets.flatMap((target) => [...of(target)]));
  return new MetaData({
    objects,
    dependencies: all(({ dependencies }) => dependencies),
    renamedFrom: all(({ renamedFrom }) => renamedFrom),
    origins: all(({ origins }) => origins),
  });
}

/** What each table has, by the keys of its columns, constraints and the like. */
function partsOf({ objects }: MetaData): ReadonlyMap<Key, string> {
  const found = new Map<Key, Key[]>();
  for (const [key, object] of objects) {
    const { schema, table } = object as { readonly schema?: string; readonly table?: string };
    if (schema === undefined || table === undefined) continue;
    const owner = keyOf("table", schema, table);
    found.set(owner, [...(found.get(owner) ?? []), key]);
  }
  return new Map([...found].map(([key, keys]) => [key, keys.sort().join("\n")]));
}
