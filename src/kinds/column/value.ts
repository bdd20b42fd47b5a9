/** Types read off column builders: what a property holds and what an insert takes. */
import type { ColumnBuilder } from "./column-builder.ts";

declare const referenced: unique symbol;

/** Stands for "whatever the referenced column holds", where a foreign key gives no type. */
export interface ReferencedValue<Target extends string> {
  readonly [referenced]: Target;
}

/** The value of a column that is present: `varchar()` → `string`. */
export type ValueOf<C> =
  C extends ColumnBuilder<infer Value, infer _> ? (Value extends ReferencedValue<string> ? unknown : Value) : never;

/** The value of a column with NULL where it may be: `text()` → `string | null`. */
export type ColumnValue<C> =
  C extends ColumnBuilder<infer _, infer Flags> ? ValueOf<C> | ("notNull" extends Flags ? never : null) : never;
