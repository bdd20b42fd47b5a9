/**
 * Properties that SQL computes from a row and from rows that are related to it: counts, sums, expressions over columns. They are
 * no columns of the table. A query can select, filter and order by them.
 */
import { ColumnBuilder, type ColumnFlag } from "../kinds/column/column-builder.ts";
import type { SqlFragment } from "../sql/sql.ts";

/** What an expression speaks of: `it("price")` is a column of the row, `it.count("lines")` a number of related rows. */
export interface ComputedScope {
  (property: string): SqlFragment;
  count(relationship: string): SqlFragment;
  exists(relationship: string): SqlFragment;
  /** Zero where there are none. */
  sum(relationship: string, property: string): SqlFragment;
  avg(relationship: string, property: string): SqlFragment;
  min(relationship: string, property: string): SqlFragment;
  max(relationship: string, property: string): SqlFragment;
}

/** An expression that a model computes from its columns. */
export type ComputedExpression = (it: ComputedScope) => SqlFragment;

/**
 * A property that SQL computes. It is read where it is asked for, by `with({ lineCount: true })` or `object.load("lineCount")`,
 * and takes part in `where`, `orderBy` and `values` like a column.
 *
 *     lineCount: computed(integer().notNull(), (it) => it.count("lines")),
 *     gross: computed(numeric(), (it) => sql`${it("price")} * 1.19`),
 *
 * @param type the type of the value; NULL unless `notNull()`
 * @param expression over columns and relationships of the class, by property
 */
export function computed<Value, Flags extends ColumnFlag>(
  type: ColumnBuilder<Value, Flags>,
  expression: ComputedExpression,
): ColumnBuilder<Value, Flags | "generated" | "computed"> {
  return new ColumnBuilder({ ...type.declaration, computed: expression, deferred: true });
}
