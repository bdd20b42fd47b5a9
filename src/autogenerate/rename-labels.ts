/** Renames of enum values. Texts that name a value follow by `Dialect.follow`. */
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, nameOfKey, type Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { parseQualifiedName } from "../sql/qualified-name.ts";

interface Enum extends SchemaObject {
  readonly schema: string;
  readonly values: readonly string[];
}

/** The database with a value renamed, and the rename; undefined where the two sides do not have it. */
export function renameLabel(
  database: MetaData,
  target: MetaData,
  key: Key,
  formerKey: Key,
): { readonly database: MetaData; readonly renamed: Renamed } | undefined {
  const [schema, name, after] = parseQualifiedName(nameOfKey(key)) as [string, string, string];
  const before = parseQualifiedName(nameOfKey(formerKey)).at(-1) as string;
  const enumKey = keyOf("enum", schema, name);
  const [from, to] = [database.get(enumKey) as Enum | undefined, target.get(enumKey) as Enum | undefined];
  const isRename =
    from?.values.includes(before) === true &&
    !from.values.includes(after) &&
    to?.values.includes(after) === true &&
    !to.values.includes(before);
  if (!isRename) return undefined;
  const label = (text: string): SchemaObject => ({ kind: "enumLabel", schema, enum: name, name: text }) as SchemaObject;
  const renamed: Renamed = { type: "rename", key, formerKey, database: label(before), target: label(after) };
  return { database: withLabel(database, enumKey, from, before, after), renamed };
}

function withLabel(database: MetaData, enumKey: Key, type: Enum, before: string, after: string): MetaData {
  const values = type.values.map((value) => (value === before ? after : value));
  const objects = new Map(database.objects).set(enumKey, Object.freeze({ ...type, values } as SchemaObject));
  return new MetaData({ ...database, objects });
}
