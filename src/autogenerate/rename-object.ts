/**
 * A database as it will be after a rename: the object under its new name, and everything that names it. PostgreSQL
 * follows renames in expressions by itself, so the words in expressions follow here too.
 */
import type { Kind } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { quoteIdentifier, quoteQualified } from "../sql/identifier.ts";

type Data = Readonly<Record<string, unknown>>;
type Rewrite = (object: SchemaObject) => SchemaObject;

/** The database with one object renamed. */
export function renameObject(
  database: MetaData,
  before: SchemaObject,
  after: SchemaObject,
  kinds: Readonly<Record<string, Kind>>,
): MetaData {
  const rewrite = rewriteFor(before, after);
  const keys = new Map<Key, Key>();
  const objects: [Key, SchemaObject][] = [];
  for (const [key, object] of database.objects) {
    const written = rewrite(object);
    const newKey = written === object ? key : (kinds[object.kind] as Kind).key(written);
    if (newKey !== key) keys.set(key, newKey);
    objects.push([newKey, written]);
  }
  const current = (key: Key): Key => keys.get(key) ?? key;
  const dependencies = new Map([...database.dependencies].map(([key, needed]) => [current(key), needed.map(current)]));
  return new MetaData({ ...database, objects, dependencies });
}

function rewriteFor(before: SchemaObject, after: SchemaObject): Rewrite {
  if (before.kind === "table") return (object) => inTable(object, before, after);
  if (before.kind === "column") return (object) => withColumn(object, before as Column, after.name);
  if (before.kind === "index" || "table" in before)
    return (object) => (object === before ? named(object, after) : attached(object, before, after));
  return (object) => typed(object, before, after);
}

const named = (object: SchemaObject, after: SchemaObject): SchemaObject =>
  Object.freeze({ ...object, schema: after.schema, name: after.name });

interface Column extends SchemaObject {
  readonly table: string;
}

/** The table itself, its parts, and what refers to it. */
function inTable(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  if (object === before) return named(object, after);
  const data = object as unknown as Data;
  const changes: Record<string, unknown> = {};
  const follow = (schema: string, name: string): void => {
    if (data[schema] !== before.schema || data[name] !== before.name) return;
    changes[schema] = after.schema;
    changes[name] = after.name;
  };
  follow("schema", "table");
  follow("referencedSchema", "referencedTable");
  follow("tableSchema", "table");
  follow("parentSchema", "parent");
  if (object.kind === "partition" || object.kind === "inheritance") follow("schema", "name");
  return Object.keys(changes).length === 0 ? object : Object.freeze({ ...object, ...changes });
}

/** The column itself, the lists and expressions of its table, and keys that refer to it. */
function withColumn(object: SchemaObject, before: Column, name: string): SchemaObject {
  if (object === before) return Object.freeze({ ...object, name });
  const data = object as unknown as Data;
  const swap = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((entry: unknown) => (entry === before.name ? name : entry)) : list;
  if (data["referencedSchema"] === before.schema && data["referencedTable"] === before.table) {
    object = Object.freeze({ ...object, referencedColumns: swap(data["referencedColumns"]) } as SchemaObject);
  }
  if (object.kind === "sequenceOwner") {
    const owned =
      data["tableSchema"] === before.schema && data["table"] === before.table && data["column"] === before.name;
    return owned ? Object.freeze({ ...object, column: name } as SchemaObject) : object;
  }
  if (object.schema !== before.schema || data["table"] !== before.table) return object;
  if (object.kind === "default") return object.name === before.name ? Object.freeze({ ...object, name }) : object;
  return Object.freeze(withinTable(object, before.name, name, swap));
}

function withinTable(
  object: SchemaObject,
  before: string,
  name: string,
  swap: (list: unknown) => unknown,
): SchemaObject {
  const data = object as unknown as Data;
  const changes: Record<string, unknown> = {};
  for (const list of ["columns", "include", "onDeleteColumns"])
    if (data[list] !== undefined) changes[list] = swap(data[list]);
  for (const text of ["expression", "where"]) {
    if (typeof data[text] === "string") changes[text] = replaceWord(data[text], before, name);
  }
  if (Array.isArray(data["elements"])) {
    changes["elements"] = (data["elements"] as Data[]).map((element) => ({
      ...element,
      ...(element["column"] === before ? { column: name } : {}),
      ...(typeof element["expression"] === "string"
        ? { expression: replaceWord(element["expression"], before, name) }
        : {}),
    }));
  }
  const generated = data["generated"] as Data | undefined;
  if (generated !== undefined) {
    changes["generated"] = { ...generated, expression: replaceWord(generated["expression"] as string, before, name) };
  }
  return { ...object, ...changes };
}

/** A column's name in an expression, outside literals, neither behind a dot nor a function's name. */
export function replaceWord(expression: string, before: string, after: string): string {
  const old = quoteIdentifier(before).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`('(?:[^']|'')*')|(?<![\\w$."])${old}(?![\\w$"]|\\s*\\()`, "g");
  return expression.replace(pattern, (_match, text: string | undefined) => text ?? quoteIdentifier(after));
}

/** Attachments of indexes name both ends. */
function attached(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  if (object.kind !== "indexAttachment" || object.schema !== before.schema) return object;
  const { parent } = object as SchemaObject & { readonly parent: string };
  if (object.name === before.name) return Object.freeze({ ...object, name: after.name });
  return parent === before.name ? Object.freeze({ ...object, parent: after.name } as SchemaObject) : object;
}

/** Types and sequences are named inside the text of types and defaults. */
function typed(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  if (object === before) return named(object, after);
  const old = quoteQualified(before.schema as string, before.name);
  const now = quoteQualified(after.schema as string, after.name);
  const data = object as unknown as Data;
  const changes: Record<string, unknown> = {};
  for (const name of ["type", "expression", "where", "default"]) {
    if (typeof data[name] === "string" && data[name].includes(old)) changes[name] = data[name].replaceAll(old, now);
  }
  if (object.kind === "sequenceOwner" && object.schema === before.schema && object.name === before.name)
    changes["name"] = after.name;
  return Object.keys(changes).length === 0 ? object : Object.freeze({ ...object, ...changes });
}
