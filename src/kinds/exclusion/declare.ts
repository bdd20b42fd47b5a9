import type { SqlFragment } from "../../sql/sql.ts";
import { givenColumns, type ColumnRef, type ElementRef } from "../column/column-ref.ts";
import type { IndexedConstraintOptions } from "../column/declaration.ts";
import { elementOf } from "../index/declare.ts";

/** Options of `exclude()`. */
export interface ExclusionOptions extends IndexedConstraintOptions {
  /** Access method; `gist` where absent. */
  readonly using?: string;
  readonly where?: SqlFragment;
  readonly include?: readonly ColumnRef[];
}

export interface ExclusionExtra extends ExclusionOptions {
  readonly extra: "exclusion";
  readonly elements: readonly { readonly element: ElementRef; readonly operator: string }[];
}

/** No two rows may compare true by all operators: `exclude([[t.room, "="], [t.during, "&&"]])`. */
export function exclude(
  elements: readonly (readonly [ElementRef | SqlFragment, string])[],
  options: ExclusionOptions = {},
): ExclusionExtra {
  givenColumns(
    elements.map(([element]) => element),
    "exclude",
  );
  const parts = elements.map(([element, operator]) => ({ element: elementOf(element), operator }));
  return Object.freeze({ ...options, extra: "exclusion" as const, elements: parts });
}
