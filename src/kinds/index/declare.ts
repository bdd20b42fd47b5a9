import { isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import { ElementRef, givenColumns, type ColumnRef } from "../column/column-ref.ts";
import type { ColumnIndexOptions } from "../column/declaration.ts";

/** Options of `index()`. */
export interface IndexOptions extends ColumnIndexOptions {
  readonly include?: readonly ColumnRef[];
}

export interface IndexExtra extends IndexOptions {
  readonly extra: "index";
  readonly elements: readonly ElementRef[];
}

/**
 * An index: `` index([t.customerId, t.orderDate.desc(), sql`lower(${t.note})`], { unique: true }) ``. Unlike
 * `unique([…])` it is no constraint, so it may be partial, ordered and over expressions.
 */
export function index(elements: readonly (ElementRef | SqlFragment)[], options: IndexOptions = {}): IndexExtra {
  return Object.freeze({
    ...options,
    extra: "index" as const,
    elements: givenColumns(elements, "index").map(elementOf),
  });
}

export const elementOf = (element: ElementRef | SqlFragment): ElementRef =>
  isSqlFragment(element) ? new ElementRef(element) : element;
