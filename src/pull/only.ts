/** A part of a database: tables that patterns name, with what belongs to them and the types that they need. */
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { quoteQualified } from "../sql/identifier.ts";

type Part = SchemaObject & {
  readonly table?: string;
  readonly referencedSchema?: string;
  readonly referencedTable?: string;
  readonly type?: string;
};

/** All of it where there is no pattern. `orders`, `shop.*`, `audit_*`; foreign keys to what is left out are left out. */
export function patternOf(patterns: readonly string[] | undefined): (metadata: MetaData) => MetaData {
  if (patterns === undefined || patterns.length === 0) return (metadata) => metadata;
  const tests = patterns.map(matcher);
  const isWanted = (schema: string | undefined, name: string | undefined): boolean =>
    name !== undefined && tests.some((test) => test(schema ?? "", name));
  return (metadata) => {
    const kept = new Map<Key, SchemaObject>();
    const types = new Set<string>();
    for (const [key, object] of metadata.objects) {
      const part = object as Part;
      const holder = part.table ?? (isRelation(object) ? object.name : undefined);
      if (!isWanted(object.schema, holder)) continue;
      if (object.kind === "foreignKey" && !isWanted(part.referencedSchema, part.referencedTable)) continue;
      if (part.type !== undefined) types.add(part.type.replace(/\[\]$/, ""));
      kept.set(key, object);
    }
    for (const [key, object] of metadata.objects) {
      if (
        object.kind === "schema" ||
        (object.schema !== undefined && types.has(quoteQualified(object.schema, object.name)))
      )
        kept.set(key, object);
      const { tableSchema, table } = object as { readonly tableSchema?: string; readonly table?: string };
      if (object.kind === "sequenceOwner" && isWanted(tableSchema, table)) {
        kept.set(key, object);
        for (const [other, sequence] of metadata.objects)
          if (sequence.kind === "sequence" && sequence.schema === object.schema && sequence.name === object.name)
            kept.set(other, sequence);
      }
    }
    return new MetaData({ ...metadata, objects: kept });
  };
}

const relations: ReadonlySet<string> = new Set([
  "table",
  "view",
  "materializedView",
  "partition",
  "inheritance",
  "rowSecurity",
]);
const isRelation = ({ kind }: SchemaObject): boolean => relations.has(kind);

function matcher(pattern: string): (schema: string, name: string) => boolean {
  const [schema, name] = pattern.includes(".") ? pattern.split(/\.(.*)/s) : [defaultSchema(), pattern];
  const [ofSchema, ofName] = [glob(schema!), glob(name!)];
  return (of, relation) => ofSchema.test(of) && ofName.test(relation);
}

const glob = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*")}$`, "s");
