/**
 * An extension that moves to another schema takes its types, functions and operators along, and PostgreSQL writes whatever
 * names them anew: a column of `public.citext` is one of `extensions.citext` without a statement of its own.
 */
import type { Kind } from "../metadata/kind.ts";
import { keyOf, type Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { quoteIdentifier } from "../sql/identifier.ts";

type Kinds = Readonly<Record<string, Kind>>;

interface Move {
  readonly from: string;
  readonly to: string;
}

/** The database as PostgreSQL prints it once its extensions are where the target has them; the same where none moves. */
export function withExtensionsMoved(database: MetaData, target: MetaData, kinds: Kinds): MetaData {
  const moves = movesOf(database, target);
  if (moves.length === 0) return database;
  const own = ownNames(database);
  const keys = new Map<Key, Key>();
  const objects = [...database.objects].map(([key, object]): [Key, SchemaObject] => {
    if (object.kind === "extension") return [key, object];
    const [newKey, moved] = movedObject(key, object, { moves, own, target, kinds });
    keys.set(key, newKey);
    return [newKey, moved];
  });
  const dependencies = [...database.dependencies].map(
    ([key, needed]) => [keys.get(key) ?? key, needed.map((each) => keys.get(each) ?? each)] as const,
  );
  return new MetaData({ ...database, objects, dependencies: new Map(dependencies) });
}

function movesOf(database: MetaData, target: MetaData): Move[] {
  return [...target.objects.values()].flatMap((extension) => {
    if (extension.kind !== "extension") return [];
    const { into: to } = extension as { readonly into?: string };
    const former = database.get(keyOf("extension", extension.name)) as { readonly into?: string } | undefined;
    return to === undefined || former?.into === undefined || former.into === to ? [] : [{ from: former.into, to }];
  });
}

/** What no extension brought: objects of the same schema may be called alike on both sides. */
const ownNames = (database: MetaData): ReadonlySet<string> =>
  new Set(
    [...database.objects.values()].flatMap(({ schema, name }) =>
      schema === undefined ? [] : [`${quoteIdentifier(schema)}.${quoteIdentifier(name.replace(/\(.*/s, ""))}`],
    ),
  );

interface Moving {
  readonly moves: readonly Move[];
  readonly own: ReadonlySet<string>;
  readonly target: MetaData;
  readonly kinds: Kinds;
}

function movedObject(key: Key, object: SchemaObject, moving: Moving): readonly [Key, SchemaObject] {
  const after = moving.target.get(key);
  if (after !== undefined) return [key, written(object, after, moving) as SchemaObject];
  // A routine is found by the types of its arguments.
  const moved = deeply(object, (text) => renamed(text, moving)) as SchemaObject;
  const newKey = moving.kinds[object.kind]?.key(moved);
  return newKey !== undefined && moving.target.has(newKey) ? [newKey, moved] : [key, object];
}

/** The texts that differ from the target's by nothing but the schema of an extension are the target's. */
function written(value: unknown, after: unknown, moving: Moving): unknown {
  if (typeof value === "string") return value !== after && renamed(value, moving) === after ? after : value;
  if (typeof value !== "object" || value === null || typeof after !== "object" || after === null) return value;
  if (Array.isArray(value))
    return Array.isArray(after) ? value.map((each, at) => written(each, after[at], moving)) : value;
  const other = after as Readonly<Record<string, unknown>>;
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, written(each, other[name], moving)])),
  );
}

function deeply(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => deeply(each, change));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, deeply(each, change)])));
}

const token = /'(?:[^']|'')*'|((?:"(?:[^"]|"")+"|[a-z_][\w$]*))\.((?:"(?:[^"]|"")+"|[a-z_][\w$]*|[^\w\s"'.(),]+))/g;

/** Qualified names outside of literals; what is in no schema of the target under that name is the extension's. */
function renamed(text: string, { moves, own }: Moving): string {
  return text.replace(token, (all: string, schema: string | undefined, name: string | undefined) => {
    const move = moves.find(({ from }) => schema === quoteIdentifier(from));
    if (move === undefined || own.has(`${schema}.${name}`)) return all;
    return `${quoteIdentifier(move.to)}.${name}`;
  });
}
