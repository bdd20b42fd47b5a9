/** A whole database as files of a model: declarations, what they are called, and the files they stand in. */
import {
  type DeclarationSource,
  type ModelNames,
  type ModelSource,
  type TableSource,
  type Undeclared,
  type WriteModelSource,
} from "../dialects/model-source.ts";
import { columnNameOf } from "../kinds/column-naming.ts";
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import { tableKey } from "../kinds/table/model.ts";
import type { Key } from "../metadata/key.ts";
import type { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { literal } from "../operations/source.ts";
import { quoteQualified } from "../sql/identifier.ts";
import { automaticNames, namedThings } from "./automatic.ts";
import { findConvention, type FoundConvention } from "./conventions.ts";
import { filesOf, type PulledFile, type Split } from "./files.ts";
import type { PulledDeclaration } from "./declaration.ts";
import { exportedName, freeName, keySource } from "./identifiers.ts";
import { layOut } from "./layout.ts";
import { relationshipsOf, type PulledRelationship, type Relationships } from "./relationships.ts";
import { shapeOf, type PulledTableShape, type Shape } from "./shape.ts";
import { camelCase, singular } from "./words.ts";

export interface PullOptions {
  /** How declarations are divided into files; by the number of tables where absent. */
  readonly split?: Split | undefined;
  /** False leaves names of classes as the tables have them. */
  readonly singular?: boolean | undefined;
}

export interface PulledModel {
  readonly files: readonly PulledFile[];
  readonly declarations: readonly PulledDeclaration[];
  readonly counts: PullCounts;
  readonly convention: FoundConvention | undefined;
  readonly undeclared: readonly Undeclared[];
  /** Foreign keys over the same columns as another one, which no relationship can tell apart. */
  readonly untold: readonly ForeignKeyModel[];
}

export interface PullCounts {
  readonly tables: number;
  readonly classes: number;
  /** Pairs of relationships. */
  readonly relationships: number;
  /** Columns whose type no builder makes by name: `type("ltree")`. */
  readonly unnamedTypes: number;
}

/**
 * Writes what was reflected as a model.
 *
 *     const { files } = pullModel(metadata, await modelSourceFor(url));
 */
export function pullModel(metadata: MetaData, write: WriteModelSource, options: PullOptions = {}): PulledModel {
  const shape = shapeOf(metadata, options);
  const types = typeNames(metadata, shape.taken);
  const { names, convention } = modelNames(metadata, shape, types);
  const source = write(metadata, names);
  const relationships = relationshipsOf(shape);
  const declarations = [
    ...source.tables.map((table) => tableDeclaration(table, shape, relationships)),
    ...otherDeclarations(source, types, shape.taken),
  ];
  const settings = { columnNaming: shape.columnNaming, convention };
  return {
    files: filesOf(declarations, { split: options.split, settings }),
    declarations,
    counts: countsOf(source, shape, relationships),
    convention,
    undeclared: source.undeclared,
    untold: relationships.untold,
  };
}

function countsOf(source: ModelSource, shape: Shape, { of }: Relationships): PullCounts {
  const sides = [...of.values()].reduce((sum, list) => sum + list.length, 0);
  const columns = source.tables.flatMap((table) => table.columns);
  return {
    tables: source.tables.length,
    classes: shape.classes.length,
    relationships: sides / 2,
    unnamedTypes: columns.filter((column) => column.source.startsWith("type(")).length,
  };
}

const typeKinds: ReadonlySet<string> = new Set(["enum", "domain", "composite", "range"]);

/** Names of declared types by key, and by the type's canonical text. */
function typeNames(
  metadata: MetaData,
  taken: Set<string>,
): { readonly byKey: Map<Key, string>; readonly byText: Map<string, string> } {
  const byKey = new Map<Key, string>();
  const byText = new Map<string, string>();
  for (const [key, object] of [...metadata.objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!typeKinds.has(object.kind) || !isDeclarable(object)) continue;
    const plain = exportedName(camelCase(object.name), "type");
    const name = freeName(taken.has(plain) ? `${plain}Type` : plain, taken);
    byKey.set(key, name);
    byText.set(quoteQualified(object.schema!, object.name), name);
  }
  return { byKey, byText };
}

/** A multirange type in another schema is nothing that the builder can say. */
const isDeclarable = (object: SchemaObject): boolean =>
  (object as { readonly multirangeSchema?: string }).multirangeSchema === undefined;

function modelNames(
  metadata: MetaData,
  shape: Shape,
  types: ReturnType<typeof typeNames>,
): { readonly names: ModelNames; readonly convention: FoundConvention | undefined } {
  const property = (schema: string, table: string, column: string): string =>
    shape.of(schema, table)?.properties.get(column) ?? column;
  const things = namedThings(metadata, property);
  const convention = findConvention(things);
  const automatic = automaticNames(things, convention?.convention);
  const names: ModelNames = {
    property,
    saysColumn: (of, column) => columnNameOf(of, shape.columnNaming) === column,
    declaredType: (text) => types.byText.get(text),
    isAutomatic: (object) => automatic.has(object),
  };
  return { names, convention };
}

function tableDeclaration(source: TableSource, shape: Shape, { of }: Relationships): PulledDeclaration {
  const own = shape.of(source.schema, source.name)!;
  const isClass = shape.classOf(source.schema, source.name) !== undefined;
  const relationships = of.get(own) ?? [];
  const builders = [...source.builders, isClass ? "model" : "table", ...relationships.map(({ kind }) => kind)];
  const entries = [
    ...source.columns.map(({ property, source: column }) => `${keySource(property)}: ${column}`),
    ...relationships.map((each) => `${keySource(each.property)}: ${relationshipSource(each)}`),
  ];
  const expression = tableCall(isClass ? "model" : "table", source, entries);
  const spread = entries.length > 0 ? [1] : [];
  const layout = isClass
    ? { before: `export class ${own.name} extends `, after: " {}", spread }
    : { before: `export const ${own.name} = `, after: ";", spread };
  return {
    key: source.key,
    name: own.name,
    schema: source.schema,
    group: "table",
    text: layOut(expression, layout),
    builders,
    uses: source.uses,
    types: [...new Set(relationships.map(({ target }) => target.name))].filter((name) => name !== own.name),
    after: keysBefore(own, shape),
  };
}

function tableCall(
  builder: "model" | "table",
  { written, extras, options }: TableSource,
  entries: readonly string[],
): string {
  const columns = entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  return `${builder}(${[
    literal(written),
    columns,
    ...(extras.length === 0 ? [] : [`${usesColumns(extras) ? "(t)" : "()"} => [${extras.join(", ")}]`]),
    ...(options.length === 0 ? [] : [`{ ${options.join(", ")} }`]),
  ].join(", ")})`;
}

/** Whether columns stand in what belongs to the table; texts don't count. */
const usesColumns = (extras: readonly string[]): boolean =>
  extras.some((extra) => /\bt[.[]/.test(extra.replaceAll(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/gs, "")));

function relationshipSource(relationship: PulledRelationship): string {
  const { kind, target, backPopulates, foreignKeys, remoteSide, secondary } = relationship;
  const options = literal({
    secondary,
    backPopulates,
    foreignKeys: oneOrAll(foreignKeys),
    remoteSide: oneOrAll(remoteSide),
  });
  return `${kind}<${target.name}>(${literal(target.name)}, ${options})`;
}

const oneOrAll = (list: readonly string[] | undefined): string | readonly string[] | undefined =>
  list?.length === 1 ? list[0] : list;

/** Tables that foreign keys and parents lead to stand first, where they can. */
function keysBefore({ foreignKeys }: PulledTableShape, shape: Shape): Key[] {
  return foreignKeys.flatMap(({ referencedSchema, referencedTable }) => {
    const target = shape.of(referencedSchema, referencedTable);
    return target === undefined ? [] : [tableKey(target.table.schema, target.table.name)];
  });
}

const groupWords: Readonly<Record<DeclarationSource["group"], string>> = {
  schema: "Schema",
  type: "Type",
  table: "Table",
  view: "View",
  routine: "Function",
  other: "Object",
};

function otherDeclarations(
  source: ModelSource,
  types: ReturnType<typeof typeNames>,
  taken: Set<string>,
): PulledDeclaration[] {
  const sorted = [...source.declarations].sort((a, b) => (a.key < b.key ? -1 : 1));
  return sorted.map((each): PulledDeclaration => {
    const name = types.byKey.get(each.key) ?? nameOf(each, taken);
    return {
      key: each.key,
      name,
      schema: each.schema,
      group: each.group,
      beside: each.holder,
      text: layOut(each.expression, { before: `export const ${name} = `, after: ";" }),
      builders: each.builders,
      uses: each.uses,
      types: [],
      after: [],
    };
  });
}

/** `orders`, `orders_touch` → `orders_touch` */
function withoutRepetition(words: readonly string[]): readonly string[] {
  const [first, second, ...rest] = words;
  if (first === undefined || second === undefined || rest.length > 0) return words;
  const [one, other] = [singular(first), second.toLowerCase()];
  return other.startsWith(one.toLowerCase()) ? [second] : words;
}

function nameOf({ words, group }: DeclarationSource, taken: Set<string>): string {
  const plain = exportedName(camelCase(withoutRepetition(words).join("_")), "object");
  return freeName(taken.has(plain) ? `${plain}${groupWords[group]}` : plain, taken);
}
