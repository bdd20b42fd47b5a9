/** Types that are built on others, so that a copy of one needs a copy of the other. */
import type { MetaData } from "../../../metadata/metadata.ts";
import { schemaOf, type SchemaObject } from "../../../metadata/schema-object.ts";
import { quoteQualified } from "../../../sql/identifier.ts";
import { textsOf } from "./follow-texts.ts";

const built: Readonly<Record<string, readonly string[]>> = {
  domain: ["type"],
  range: ["subtype"],
  composite: ["attributes"],
};

/** Domains, ranges and composites over some of the objects, over those, and so on; those over others last. */
export function typesBuiltOn(metadata: MetaData, roots: readonly SchemaObject[]): readonly SchemaObject[] {
  const names = roots.flatMap(({ schema, name }) => (schema === undefined ? [] : [quoteQualified(schema, name)]));
  const found = new Set<SchemaObject>();
  for (let count = -1; count !== found.size;) {
    count = found.size;
    for (const object of metadata.objects.values()) {
      const attributes = built[object.kind];
      if (attributes === undefined || found.has(object) || roots.includes(object)) continue;
      const text = textsOf(object, attributes);
      if (!names.some((name) => text.includes(name))) continue;
      found.add(object);
      names.push(quoteQualified(schemaOf(object), object.name));
    }
  }
  return [...found];
}
