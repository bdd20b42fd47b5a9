import { givenColumns, type ColumnRef } from "../column/column-ref.ts";
import type { IndexedConstraintOptions } from "../column/declaration.ts";

/** Options of `primaryKey()`. */
export interface PrimaryKeyOptions extends IndexedConstraintOptions {
  readonly include?: readonly ColumnRef[];
  /** The last column is a period (PostgreSQL 18). */
  readonly withoutOverlaps?: boolean;
}

export interface PrimaryKeyExtra extends PrimaryKeyOptions {
  readonly extra: "primaryKey";
  readonly columns: readonly ColumnRef[];
}

/** The primary key in an order or with options that columns alone can't say: `primaryKey([t.tenant, t.id])`. */
export function primaryKey(columns: readonly ColumnRef[], options: PrimaryKeyOptions = {}): PrimaryKeyExtra {
  return Object.freeze({ ...options, extra: "primaryKey" as const, columns: givenColumns(columns, "primaryKey") });
}
