/**
 * Objects as `GRANT … ON`, `SECURITY LABEL ON` and the like name them, `TABLE public.orders`, and the keys that these
 * names mean.
 */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import { wordsOf } from "./kind-words.ts";
import type { RoutineModel } from "./kinds/routine/model.ts";
import { nameOf, readName, tokensOf } from "./sql-statement.ts";
import { makeObjectName } from "../../metadata/automatic-names.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { schemaOf, type SchemaObject } from "../../metadata/schema-object.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/identifier.ts";

/** The object without the word for its kind: `public.orders`, `public.total(integer)`. */
function identityOf(object: SchemaObject): string {
  const { identity } = object as { readonly identity?: unknown };
  if (typeof identity === "string") return identity;
  const name = object.schema === undefined ? quoteIdentifier(object.name) : quoteQualified(object.schema, object.name);
  const { arguments: types } = object as Partial<RoutineModel>;
  return types === undefined ? name : `${name}(${types})`;
}

/** What `GRANT … ON` calls an object, or the sequence of an identity column; undefined where nothing can be granted. */
export function nameToGrantOn(object: SchemaObject): string | undefined {
  const sequence = identitySequence(object);
  if (sequence !== undefined) return sequence;
  const word = grantable.has(object.kind) ? wordsOf[object.kind]?.statements?.[0] : undefined;
  return word === undefined ? undefined : `${word} ${identityOf(object)}`;
}

const grantable: ReadonlySet<string> = new Set(
  "table view materializedView foreignTable sequence schema function procedure aggregate domain enum composite range baseType".split(
    " ",
  ),
);

function identitySequence(object: SchemaObject): string | undefined {
  const { schema, table, name, identity } = object as ColumnModel;
  if (object.kind !== "column" || identity === undefined) return undefined;
  return `SEQUENCE ${quoteQualified(schema, identity.name ?? makeObjectName(table, name, "seq"))}`;
}

const cache = new WeakMap<MetaData, ReadonlyMap<string, Key>>();

/** The object that a statement names, and the column where it names one. */
export function keyNamed(on: string, metadata: MetaData): Key | undefined {
  let names = cache.get(metadata);
  if (names === undefined) {
    const map = new Map<string, Key>();
    for (const [key, object] of metadata.objects) {
      const sequence = identitySequence(object);
      if (sequence !== undefined) map.set(sequence, key);
      const called = wordsOf[object.kind]?.statements;
      if (called === undefined) continue;
      const identity = identityOf(object);
      for (const word of called) map.set(`${word} ${identity}`, key);
    }
    cache.set(metadata, (names = map));
  }
  return on.startsWith("COLUMN ") ? columnNamed(on, names, metadata) : (names.get(on) ?? names.get(requoted(on)));
}

/** The server quotes some names that need no quotes. */
function requoted(on: string): string {
  const tokens = tokensOf(on);
  const at = tokens.findLastIndex((token, index) => token.text === "." && tokens[index - 2]?.text !== ".") - 1;
  const { names, end } = readName(tokens, Math.max(at, 0));
  if (at < 0 || names.length !== 2) return on;
  const rest = tokens[end] === undefined ? "" : on.slice(tokens[end]!.at);
  return `${on.slice(0, tokens[at]!.at)}${quoteQualified(...names)}${rest}`;
}

/** A column of a table has a key of its own; one of a view is part of the view. */
function columnNamed(on: string, names: ReadonlyMap<string, Key>, metadata: MetaData): Key | undefined {
  const [schema, table, column] = readName(tokensOf(on), 1).names;
  if (schema === undefined || table === undefined || column === undefined) return undefined;
  const key = columnKey(schema, table, column);
  return metadata.has(key) ? key : names.get(`TABLE ${quoteQualified(schema, table)}`);
}

/** The name after an object was renamed or moved; the same where it means another object. */
export function followRename(on: string, before: SchemaObject, after: SchemaObject): string {
  if (before.kind === "column") {
    const { schema, table } = before as SchemaObject & { readonly schema: string; readonly table: string };
    const former = `COLUMN ${quoteQualified(schema, table, before.name)}`;
    return on === former ? `COLUMN ${quoteQualified(schema, table, after.name)}` : on;
  }
  const word = wordsOf[before.kind]?.statements?.find((each) => on === `${each} ${identityOf(before)}`);
  if (word !== undefined) return `${word} ${identityOf(after)}`;
  const column = `COLUMN ${identityOf(before)}.`;
  return wordsOf[before.kind]?.statements?.includes("TABLE") === true && on.startsWith(column)
    ? `COLUMN ${identityOf(after)}.${on.slice(column.length)}`
    : on;
}

/** Whether a relation of the metadata has a column; views that nobody has asked the server about may have any. */
export function hasColumn(relation: SchemaObject, name: string, metadata: MetaData): boolean {
  if (relation.kind === "table") return metadata.has(columnKey(schemaOf(relation), relation.name, name));
  const { columns } = relation as { readonly columns?: readonly { readonly name: string }[] };
  return columns === undefined || columns.some((column) => column.name === name);
}

/** The column of `SELECT (price)`; undefined for a privilege on the whole object. */
export function columnOfPrivilege(privilege: string): string | undefined {
  const tokens = tokensOf(privilege);
  const at = tokens.findIndex(({ text }) => text === "(");
  const token = at === -1 ? undefined : tokens[at + 1];
  return token === undefined ? undefined : nameOf(token);
}
