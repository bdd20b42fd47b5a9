/** Columns and tables as statements need them, worked out once for a data model. */
import type { ColumnMapping, TableMapping } from "../model/mapper.ts";
import { quoteIdentifier, quoteQualified } from "../sql/identifier.ts";
import { codecOf, type ColumnCodec } from "./column-codec.ts";
import type { TableRank } from "./table-order.ts";

export interface ColumnRuntime extends ColumnCodec {
  readonly mapping: ColumnMapping;
  readonly position: number;
  /** 0 for the topmost table of a hierarchy, which most classes' only table is; others follow. */
  readonly tableNumber: number;
  readonly property: string;
  /** Quoted. */
  readonly sql: string;
  readonly primaryKey: boolean;
  /** Absent from an insert, the database fills it in: default, identity, sequence. */
  readonly serverFilled: boolean;
  /** The identity is ALWAYS: only a value that comes back from the database may be written to it. */
  readonly identityAlways: boolean;
  /** Never written: computed by the database. */
  readonly computed: boolean;
  /** Read back, as the database may have set another value. */
  readonly fetchedOnInsert: boolean;
  readonly fetchedOnUpdate: boolean;
  readonly clientDefault: unknown;
  readonly clientOnUpdate: unknown;
  readonly nextVersion: ((before: unknown) => unknown) | undefined;
  /** Left out of what is read, until it is asked for. */
  readonly deferred: boolean;
  /** The SQL of what is no column of the table, for the alias of the topmost one. */
  readonly expression: ((alias: string) => string) | undefined;
  /** A version that dates hold: the database knows its microseconds, JavaScript doesn't. */
  readonly isDatedVersion: boolean;
}

/** True where reading what the database made can't fail: keys of a sequence are whole numbers in reach. */
export function isSafelyRead({ decode, mapping }: ColumnRuntime): boolean {
  const { conversion, identity, serial } = mapping.builder.declaration;
  return decode === undefined || (conversion === undefined && (identity !== undefined || serial !== undefined));
}

/** A table of the data model as statements need it. */
export interface TableRuntime {
  readonly mapping: TableMapping;
  /** Quoted, with its schema. */
  readonly sql: string;
  readonly columns: readonly ColumnRuntime[];
  readonly key: readonly ColumnRuntime[];
  readonly rank: TableRank;
}

/** The alias of the table that a column is in, where the topmost one has the given alias. */
export const aliasOf = (alias: string, tableNumber: number): string =>
  tableNumber === 0 ? alias : `${alias}_t${tableNumber}`;

/** `t.order_date`; the bare name without an alias. */
export function columnSql(
  {
    sql,
    tableNumber,
    expression,
  }: Pick<ColumnRuntime, "sql" | "tableNumber"> & Partial<Pick<ColumnRuntime, "expression">>,
  alias: string,
): string {
  if (expression !== undefined) return expression(alias);
  return alias === "" ? sql : `${aliasOf(alias, tableNumber)}.${sql}`;
}

export function selected(column: ColumnRuntime, alias: string): string {
  const name = columnSql(column, alias);
  return column.asText === undefined ? name : `${name}::${column.asText}`;
}

export interface ColumnPlace {
  /** The class or table, for messages. */
  readonly owner: string;
  readonly tableNumber?: number;
  readonly position?: number | undefined;
}

export function columnRuntime(
  mapping: ColumnMapping,
  { owner, tableNumber = 0, position = mapping.position }: ColumnPlace,
): ColumnRuntime {
  const { declaration } = mapping.builder;
  return {
    ...codecOf(mapping, owner),
    mapping,
    tableNumber,
    position,
    property: mapping.property,
    sql: quoteIdentifier(mapping.name),
    primaryKey: mapping.primaryKey,
    serverFilled:
      declaration.serverDefault !== undefined ||
      declaration.identity !== undefined ||
      declaration.serial !== undefined ||
      declaration.serverValue !== undefined,
    identityAlways: declaration.identity?.always === true,
    computed: declaration.generated !== undefined,
    fetchedOnInsert: declaration.serverValue !== undefined && declaration.serverValue !== "update",
    fetchedOnUpdate: declaration.serverValue !== undefined && declaration.serverValue !== "insert",
    clientDefault: declaration.clientDefault,
    clientOnUpdate: declaration.clientOnUpdate,
    nextVersion: declaration.nextVersion,
    deferred: declaration.deferred === true,
    expression: undefined,
    isDatedVersion:
      declaration.nextVersion !== undefined &&
      declaration.mode === undefined &&
      declaration.conversion === undefined &&
      mapping.model.type.startsWith("timestamp"),
  };
}

/** `orders`, or `shop.orders`. */
export const tableSql = (mapping: TableMapping): string => besideTable(mapping, mapping.table.name);

/** A name in the schema of a table, which is left to the connection where nobody has written it. */
export function besideTable({ table, namesSchema }: Pick<TableMapping, "table" | "namesSchema">, name: string): string {
  return namesSchema ? quoteQualified(table.schema, name) : quoteIdentifier(name);
}

/** A table without a class. */
export function tableRuntime(mapping: TableMapping, rank: TableRank): TableRuntime {
  const columns = mapping.columns.map((column) => columnRuntime(column, { owner: mapping.name }));
  const key = mapping.primaryKey.map((column) => columns[column.position]!);
  return { mapping, sql: tableSql(mapping), columns, key, rank };
}
