/** Names as answers to questions write them, `users.mail=users.email`; the default schema goes without saying. */
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, kindOfKey, nameOfKey, type Key } from "../metadata/key.ts";
import type { Kind } from "../metadata/kind.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";

/** The parts of a written name; the types of a function's arguments belong to its last part. */
export function partsOf(written: string): string[] {
  const open = /^(?:[^"(]|"(?:[^"]|"")*")*(?=\()/.exec(written)?.[0].length;
  if (open === undefined) return parseQualifiedName(written);
  const names = parseQualifiedName(written.slice(0, open));
  return [...names.slice(0, -1), names.at(-1) + written.slice(open)];
}

/** An object of a schema as answers write it: `orders`, `shop.orders`, `shop.total(integer)`. */
export function writtenName(object: SchemaObject, defaultSchema: string): string {
  const { arguments: types } = object as { readonly arguments?: string };
  const { schema = defaultSchema } = object;
  const names = schema === defaultSchema ? [object.name] : [schema, object.name];
  return `${formatQualifiedName(...names)}${types === undefined ? "" : `(${types})`}`;
}

/** One form of a name, however it was written. */
export function shortName(written: string, defaultSchema: string): string {
  const parts = partsOf(written);
  return formatQualifiedName(...(parts.length > 1 && parts[0] === defaultSchema ? parts.slice(1) : parts));
}

/** Back through renames, the last one first; a part has the name that its table had. */
export function formerKeyOf(key: Key, renamed: readonly Renamed[], kinds: Readonly<Record<string, Kind>>): Key {
  const kind = kindOfKey(key);
  const whole = kinds[kind]?.renaming?.partOf;
  return renamed.toReversed().reduce((current, rename) => {
    if (rename.key === current) return rename.formerKey;
    const isOfIt = kindOfKey(rename.key) === whole && nameOfKey(current).startsWith(`${nameOfKey(rename.key)}.`);
    if (!isOfIt) return current;
    const rest = parseQualifiedName(nameOfKey(current)).slice(2);
    return keyOf(kind, ...parseQualifiedName(nameOfKey(rename.formerKey)), ...rest);
  }, key);
}
