/** Whether two databases hold the same objects, attribute by attribute, stricter than comparison needs it. */
import { equal } from "../autogenerate/compare.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { attributesOf, type SchemaObject } from "../metadata/schema-object.ts";

/** What differs, one line an object: `- index public.ix`, `~ column public.t.a: type "text" → "integer"`. */
export function differencesOf(expected: MetaData, actual: MetaData): string[] {
  const lines: string[] = [];
  for (const [key, object] of expected.objects) {
    const other = actual.get(key);
    if (other === undefined) lines.push(`- ${key}`);
    else if (!equal(object, other)) lines.push(`~ ${key}: ${attributes(object, other).join(", ")}`);
  }
  for (const key of actual.objects.keys()) if (!expected.has(key)) lines.push(`+ ${key}`);
  return lines.sort();
}

function attributes(expected: SchemaObject, actual: SchemaObject): string[] {
  const before = attributesOf(expected);
  const after = attributesOf(actual);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !equal(before[name], after[name]))
    .map((name) => `${name} ${JSON.stringify(before[name])} → ${JSON.stringify(after[name])}`);
}
