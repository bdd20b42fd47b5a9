/** Whether a constraint or index has the name that it would get without one. */
import type { ExclusionModel } from "../kinds/exclusion/model.ts";
import { columnsIn, expressionName } from "../kinds/expression-names.ts";
import type { ForeignKeyModel } from "../kinds/foreign-key/model.ts";
import type { IndexElement, IndexModel } from "../kinds/index/model.ts";
import type { UniqueModel } from "../kinds/unique/model.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { nameFor, type NamedThing, type NamingConvention } from "../metadata/naming-convention.ts";
import { SchemaNames } from "../metadata/schema-names.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";

const named: ReadonlySet<string> = new Set(["primaryKey", "unique", "exclusion", "check", "foreignKey", "index"]);

export interface Named {
  readonly object: SchemaObject;
  readonly thing: NamedThing;
}

/** All constraints and indexes of tables, with what their names are made from. */
export function namedThings(
  metadata: MetaData,
  property: (schema: string, table: string, column: string) => string,
): Named[] {
  const columns = columnsByTable(metadata);
  const tables = new Set([...metadata.objects.values()].filter(({ kind }) => kind === "table").map(placeOfTable));
  return [...metadata.objects.values()]
    .filter((object) => named.has(object.kind) && tables.has(placeOf(object)))
    .map((object) => ({ object, thing: thingOf(object, columns.get(placeOf(object)) ?? new Set(), property) }));
}

const placeOf = ({ schema, table }: SchemaObject & { readonly table?: string }): string =>
  JSON.stringify([schema, table]);
const placeOfTable = ({ schema, name }: SchemaObject): string => JSON.stringify([schema, name]);

function columnsByTable(metadata: MetaData): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const object of metadata.objects.values()) {
    if (object.kind !== "column") continue;
    const place = placeOf(object);
    const known = found.get(place);
    if (known === undefined) found.set(place, new Set([object.name]));
    else known.add(object.name);
  }
  return found;
}

function thingOf(
  object: SchemaObject,
  tableColumns: ReadonlySet<string>,
  property: (schema: string, table: string, column: string) => string,
): NamedThing {
  const { schema, table } = object as UniqueModel;
  const columns = columnsOf(object, tableColumns);
  const { include } = object as UniqueModel;
  const key = object.kind === "foreignKey" ? (object as ForeignKeyModel) : undefined;
  return {
    kind: object.kind as NamedThing["kind"],
    schema,
    table,
    columns,
    properties: columns.map((column) => (tableColumns.has(column) ? property(schema, table, column) : column)),
    ...(include === undefined ? {} : { include }),
    ...(key === undefined ? {} : { referredTable: key.referencedTable, referredColumns: key.referencedColumns }),
  };
}

function columnsOf(object: SchemaObject, tableColumns: ReadonlySet<string>): readonly string[] {
  if (object.kind === "check") return columnsIn((object as unknown as { expression: string }).expression, tableColumns);
  if (object.kind !== "index" && object.kind !== "exclusion") return (object as UniqueModel).columns;
  const elements: readonly IndexElement[] = (object as IndexModel | ExclusionModel).elements;
  return elements.map(({ column, expression }) => column ?? expressionName(expression ?? ""));
}

/** The name without one; undefined where a convention can't make it. */
export function chosenName(thing: NamedThing, convention: NamingConvention | undefined): string | undefined {
  try {
    return nameFor(thing, convention, new SchemaNames());
  } catch {
    return undefined;
  }
}

/** Tells of each constraint and index whether its name may be left out. */
export function automaticNames(
  things: readonly Named[],
  convention: NamingConvention | undefined,
): ReadonlySet<SchemaObject> {
  const constraints = new Map<string, number>();
  const nameKey = ({ schema, name }: SchemaObject): string => JSON.stringify([schema, name]);
  for (const { object } of things) {
    if (object.kind !== "index") constraints.set(nameKey(object), (constraints.get(nameKey(object)) ?? 0) + 1);
  }
  // Two constraints of one schema may have one name, but PostgreSQL would never choose it twice.
  const isAlone = (object: SchemaObject): boolean =>
    (constraints.get(nameKey(object)) ?? 0) <= (object.kind === "index" ? 0 : 1);
  return new Set(
    things
      .filter(({ object, thing }) => chosenName(thing, convention) === object.name && isAlone(object))
      .map(({ object }) => object),
  );
}
