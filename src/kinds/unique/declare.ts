import { givenColumns, type ColumnRef } from "../column/column-ref.ts";
import type { UniqueOptions } from "../column/declaration.ts";

/** Options of `unique()`. */
export interface TableUniqueOptions extends UniqueOptions {
  readonly include?: readonly ColumnRef[];
  /** The last column is a period (PostgreSQL 18). */
  readonly withoutOverlaps?: boolean;
}

export interface UniqueExtra extends TableUniqueOptions {
  readonly extra: "unique";
  readonly columns: readonly ColumnRef[];
}

/** A unique constraint over several columns: `unique([t.tenant, t.email])`. */
export function unique(columns: readonly ColumnRef[], options: TableUniqueOptions = {}): UniqueExtra {
  return Object.freeze({ ...options, extra: "unique" as const, columns: givenColumns(columns, "unique") });
}
