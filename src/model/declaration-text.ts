/**
 * What a data model is made from, as text. Working out tables, columns, constraints and mappers of a large model takes far
 * longer than telling whether it is declared as it was before.
 */
import { ElementRef } from "../kinds/column/column-ref.ts";
import type { ColumnDeclaration } from "../kinds/column/declaration.ts";
import { membersOf, refsOf } from "../kinds/table/members.ts";
import { SchemaNames } from "../metadata/schema-names.ts";
import { fragmentText, identifierBrand, isSqlFragment, isSqlName } from "../sql/sql.ts";
import { isAssociationProxy } from "./association-proxy.ts";
import { declareObjects, registryOf, type DataModelOptions, type Declarations } from "./build.ts";
import type { WriteText } from "./declarations-writer.ts";
import { modelSlot } from "./entity.ts";
import type { AnyModelClass, Members } from "./model.ts";
import type { Registry, TableEntry } from "./registry.ts";

/** Writes all that decides on tables, mappers and metadata; false where that can't be told as text. */
export function writeDeclarations(declarations: Declarations, options: DataModelOptions, write: WriteText): boolean {
  try {
    const registry = registryOf(declarations, options);
    const { namingConvention, externalTables } = options;
    write(textOf([registry.options.schema, namingConvention, externalTables]));
    for (const { name, declared } of declareObjects(registry, new SchemaNames(), namingConvention))
      write(textOf([name, declared.objects, declared.renamedFrom]));
    const names = classNames(registry);
    for (const entry of registry.tables.values()) write(tableText(entry, registry, names));
    return true;
  } catch {
    // A function that takes part, or a mistake, which whoever works the data model out will tell.
    return false;
  }
}

type ClassNames = ReadonlyMap<AnyModelClass, string>;

function classNames(registry: Registry): ClassNames {
  const names = new Map<AnyModelClass, string>();
  for (const { name, class: model, sharing } of registry.tables.values()) {
    if (model !== undefined) names.set(model, name);
    for (const each of sharing) names.set(each.class, each.name);
  }
  return names;
}

function tableText(entry: TableEntry, registry: Registry, names: ClassNames): string {
  registry.checkTypes(entry);
  const { name, columns, extras, options } = entry.declaration;
  const members = membersOf(columns, registry.options.columnNaming);
  let text = textOf([entry.name, name]);
  for (const { property, column, builder } of members)
    text += `${textOf(property)}${textOf(column)}${columnText(builder.declaration)}`;
  text += textOf(extras?.(refsOf(members)));
  // A class above is told by its name among those of the data model.
  text += textOf({ ...options, extends: undefined });
  if (entry.class !== undefined) text += classText(entry.name, entry.class, names);
  for (const each of entry.sharing) text += classText(each.name, each.class, names);
  return text;
}

function classText(name: string, model: AnyModelClass, names: ClassNames): string {
  const { members, relationships, polymorphism } = model[modelSlot];
  // What makes their objects is not looked at.
  const proxies = Object.entries(members as Members).flatMap(([property, member]) =>
    isAssociationProxy(member) ? [[property, member.through, member.property]] : [],
  );
  const above = polymorphism?.parent && names.get(polymorphism.parent);
  if (polymorphism?.parent !== undefined && above === undefined) throw new UntellableError();
  return textOf([
    name,
    model.name,
    Object.entries(relationships),
    proxies,
    polymorphism && [polymorphism.on, polymorphism.identity, above],
  ]);
}

// Values of the program's own, of which the database knows nothing; the mapper asks only whether they are there.
const clientSide: ReadonlySet<string> = new Set<keyof ColumnDeclaration>([
  "clientDefault",
  "clientOnUpdate",
  "conversion",
  "nextVersion",
]);

function columnText(declaration: ColumnDeclaration): string {
  let text = "{";
  for (const key in declaration) {
    const value = declaration[key as keyof ColumnDeclaration];
    if (value === undefined) continue;
    if (key === "type") text += `type:${typeText(declaration.type)}`;
    else text += `${key}:${clientSide.has(key) ? "" : textOf(value)}`;
    text += ",";
  }
  return `${text}}`;
}

function typeText(type: ColumnDeclaration["type"]): string {
  // Declared types are among the objects, which stand in front.
  return type.kind === "declared" ? `object ${textOf(type.object.name)}` : textOf(type);
}

/** A value of which the text would not tell everything. */
class UntellableError extends Error {}

/** Text that is different for values which mean something different. @throws UntellableError */
function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "undefined":
    case "number":
    case "boolean":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "object":
      return value === null ? "null" : objectText(value);
    default:
      throw new UntellableError();
  }
}

function objectText(value: object): string {
  if (Array.isArray(value)) {
    let text = "[";
    for (const each of value) text += `${textOf(each)},`;
    return `${text}]`;
  }
  if (isSqlFragment(value)) return `sql${textOf(fragmentText(value))}`;
  const isElement = value instanceof ElementRef;
  if (!isElement && isSqlName(value)) return `name${textOf(value[identifierBrand])}`;
  if (value instanceof Date) return `date ${value.getTime()}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !isElement) throw new UntellableError();
  if (Object.getOwnPropertySymbols(value).length > 0) throw new UntellableError();
  let text = "{";
  for (const key in value) text += `${JSON.stringify(key)}:${textOf((value as Record<string, unknown>)[key])},`;
  return `${text}}`;
}
