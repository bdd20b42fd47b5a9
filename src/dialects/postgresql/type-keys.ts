/** Which declared type a type's text names: `shop.status[]` → the enum, domain, composite or range of that name. */
import { quoteQualified } from "../../sql/identifier.ts";
import type { Key } from "../../metadata/key.ts";
import type { MetaData } from "../../metadata/metadata.ts";

const typeKinds: ReadonlySet<string> = new Set([
  "enum",
  "domain",
  "composite",
  "range",
  "table",
  "view",
  "materializedView",
  "foreignTable",
  "baseType",
]);
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
      if (typeKinds.has(object.kind)) map.set(quoteQualified(object.schema as string, object.name), key);
    }
    indexes.set(metadata, (found = map));
  }
  return found;
}
