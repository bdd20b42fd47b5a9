/** The columns that move when a type makes place for another of its name. */
import { columnKey, type ColumnModel } from "../../kinds/column/model.ts";
import { defaultKey } from "../../kinds/default/model.ts";
import { partitionKey, type PartitionModel } from "../../kinds/partition/model.ts";
import { tableKey, type TableModel } from "../../kinds/table/model.ts";
import type { Key } from "../../metadata/key.ts";
import type { ChangeContext } from "../../metadata/kind.ts";
import type { MetaData } from "../../metadata/metadata.ts";
import { isA, type SchemaObject } from "../../metadata/schema-object.ts";
import type { TypeColumn, TypeSettings } from "./ddl/replace-type.ts";
import { columnsNamed } from "./expression-keys.ts";
import { partitionsOf } from "./table-parts.ts";
import { isTypeItself } from "./type-keys.ts";

const replaceable: ReadonlySet<string> = new Set(["enum", "domain", "range", "composite"]);

/** True for a type that makes place for another of its name. */
export const isReplaceable = ({ kind }: SchemaObject): boolean => replaceable.has(kind);

/** Columns that have the type before and after; those that only one side has are changed by themselves. */
export function columnsOfType(type: Key, context: ChangeContext): TypeColumn[] {
  const rebuilt = new Set([...tablesPartitionedBy(type, context), ...tablesDividedAnew(type, context)]);
  const emptied = tablesBelow(tablesHashedBy([type], context), context);
  const isMadeAnew = (table: Key): boolean => rebuilt.has(table) || emptied.has(table);
  const found = columnsBefore(type, context).filter(
    ({ schema, table, inherited }) => inherited !== true && !isMadeAnew(tableKey(schema, table)),
  );
  return found.map((column) => movedColumn(column, rebuilt, context));
}

/** True where rows may hold values of the type, so that it cannot go before they have moved. */
export const isTypeUsed = (type: Key, context: ChangeContext): boolean => columnsBefore(type, context).length > 0;

function columnsBefore(type: Key, { database, target }: ChangeContext): ColumnModel[] {
  const columns: ColumnModel[] = [];
  for (const [key, column] of database.objects) {
    if (!isA<ColumnModel>(column, "column")) continue;
    const after = target.get(key) as ColumnModel | undefined;
    if (column.generated !== undefined || after?.type !== column.type) continue;
    if (isTypeItself(column.type, type, database)) columns.push(column);
  }
  return columns;
}

function movedColumn(
  { schema, table, name, type }: ColumnModel,
  rebuilt: ReadonlySet<Key>,
  { database, target }: ChangeContext,
): TypeColumn {
  const at = defaultKey(schema, table, name);
  const formerDefault = database.get(at)?.expression;
  const serverDefault = target.get(at)?.expression;
  const above = database.get(partitionKey(schema, table));
  const follows =
    above !== undefined &&
    target.has(partitionKey(schema, table)) &&
    !rebuilt.has(tableKey(above.parentSchema, above.parent));
  const after = target.get(columnKey(schema, table, name)) as ColumnModel;
  return {
    schema,
    table,
    column: name,
    ...settingsOfType(after),
    ...(type.endsWith("[]") ? { array: true } : {}),
    ...(follows ? { ofParent: true } : {}),
    ...(formerDefault === undefined ? {} : { formerDefault }),
    ...(serverDefault === undefined ? {} : { serverDefault }),
  };
}

/** What a column has besides its type and loses with it. */
export const settingsOfType = ({ collation, storage, compression }: ColumnModel): TypeSettings => ({
  ...(collation === undefined ? {} : { collation }),
  ...(storage === undefined ? {} : { storage }),
  ...(compression === undefined ? {} : { compression }),
});

/**
 * Tables that a column of the type divides. PostgreSQL alters no column of a partition key, so such a table is made anew; it
 * holds no rows itself, and its partitions step aside meanwhile.
 */
export function tablesPartitionedBy(type: Key, context: ChangeContext): ReadonlySet<Key> {
  const tables = new Set<Key>();
  for (const { schema, table, name } of columnsBefore(type, context)) {
    const key = tableKey(schema, table);
    if (!tables.has(key) && isPartitionedBy(context.database, schema, table, name)) tables.add(key);
  }
  return tables;
}

/** Tables with columns of the type that are made anew for the sake of how they are divided. */
function tablesDividedAnew(type: Key, context: ChangeContext): Key[] {
  const tables = new Set(columnsBefore(type, context).map(({ schema, table }) => tableKey(schema, table)));
  const dividedBy = (side: MetaData, key: Key): string =>
    JSON.stringify((side.get(key) as TableModel | undefined)?.partitionBy ?? null);
  return [...tables].filter((key) => dividedBy(context.database, key) !== dividedBy(context.target, key));
}

/** True for a column by which its table is divided. */
export function isPartitionedBy(metadata: MetaData, schema: string, table: string, column: string): boolean {
  const { partitionBy } = metadata.get(tableKey(schema, table)) as TableModel;
  if (partitionBy === undefined) return false;
  return columnsNamed(partitionBy.key, schema, table, metadata).some((key) => metadata.get(key)?.name === column);
}

/**
 * Of those, the ones whose rows are spread by a hash of the type: another type spreads them otherwise, so that no partition
 * keeps its rows.
 */
export function tablesHashedBy(types: Iterable<Key>, context: ChangeContext): ReadonlySet<Key> {
  const tables = [...types].flatMap((type) => [...tablesPartitionedBy(type, context)]);
  return new Set(
    tables.filter((key) => {
      const [before, after] = [context.database.get(key), context.target.get(key)] as (TableModel | undefined)[];
      return before?.partitionBy?.method === "hash" && after?.partitionBy !== undefined;
    }),
  );
}

/** The partitions of tables that are partitions before and after, and theirs. */
export function tablesBelow(tables: ReadonlySet<Key>, { database, target }: ChangeContext): ReadonlySet<Key> {
  const below = new Set<Key>();
  const walk = (key: Key): void => {
    const { schema, name } = database.get(key) as TableModel;
    for (const attachment of partitionsOf(database, schema, name)) {
      if (!target.has(attachment)) continue;
      const partition = database.get(attachment) as PartitionModel;
      const table = tableKey(partition.schema, partition.name);
      if (below.has(table)) continue;
      below.add(table);
      walk(table);
    }
  };
  for (const key of tables) walk(key);
  return below;
}
