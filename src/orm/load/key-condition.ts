/** `column = ANY ($1)` for one column, a join with `unnest` for several: one parameter a column, however many keys. */
import { AndNode } from "kysely";
import type { Filters } from "../filters.ts";
import { compileExpression } from "../query/compile.ts";
import { columnSql, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";

export type KeyColumn = Pick<ColumnRuntime, "sql" | "tableNumber" | "elementType" | "cast" | "encode">;

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** True for rows whose columns hold one of the keys. */
export function keyCondition(
  alias: string,
  columns: readonly KeyColumn[],
  keys: readonly (readonly unknown[])[],
  firstParameter: number,
): Condition {
  return columnCondition(
    alias,
    columns,
    columns.map((_, index) => keys.map((key) => key[index])),
    firstParameter,
  );
}

/** The same, with the values of each column in a list. */
export function columnCondition(
  alias: string,
  columns: readonly KeyColumn[],
  lists: readonly (readonly unknown[])[],
  firstParameter: number,
): Condition {
  const parameters = columns.map((column, index) => encodeAll(column, lists[index]!));
  const places = columns.map((column, index) => `$${firstParameter + index}::${column.elementType}[]`);
  const [column] = columns;
  if (columns.length === 1 && column!.cast === undefined) {
    return { sql: `${columnSql(column!, alias)} = ANY (${places[0]})`, parameters };
  }
  const names = columns.map((_, index) => `k${index}`);
  const selected = columns.map((each, index) =>
    each.cast === undefined ? names[index] : `${names[index]}::${each.cast}`,
  );
  const own = columns.map((each) => columnSql(each, alias)).join(", ");
  const list = `SELECT ${selected.join(", ")} FROM unnest(${places.join(", ")}) AS k(${names.join(", ")})`;
  return { sql: `(${own}) IN (${list})`, parameters };
}

/** With what holds for rows of a class that shares its table with others, and what filters say of it. */
export function restricted(
  entity: EntityRuntime,
  alias: string,
  { sql, parameters }: Condition,
  filters: Filters | undefined,
  firstParameter = 1,
): Condition {
  const restriction = entity.restriction(alias);
  const found = restriction === "" ? sql : `${sql} AND ${restriction}`;
  const more = filters?.conditions(entity, alias) ?? [];
  if (more.length === 0) return { sql: found, parameters };
  const all = more.reduce((left, right) => AndNode.create(left, right));
  const compiled = compileExpression(all, firstParameter + parameters.length);
  return { sql: `${found} AND ${compiled.sql}`, parameters: [...parameters, ...compiled.parameters] };
}

function encodeAll({ encode }: KeyColumn, values: readonly unknown[]): readonly unknown[] {
  if (encode === undefined) return values;
  return values.map((value) => (value === null || value === undefined ? value : encode(value)));
}
