/** What one set of objects has and another has not. Several steps of a comparison ask, so it is worked out once. */
import type { Key } from "./key.ts";
import type { MetaData } from "./metadata.ts";
import type { SchemaObject } from "./schema-object.ts";

type Entries = readonly (readonly [Key, SchemaObject])[];

const known = new WeakMap<MetaData, WeakMap<MetaData, Entries>>();

/** The objects whose keys the other one does not have, in order. */
export function onlyIn(metadata: MetaData, other: MetaData): Entries {
  let found = known.get(metadata)?.get(other);
  if (found !== undefined) return found;
  found = isCovered(metadata, other) ? [] : collect(metadata, other);
  const results = known.get(metadata) ?? new WeakMap<MetaData, Entries>();
  known.set(metadata, results.set(other, found));
  return found;
}

/** What both have is counted when the other way round was asked before; often that is all there is. */
function isCovered(metadata: MetaData, other: MetaData): boolean {
  const reverse = known.get(other)?.get(metadata);
  return reverse !== undefined && other.objects.size - reverse.length === metadata.objects.size;
}

function collect(metadata: MetaData, other: MetaData): Entries {
  const found: (readonly [Key, SchemaObject])[] = [];
  for (const [key, object] of metadata.objects) if (!other.objects.has(key)) found.push([key, object]);
  return found;
}
