/**
 * Keys name schema objects: `table public.orders`, `column public.orders.order_id`. Two objects are the same object when
 * their keys are equal; everything that points at an object (dependency, difference, operation) holds a key.
 */
import type { SchemaObject } from "./schema-object.ts";

declare const keyBrand: unique symbol;
/**
 * `<kind> <qualified name>`; made by `keyOf` only, so that quoting is the same everywhere. A key whose kind is known says what
 * `MetaData.get` finds under it: `Key<TableModel>`.
 */
export type Key<O extends SchemaObject = SchemaObject> = string & { readonly [keyBrand]: O };

const plain = /^[^."\s]+$/;

const part = (name: string): string => (plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** The key of an object: its kind and the parts of its qualified name, outermost first. */
export function keyOf<O extends SchemaObject = SchemaObject>(kind: O["kind"], ...names: readonly string[]): Key<O> {
  let path = "";
  for (const name of names) path += (path === "" ? "" : ".") + part(name);
  return `${kind} ${path}` as Key<O>;
}

/** The kind that a key names. */
export function kindOfKey(key: Key): string {
  return key.slice(0, key.indexOf(" "));
}

/** The qualified name of a key as people write it, without the kind. */
export function nameOfKey(key: Key): string {
  return key.slice(key.indexOf(" ") + 1);
}
