/** Objects of which several declarations may say something: privileges of one role, on the table here and on columns there. */
import type { Key } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import type { NamedDeclaration } from "./build.ts";

type Entry = readonly [Key, SchemaObject];

/** The declarations with each such object once, where the first that names it stands. */
export function withJoined(named: readonly NamedDeclaration[]): readonly NamedDeclaration[] {
  const objects = new Map<Key, SchemaObject>();
  let count = 0;
  for (const { declared } of named) {
    const { join } = declared;
    if (join === undefined) continue;
    for (const [key, object] of declared.objects) {
      const other = objects.get(key);
      objects.set(key, other === undefined ? object : join(other, object));
      count += 1;
    }
  }
  if (objects.size === count) return named;
  return named.map(({ name, declared }) => {
    if (declared.join === undefined) return { name, declared };
    const first = declared.objects.flatMap(([key]): Entry[] => {
      const object = objects.get(key);
      objects.delete(key);
      return object === undefined ? [] : [[key, object]];
    });
    return { name, declared: { ...declared, objects: first } };
  });
}
