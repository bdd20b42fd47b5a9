/** `includeAttribute` of the config: single attributes that stay as the database has them. */
import { equal } from "../autogenerate/compare.ts";
import type { Project } from "../config/config.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import { attributesOf, type SchemaObject } from "../metadata/schema-object.ts";

interface Declared {
  readonly whole: MetaData;
  /** The same in the server's words, where it was asked. */
  readonly canonical: MetaData | undefined;
}

type Attributes = Readonly<Record<string, unknown>>;

/** What an object is told by is nothing that can stay as it was. */
const names = new Set(["kind", "name", "schema", "table"]);

/** The target with what is left out as it is in the database. */
export function includedAttributes(project: Project, database: MetaData, declared: Declared): Declared {
  const { includeAttribute } = project.config;
  if (includeAttribute === undefined) return declared;
  const kept = new Map<Key, Attributes>();
  for (const [key, object] of (declared.canonical ?? declared.whole).objects) {
    const before = database.get(key);
    if (before === undefined) continue;
    const left = differingAttributes(before, object).filter(
      (attribute) => includeAttribute(attribute, object.kind, before, object) === false,
    );
    const values = attributesOf(before);
    if (left.length > 0) kept.set(key, Object.fromEntries(left.map((name) => [name, values[name]])));
  }
  if (kept.size === 0) return declared;
  const { whole, canonical } = declared;
  return { whole: withValues(whole, kept), canonical: canonical && withValues(canonical, kept) };
}

function differingAttributes(before: SchemaObject, after: SchemaObject): string[] {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  const valueOf = (object: SchemaObject, name: string): unknown => attributesOf(object)[name];
  return [...all].filter((name) => !names.has(name) && !equal(valueOf(before, name), valueOf(after, name)));
}

function withValues(metadata: MetaData, kept: ReadonlyMap<Key, Attributes>): MetaData {
  const objects = [...metadata.objects].map(([key, object]) => {
    const values = kept.get(key);
    return [key, values === undefined ? object : Object.freeze({ ...object, ...values })] as const;
  });
  return new MetaData({ ...metadata, objects });
}
