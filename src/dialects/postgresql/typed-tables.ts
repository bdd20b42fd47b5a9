/**
 * Tables of a composite type. PostgreSQL changes their columns with the attributes of the type, by `ALTER TYPE … CASCADE`, and lets
 * nobody change them otherwise; what else a column has, such as NOT NULL, is the table's own.
 */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import { tableKey, type TableModel } from "../../kinds/table/model.ts";
import type { Altered, Difference } from "../../metadata/difference.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { schemaOf, isA, type SchemaObject } from "../../metadata/schema-object.ts";
import { written } from "./ddl/locate.ts";
import { TypedTablesInTheWayError } from "./errors.ts";
import { typeKeys } from "./type-keys.ts";
import { castFor } from "./types/casts.ts";

/** Tables of a type, before and after. */
export function typedTables(type: Key, { database, target }: ChangeContext): TableModel[] {
  return [...database.objects.values()].filter((object): object is TableModel => {
    const { kind, schema, name, ofType } = object as TableModel;
    if (kind !== "table" || ofType === undefined || !isOf(ofType, type, database)) return false;
    return target.get(tableKey(schema, name))?.ofType === ofType;
  });
}

const isOf = (text: string, type: Key, metadata: MetaData): boolean => typeKeys(text, metadata).includes(type);

/** @throws TypedTablesInTheWayError where the columns of such tables cannot change with the type */
export function checkTypedTables({ key, target: type, attributes, change }: Altered, context: ChangeContext): void {
  const isChanged = attributes.includes("attributes") || change === "alterAlone";
  if (type.kind !== "composite" || !isChanged) return;
  const tables = typedTables(key, context);
  if (tables.length === 0 || (change === "alter" && tables.every((table) => isConverted(table, context)))) return;
  const names = tables.map(({ schema, name }) => written(schema, name));
  throw new TypedTablesInTheWayError(written(schemaOf(type), type.name), names);
}

/** True where PostgreSQL finds the casts by itself: `ALTER ATTRIBUTE` takes no expression. */
function isConverted({ schema, name }: TableModel, context: ChangeContext): boolean {
  return columnsOf(schema, name, context.database).every((before) => {
    const after = context.target.get(columnKey(schema, name, before.name));
    if (after === undefined || after.type === before.type) return true;
    const { using, decision } = castFor(before, after, context);
    return using === undefined && decision === undefined;
  });
}

const columnsOf = (schema: string, table: string, { objects }: MetaData): ColumnModel[] =>
  [...objects.values()].filter((object): object is ColumnModel => {
    const column = object as ColumnModel;
    return column.kind === "column" && column.table === table && column.schema === schema;
  });

/** Differences of columns without what the type's statement makes of them. */
export function alongTypes(differences: readonly Difference[], context: ChangeContext): readonly Difference[] {
  const types = differences.filter(
    ({ type, key }) => type === "alter" && context.database.get(key)?.kind === "composite",
  ) as readonly Altered[];
  const tables = new Set(
    types
      .filter(({ attributes }) => attributes.includes("attributes"))
      .flatMap(({ key }) => typedTables(key, context))
      .map(({ schema, name }) => tableKey(schema, name)),
  );
  if (tables.size === 0) return differences;
  return differences.flatMap((difference): Difference[] => {
    const object = difference.type === "drop" ? difference.database : difference.target;
    if (!isA<ColumnModel>(object, "column")) return [difference];
    const { schema, table } = object;
    return tables.has(tableKey(schema, table)) ? beyondType(difference) : [difference];
  });
}

const ofType: ReadonlySet<string> = new Set(["type", "collation"]);

function beyondType(difference: Difference): Difference[] {
  if (difference.type === "alter") {
    // Without an attribute it says nothing, and what stands in the way of the type's change still goes.
    return [{ ...difference, attributes: difference.attributes.filter((name) => !ofType.has(name)) }];
  }
  return difference.type === "create" ? ownSettings(difference.key, difference.target as ColumnModel) : [difference];
}

/** What a column has besides its attribute. */
function ownSettings(key: Key, target: ColumnModel): Difference[] {
  const plain = {
    notNull: undefined,
    storage: undefined,
    compression: undefined,
    statistics: undefined,
    attributeOptions: undefined,
    comment: undefined,
  };
  const attributes = (Object.keys(plain) as (keyof typeof plain)[]).filter((name) => target[name] !== undefined);
  if (attributes.length === 0) return [];
  const database: SchemaObject = { ...target, ...plain };
  return [{ type: "alter", key, database, target, attributes, change: "alter" }];
}

/** True for a column that goes with an attribute of its table's type. */
export function goesWithType({ schema, table, name }: ColumnModel, { database, target }: ChangeContext): boolean {
  const [before, after] = [database, target].map((side) => side.get(tableKey(schema, table))) as [
    TableModel | undefined,
    TableModel | undefined,
  ];
  if (before?.ofType === undefined || before.ofType !== after?.ofType) return false;
  const [type] = typeKeys(before.ofType, database);
  return type !== undefined && target.has(type) && !target.has(columnKey(schema, table, name));
}
