/**
 * A database as it will be after a rename: the object under its new name, and everything that names it as data. What
 * names it in a text follows by `Dialect.follow`: only the server knows what a text means.
 */
import type { RenameStep } from "../metadata/difference.ts";
import { kindOf, type Kind } from "../metadata/kind.ts";
import type { Key } from "../metadata/key.ts";
import { makeObjectName } from "../metadata/automatic-names.ts";
import { MetaData } from "../metadata/metadata.ts";
import { schemaOf, attributesOf, type SchemaObject } from "../metadata/schema-object.ts";
import { quoteQualified } from "../sql/identifier.ts";
import { escapePattern } from "../util/escape-pattern.ts";

type Data = Readonly<Record<string, unknown>>;
type Rewrite = (object: SchemaObject) => SchemaObject;

/** What happened so far. */
export interface RenameTrail {
  readonly steps: RenameStep[];
  /** Keys before the first rename, with the keys now. */
  readonly keys: Map<Key, Key>;
}

/** The database with one object renamed; the trail is told of it. */
export function renameObject(
  database: MetaData,
  step: RenameStep,
  kinds: Readonly<Record<string, Kind>>,
  trail: RenameTrail,
): MetaData {
  const { before, after } = step;
  trail.steps.push(step);
  const along = kinds[before.kind]?.namesAlong?.(before, after) ?? [];
  const own = rewriteFor(before, after, kinds);
  const rewrite: Rewrite =
    along.length === 0 ? own : (object) => along.reduce((each, names) => typed(each, ...names), own(object));
  const keys = new Map<Key, Key>();
  const objects: [Key, SchemaObject][] = [];
  for (const [key, object] of database.objects) {
    const kind = kindOf(object, kinds);
    const written = kind.follows?.(object, before, after) ?? rewrite(object);
    const newKey = written === object ? key : kind.key(written);
    if (newKey !== key) keys.set(key, newKey);
    objects.push([newKey, written]);
  }
  continueTrail(trail, keys);
  const current = (key: Key): Key => keys.get(key) ?? key;
  const dependencies = new Map([...database.dependencies].map(([key, needed]) => [current(key), needed.map(current)]));
  const renamed = new MetaData({ ...database, objects, dependencies });
  return before.kind === "table" && before.schema !== after.schema
    ? withSequences(renamed, step, kinds, trail)
    : renamed;
}

function continueTrail({ keys }: RenameTrail, now: ReadonlyMap<Key, Key>): void {
  const known = new Set<Key>();
  for (const [first, key] of keys) {
    known.add(key);
    keys.set(first, now.get(key) ?? key);
  }
  for (const [before, after] of now) if (!known.has(before)) keys.set(before, after);
}

/** The sequences that a table's columns own go along to its new schema. */
function withSequences(
  database: MetaData,
  { before, after }: RenameStep,
  kinds: Readonly<Record<string, Kind>>,
  trail: RenameTrail,
): MetaData {
  const isOwned = (object: SchemaObject): boolean => {
    const owner = object as SchemaObject & { readonly tableSchema?: string };
    return owner.kind === "sequenceOwner" && owner.tableSchema === after.schema && owner.table === after.name;
  };
  const owned = new Set([...database.objects.values()].filter(isOwned).map(({ name }) => name));
  const sequences = [...database.objects.values()].filter(
    ({ kind, schema, name }) => kind === "sequence" && schema === before.schema && owned.has(name),
  );
  return sequences.reduce((current, sequence) => {
    const moved = { ...sequence, schema: schemaOf(after) };
    return renameObject(current, { before: sequence, after: moved }, kinds, trail);
  }, database);
}

function rewriteFor(before: SchemaObject, after: SchemaObject, kinds: Readonly<Record<string, Kind>>): Rewrite {
  const follow = following(before, after, kinds);
  if (before.kind === "table") return (object) => inTable(rowTyped(object, before, after), { before, after, follow });
  // Triggers and indexes are parts of a view as of a table, and other views name it in their queries.
  if (before.kind === "view" || before.kind === "materializedView")
    return (object) =>
      object === before ? named(object, after) : inTable(typed(object, before, after), { before, after, follow });
  if (before.kind === "column") return (object) => withColumn(object, before as Column, { name: after.name, kinds });
  if (before.kind === "index" || before.table !== undefined)
    return (object) => (object === before ? named(object, after) : follow(identified(object, before, after)));
  return (object) => (object === before ? typed(object, before, after) : follow(typed(object, before, after)));
}

/** The new name in the attributes that hold the former one. */
function following(before: SchemaObject, after: SchemaObject, kinds: Readonly<Record<string, Kind>>): Rewrite {
  const spaces = new Set(kinds[before.kind]?.occupies?.(before).map((name) => name.slice(0, name.indexOf(" "))));
  return (object) => {
    const data = attributesOf(object);
    const changes: Record<string, unknown> = {};
    for (const { of, schema, name } of kinds[object.kind]?.names ?? []) {
      if (!spaces.has(of) || data[schema] !== before.schema || data[name] !== before.name) continue;
      changes[schema] = after.schema;
      changes[name] = after.name;
    }
    return Object.keys(changes).length === 0 ? object : Object.freeze({ ...object, ...changes });
  };
}

const named = (object: SchemaObject, after: SchemaObject): SchemaObject =>
  Object.freeze({ ...object, schema: after.schema, name: after.name });

/** A table's name is a type, too; what columns and routines hold of it. */
function rowTyped(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  return object === before || !(object.kind === "column" || "arguments" in object)
    ? object
    : typed(object, before, after);
}

interface Column extends SchemaObject {
  readonly table: string;
}

interface TableRename extends RenameStep {
  readonly follow: Rewrite;
}

/** The table itself, its parts, and what refers to it. */
function inTable(object: SchemaObject, { before, after, follow }: TableRename): SchemaObject {
  if (object === before) return named(object, after);
  const isPart = object.schema === before.schema && object.table === before.name;
  const followed = follow(object);
  if (!isPart) return followed;
  const changes: Record<string, unknown> = { schema: after.schema, table: after.name };
  const { identity } = attributesOf(object);
  const onTable = ` ON ${quoteQualified(schemaOf(before), before.name)}`;
  if (typeof identity === "string" && identity.endsWith(onTable)) {
    const now = ` ON ${quoteQualified(schemaOf(after), after.name)}`;
    changes["identity"] = `${identity.slice(0, -onTable.length)}${now}`;
  }
  const kept = keptSequence(
    object,
    { table: before.name, column: object.name },
    { table: after.name, column: object.name },
  );
  if (kept !== undefined) changes["identity"] = kept;
  return Object.freeze({ ...followed, ...changes });
}

interface Place {
  readonly table: string;
  readonly column: string;
}

/** The sequence of an identity keeps the name that it was given by the former names. */
function keptSequence(object: SchemaObject, before: Place, after: Place): object | undefined {
  const { identity } = object as { readonly identity?: { readonly name?: string } };
  if (object.kind !== "column" || identity === undefined) return undefined;
  const automatic = makeObjectName(after.table, after.column, "seq");
  const { name = makeObjectName(before.table, before.column, "seq"), ...options } = identity;
  return name === automatic ? options : { ...options, name };
}

interface ColumnRename {
  readonly name: string;
  readonly kinds: Readonly<Record<string, Kind>>;
}

/** The column itself, the lists of its table, and what refers to it. */
function withColumn(object: SchemaObject, before: Column, { name, kinds }: ColumnRename): SchemaObject {
  if (object === before) {
    const { table } = before;
    const identity = keptSequence(object, { table, column: before.name }, { table, column: name });
    return Object.freeze({ ...object, name, ...(identity === undefined ? {} : { identity }) });
  }
  const swap = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((entry: unknown) => (entry === before.name ? name : entry))
      : value === before.name
        ? name
        : value;
  const data = attributesOf(object);
  const changes: Record<string, unknown> = {};
  for (const rule of kinds[object.kind]?.names ?? []) {
    if (data[rule.schema] !== before.schema || data[rule.name] !== before.table) continue;
    for (const column of rule.columns ?? []) changes[column] = swap(data[column]);
  }
  const followed = Object.keys(changes).length === 0 ? object : Object.freeze({ ...object, ...changes });
  if (object.schema !== before.schema || object.table !== before.table) return followed;
  return Object.freeze(withinTable(followed, before.name, name, swap));
}

function withinTable(
  object: SchemaObject,
  before: string,
  name: string,
  swap: (list: unknown) => unknown,
): SchemaObject {
  const data = attributesOf(object);
  const changes: Record<string, unknown> = {};
  for (const list of ["columns", "include", "onDeleteColumns"])
    if (data[list] !== undefined) changes[list] = swap(data[list]);
  if (Array.isArray(data["elements"])) {
    changes["elements"] = data["elements"].map((element) => ({
      ...element,
      ...(element["column"] === before ? { column: name } : {}),
    }));
  }
  return { ...object, ...changes };
}

/** A table names the index that tells its rows apart. */
function identified(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  if (object.kind !== "table" || object.schema !== before.schema || object.name !== before.table) return object;
  const { replicaIdentity } = object as { readonly replicaIdentity?: { readonly index?: string } };
  if (replicaIdentity?.index !== before.name) return object;
  return Object.freeze({ ...object, replicaIdentity: { index: after.name } } as SchemaObject);
}

/** Attributes that are names of types, as PostgreSQL prints them. */
const typeTexts: ReadonlySet<string> = new Set(["type", "subtype", "attributes", "ofType", "arguments"]);

/** What is declared with a type names it. */
function typed(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  if (object === before) return withHead(named(object, after), before, after);
  const data = attributesOf(object);
  const changes: Record<string, unknown> = {};
  const replace = replacing(before, after);
  for (const name in data) {
    if (!typeTexts.has(name) && !(name === "identity" && typeof data[name] === "string")) continue;
    const value = replace(data[name]);
    if (value !== data[name]) changes[name] = value;
  }
  return Object.keys(changes).length === 0 ? object : Object.freeze({ ...object, ...changes });
}

/** A routine's statement names it in its first line; what else the body calls by that name does not follow. */
function withHead(object: SchemaObject, before: SchemaObject, after: SchemaObject): SchemaObject {
  const { definition } = object as { readonly definition?: string };
  if (!("arguments" in object) || definition === undefined) return object;
  const old = quoteQualified(schemaOf(before), before.name);
  const at = definition.indexOf(`${old}(`);
  if (at === -1) return object;
  const head = definition.slice(0, at) + quoteQualified(schemaOf(after), after.name);
  return Object.freeze({ ...object, definition: head + definition.slice(at + old.length) } as SchemaObject);
}

/** Puts the new qualified name for the old one in every text of a value; the same value where none has it. */
function replacing(before: SchemaObject, after: SchemaObject): (value: unknown) => unknown {
  const old = quoteQualified(schemaOf(before), before.name);
  const now = quoteQualified(schemaOf(after), after.name);
  const pattern = new RegExp(`(?<![\\w$".])${escapePattern(old)}(?![\\w$"])`, "g");
  const replace = (value: unknown): unknown => {
    if (typeof value === "string") return value.includes(old) ? value.replace(pattern, () => now) : value;
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, entry]) => [name, replace(entry)] as const);
    if (entries.every(([name, entry]) => entry === (value as Data)[name])) return value;
    return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
  };
  return replace;
}
