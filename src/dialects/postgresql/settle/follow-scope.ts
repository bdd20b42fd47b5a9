/**
 * Which objects renames concern. Names are looked for in the texts as PostgreSQL prints them; finding more than there is
 * costs a copy and nothing else, since the server decides what a text means.
 */
import type { RenameStep } from "../../../metadata/difference.ts";
import type { Key } from "../../../metadata/key.ts";
import { allTexts } from "../../../metadata/kind.ts";
import type { MetaData } from "../../../metadata/metadata.ts";
import { schemaOf, type SchemaObject } from "../../../metadata/schema-object.ts";
import { typesBuiltOn } from "./follow-types.ts";
import { kinds } from "../kinds.ts";
import { textsOf } from "./follow-texts.ts";

export interface FollowScope {
  /** What is renamed, as the metadata has it before the first rename. */
  readonly roots: readonly SchemaObject[];
  /** Objects with a text that may name what is renamed. */
  readonly affected: readonly (readonly [Key, SchemaObject])[];
}

interface Renamed {
  /** The name as it may stand in a text. */
  readonly name: string;
  /** The relation of a column, by the name that it had first. */
  readonly table?: { readonly schema: string; readonly name: string };
  readonly isLabel: boolean;
}

/** The objects that a list of renames concerns. */
export function followScope(metadata: MetaData, renames: readonly RenameStep[]): FollowScope {
  const origins = new Map<string, SchemaObject>();
  const roots = new Map<string, SchemaObject>();
  const renamed: Renamed[] = [];
  for (const { before, after } of renames) {
    const root = rootOf(before, metadata, origins);
    if (root === undefined) continue;
    roots.set(placeOf(root), root);
    const { table } = before;
    if (table === undefined && before.kind !== "enumLabel") origins.set(placeOf(after), root);
    renamed.push({
      name: before.kind === "enumLabel" ? root.name : before.name,
      isLabel: before.kind === "enumLabel",
      ...(table === undefined ? {} : { table: { schema: schemaOf(root), name: root.name } }),
    });
  }
  const types = typesBuiltOn(metadata, [...roots.values()]);
  for (const type of types) renamed.push({ name: type.name, isLabel: false });
  const affected = [...metadata.objects].filter(([, object]) => renamed.some((each) => mayName(object, each)));
  return { roots: [...roots.values(), ...types], affected };
}

const placeOf = ({ kind, schema, name }: Pick<SchemaObject, "kind" | "schema" | "name">): string =>
  `${relations.has(kind) ? "relation" : kind} ${schema}\0${name}`;

const relations: ReadonlySet<string> = new Set(["table", "view", "materializedView", "sequence"]);

/** The relation of a column, the type of a value, and otherwise the object itself; under the name that it had first. */
function rootOf(
  before: SchemaObject,
  metadata: MetaData,
  origins: ReadonlyMap<string, SchemaObject>,
): SchemaObject | undefined {
  const { table, enum: type } = before as { readonly table?: string; readonly enum?: string };
  const schema = schemaOf(before);
  const find = (kind: string, name: string): SchemaObject | undefined => {
    const place = placeOf({ kind, schema, name });
    const known = origins.get(place);
    if (known !== undefined) return known;
    for (const object of metadata.objects.values())
      if (object.name === name && object.schema === schema && placeOf(object) === place && kinds[object.kind]?.rename)
        return object;
    return undefined;
  };
  if (type !== undefined) return find("enum", type);
  return table === undefined ? find(before.kind, before.name) : find("table", table);
}

function mayName(object: SchemaObject, { name, table, isLabel }: Renamed): boolean {
  const texts = kinds[object.kind]?.texts;
  if (texts === undefined) return false;
  // The bound of a partition gives values without their type.
  if (object.kind === "partition") return isLabel && !(object as { readonly bound?: string }).bound?.includes("WITH (");
  const text = textsOf(object, allTexts(texts));
  if (text === "" || !has(text, name)) return false;
  if (table === undefined) return true;
  const part = object as { readonly schema?: string; readonly table?: string };
  if (part.schema === table.schema && (part.table ?? object.name) === table.name) return true;
  return has(text, table.name);
}

const has = (text: string, name: string): boolean =>
  text.includes(name) || text.includes(name.replaceAll('"', '""')) || text.includes(name.replaceAll("'", "''"));
