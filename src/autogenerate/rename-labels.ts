/** Renames of enum values: the value in its type, and in every expression that names it. */
import type { Renamed } from "../metadata/difference.ts";
import { keyOf, nameOfKey, type Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { quoteLiteral, quoteQualified } from "../sql/identifier.ts";
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
  return { database: follow(database, enumKey, from as Enum, before, after), renamed };
}

/** PostgreSQL stores values by number, so expressions follow a rename by themselves. */
function follow(database: MetaData, enumKey: Key, type: Enum, before: string, after: string): MetaData {
  const typeName = quoteQualified(type.schema, type.name);
  const old = `${quoteLiteral(before)}::${typeName}`;
  const now = `${quoteLiteral(after)}::${typeName}`;
  const replace = (text: string): string =>
    inArrays(
      text.replaceAll(old, () => now),
      `::${typeName}[]`,
      before,
      after,
    );
  const objects: [Key, SchemaObject][] = [];
  for (const [key, object] of database.objects) {
    if (key === enumKey) {
      const values = type.values.map((value) => (value === before ? after : value));
      objects.push([key, Object.freeze({ ...object, values } as SchemaObject)]);
    } else {
      objects.push([key, replaceIn(object, `::${typeName}`, replace) as SchemaObject]);
    }
  }
  return new MetaData({ ...database, objects });
}

/** `'{sad,"so so"}'::mood[]`: an array literal's elements are values, too. */
function inArrays(text: string, type: string, before: string, after: string): string {
  if (!text.includes(type)) return text;
  const element = (label: string): string =>
    label === "" || /[\s{},"\\]/.test(label) || label.toLowerCase() === "null"
      ? `"${label.replace(/["\\]/g, "\\$&")}"`
      : label;
  const unquoted = (written: string): string =>
    written.startsWith('"') ? written.slice(1, -1).replace(/\\(.)/gs, "$1") : written;
  return text.replace(/'((?:[^']|'')*)'(::[^\s,)]+\[\])/g, (literal: string, content: string, cast: string) => {
    if (cast !== type) return literal;
    const array = content.replaceAll("''", "'");
    const now = array.replace(/"(?:[^"\\]|\\.)*"|[^{},"]+/gs, (each) =>
      unquoted(each) === before ? element(after) : each,
    );
    // As PostgreSQL prints it: a backslash stands for itself.
    return `'${now.replaceAll("'", "''")}'${cast}`;
  });
}

/** Plain data with a text replaced in every string; the same object where nothing has the mark. */
function replaceIn(data: unknown, mark: string, replace: (text: string) => string): unknown {
  if (typeof data === "string") return data.includes(mark) ? replace(data) : data;
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) {
    const list = data.map((entry: unknown) => replaceIn(entry, mark, replace));
    return list.some((entry, at) => entry !== data[at]) ? list : data;
  }
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data)) {
    const replaced = replaceIn(value, mark, replace);
    if (replaced !== value) changes[name] = replaced;
  }
  return Object.keys(changes).length === 0 ? data : Object.freeze({ ...data, ...changes });
}
