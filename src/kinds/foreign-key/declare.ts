/** Foreign keys: on one column, with that column's type (`foreignKey("orders.order_id")`), or over several columns. */
import { ColumnBuilder } from "../column/column-builder.ts";
import { givenColumns, type ColumnRef } from "../column/column-ref.ts";
import type { ForeignKeyOptions } from "../column/declaration.ts";
import type { ReferencedValue } from "../column/value.ts";

/** Options of `foreignKey()`. */
export interface TableForeignKeyOptions extends ForeignKeyOptions {
  /** The columns that `set null` or `set default` touches, where not all (PostgreSQL 15). */
  readonly onDeleteColumns?: readonly ColumnRef[];
  /** The last column is a period (PostgreSQL 18). */
  readonly period?: boolean;
}

export interface ForeignKeyExtra extends TableForeignKeyOptions {
  readonly extra: "foreignKey";
  readonly columns: readonly ColumnRef[];
  /** `orders` or `shop.orders`. */
  readonly table: string;
  readonly referencedColumns: readonly string[];
}

/** Without an explicit type argument, the value is that of the referenced column. */
type ReferencedBy<Target extends string> = string extends Target ? string : ReferencedValue<Target>;

/**
 * A column that takes its type from the column it references: `foreignKey("products.product_id", { onDelete: "cascade" })`.
 * TypeScript can't see that type; say `foreignKey<number>(…)` where the value is used.
 */
export function foreignKey<const Target extends string>(
  target: Target,
  options?: ForeignKeyOptions,
): ColumnBuilder<ReferencedBy<Target>, "references">;
export function foreignKey<Value>(target: string, options?: ForeignKeyOptions): ColumnBuilder<Value, "references">;
/** A foreign key over several columns: `foreignKey([t.tenant, t.orderId], "orders", ["tenant", "order_id"])`. */
export function foreignKey(
  columns: readonly ColumnRef[],
  table: string,
  referencedColumns: readonly string[],
  options?: TableForeignKeyOptions,
): ForeignKeyExtra;
export function foreignKey(
  first: string | readonly ColumnRef[],
  second?: ForeignKeyOptions | string,
  referencedColumns: readonly string[] = [],
  options: TableForeignKeyOptions = {},
): ColumnBuilder<unknown, "references"> | ForeignKeyExtra {
  if (typeof first === "string") {
    const references = { ...(second as ForeignKeyOptions | undefined), target: first };
    return new ColumnBuilder({ type: { kind: "referenced" }, references });
  }
  const table = second as string;
  return Object.freeze({
    ...options,
    extra: "foreignKey" as const,
    columns: givenColumns(first, "foreignKey"),
    table,
    referencedColumns,
  });
}
