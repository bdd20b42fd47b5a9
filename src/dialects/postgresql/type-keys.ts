/** Which declared type a type's text names: `shop.status[]` → the enum, domain, composite or range of that name. */
import type { RangeModel } from "../../kinds/range/model.ts";
import { quoteQualified } from "../../sql/identifier.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { wordsOf } from "./kind-words.ts";
import { automaticMultirangeName } from "./multirange-name.ts";
import { schemaOf, isA } from "../../metadata/schema-object.ts";

const indexes = new WeakMap<MetaData, ReadonlyMap<string, Key>>();

/** Keys of the types that `text` needs; none for built-in types and those of extensions. */
export function typeKeys(text: string, metadata: MetaData): readonly Key[] {
  const name = text.replace(/(\[\])+$/, "");
  const key = index(metadata).get(name);
  return key === undefined ? [] : [key];
}

function index(metadata: MetaData): ReadonlyMap<string, Key> {
  let found = indexes.get(metadata);
  if (found === undefined) {
    const map = new Map<string, Key>();
    for (const [key, object] of metadata.objects) {
      if (wordsOf[object.kind]?.isType !== true) continue;
      map.set(quoteQualified(schemaOf(object), object.name), key);
      if (isA<RangeModel>(object, "range")) map.set(multirangeType(object), key);
    }
    indexes.set(metadata, (found = map));
  }
  return found;
}

/** The type of several ranges that comes and goes with a range type, as SQL. */
export const multirangeType = ({ schema, name, multirangeTypeName, multirangeSchema }: RangeModel): string =>
  quoteQualified(multirangeSchema ?? schema, multirangeTypeName ?? automaticMultirangeName(name));

/** True where the text names the type itself or an array of it, and not the multirange type that belongs to it. */
export function isTypeItself(text: string, key: Key, metadata: MetaData): boolean {
  if (typeKeys(text, metadata)[0] !== key) return false;
  const object = metadata.get(key);
  return !isA<RangeModel>(object, "range") || text.replace(/(\[\])+$/, "") !== multirangeType(object);
}
