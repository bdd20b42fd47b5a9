/**
 * What the body of a function names: tables, views, sequences, types, functions and text searches whose names occur in it. PostgreSQL
 * records nothing of it, and checks some bodies when the function is created; so the order follows the names where it can.
 */
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { wordsOf } from "./kind-words.ts";
import { schemaOf } from "../../metadata/schema-object.ts";

const cache = new WeakMap<MetaData, ReadonlyMap<string, readonly { readonly key: Key; readonly schema: string }[]>>();

const word =
  /("(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)(?:\s*\.\s*("(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*))?/g;

const unquote = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();

/** Keys of the objects that a body names, in any schema; more than it needs at worst. */
export function bodyKeys(body: string, metadata: MetaData): Key[] {
  const names = namesOf(metadata);
  const found = new Set<Key>();
  for (const [, first, second] of body.matchAll(word)) {
    const outer = unquote(first as string);
    for (const { key } of names.get(outer) ?? []) found.add(key);
    if (second === undefined) continue;
    for (const { key, schema } of names.get(unquote(second)) ?? []) if (schema === outer) found.add(key);
  }
  return [...found];
}

function namesOf(metadata: MetaData): ReadonlyMap<string, readonly { readonly key: Key; readonly schema: string }[]> {
  let names = cache.get(metadata);
  if (names === undefined) {
    const map = new Map<string, { key: Key; schema: string }[]>();
    for (const [key, object] of metadata.objects) {
      if (wordsOf[object.kind]?.inBodies !== true) continue;
      const list = map.get(object.name);
      if (list === undefined) map.set(object.name, [{ key, schema: schemaOf(object) }]);
      else list.push({ key, schema: schemaOf(object) });
    }
    cache.set(metadata, (names = map));
  }
  return names;
}
