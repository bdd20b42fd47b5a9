/** What a database holds besides other tools' own tables, and a digest of it. */
import { createHash } from "node:crypto";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { parseQualifiedName } from "../sql/qualified-name.ts";
import type { HistoryTable } from "./history.ts";

type Part = SchemaObject & { readonly table?: string; readonly tableSchema?: string };

/** Names of what tools keep for themselves: tables, the sequences that number them, and schemas of their own. */
export function toolNames(histories: readonly HistoryTable[]): {
  readonly tables: ReadonlySet<string>;
  readonly schemas: ReadonlySet<string>;
} {
  const tables = new Set(
    histories.flatMap(({ tool, table, schema }) => {
      const [, name = ""] = parseQualifiedName(table);
      return [name, ...(tool.also ?? [])].map((each) => JSON.stringify([schema, each]));
    }),
  );
  return {
    tables,
    schemas: new Set(
      histories.flatMap(({ tool, schema }) => (tool.schema === schema || tool.table === schema ? [schema] : [])),
    ),
  };
}

/** Sequences that number the tools' tables, by schema and name. */
function numberedBy(metadata: MetaData, tables: ReadonlySet<string>): Set<string> {
  const numbered = new Set<string>();
  for (const object of metadata.objects.values()) {
    const { kind, tableSchema, table, schema, name } = object as Part;
    if (kind === "sequenceOwner" && tables.has(JSON.stringify([tableSchema, table])))
      numbered.add(JSON.stringify([schema, name]));
  }
  return numbered;
}

/** Tables and sequences that are the tools' own, by name alone, for the config's `includeName`. */
export function ownNames(metadata: MetaData, histories: readonly HistoryTable[]): string[] {
  const { tables } = toolNames(histories);
  const there = [...metadata.objects.values()]
    .filter(({ kind, schema, name }) => kind === "table" && tables.has(JSON.stringify([schema, name])))
    .map(({ name }) => name);
  const sequences = [...numberedBy(metadata, tables)].map((place) => (JSON.parse(place) as [string, string])[1]);
  return [...new Set([...there, ...sequences])].sort();
}

/** All but what belongs to the tools themselves. */
export function withoutTools(metadata: MetaData, histories: readonly HistoryTable[]): MetaData {
  if (histories.length === 0) return metadata;
  const { tables, schemas } = toolNames(histories);
  const numbered = numberedBy(metadata, tables);
  const isTools = (object: SchemaObject): boolean => {
    const { kind, schema, table, name } = object as Part;
    if (kind === "schema") return schemas.has(name);
    const place = JSON.stringify([schema, table ?? name]);
    if (kind === "sequence" || kind === "sequenceOwner") return numbered.has(JSON.stringify([schema, name]));
    return tables.has(place) || (kind === "grant" && isOnTool(object as unknown as { readonly on: string }, tables));
  };
  return new MetaData({ ...metadata, objects: [...metadata.objects].filter(([, object]) => !isTools(object)) });
}

const isOnTool = ({ on }: { readonly on: string }, tables: ReadonlySet<string>): boolean =>
  on.startsWith("TABLE ") && tables.has(JSON.stringify(parseQualifiedName(on.slice("TABLE ".length))));

/** What belongs to environments, not to the data model. */
const outside: ReadonlySet<string> = new Set([
  "owner",
  "grant",
  "securityLabel",
  "subscription",
  "extension",
  "schema",
]);

/** Where it is the same, two databases of one server version hold the same objects. */
export function catalogDigest(metadata: MetaData): string {
  const lines = [...metadata.objects]
    .filter(([, { kind }]) => !outside.has(kind))
    .map(([key, object]) => `${key} ${JSON.stringify(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))}`);
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

/** True where nothing is there that holds rows. */
export const isEmptyOf = (metadata: MetaData): boolean =>
  ![...metadata.objects.values()].some(({ kind }) => kind === "table");
