/** How statements find the rows that they change, and what it means when they find fewer. */
import { StaleDataError } from "../errors.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import type { ChangeOptions } from "./writes.ts";

/** The columns that find a row of one table: its key, and the version that was loaded. */
export function finderOf({ tableKey, ownVersion }: EntityRuntime): readonly ColumnRuntime[] {
  return ownVersion === undefined ? tableKey : [...tableKey, ownVersion];
}

/** `t.id = v.k0`: the row whose column holds a value. */
export function foundBy(column: ColumnRuntime, value: string): string {
  const wanted = column.cast === undefined ? value : `${value}::${column.cast}`;
  // A version that the database made itself has microseconds, of which the one that was loaded knows nothing.
  if (column.isDatedVersion) return `date_trunc('milliseconds', t.${column.sql}) = ${wanted}`;
  return `t.${column.sql} = ${wanted}`;
}

export function encoded({ encode }: ColumnRuntime, values: readonly unknown[]): unknown[] {
  if (encode === undefined) return values as unknown[];
  return values.map((value) => (value === null || value === undefined ? value : encode(value)));
}

/** Every row is counted: one that is gone, or of another version, is stale. */
export function expectedRows(name: string, what: "update" | "delete", count: number): ChangeOptions["expected"] & {} {
  return { count, stale: (found) => new StaleDataError(name, what, count, found) };
}
