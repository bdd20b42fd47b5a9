/** The SQL of a query. */
import { columnSql, type ColumnRuntime } from "../column-runtime.ts";
import type { Filters } from "../filters.ts";
import type { Unit } from "../unit.ts";
import type { CompiledSql } from "./compile.ts";
import type { Criteria } from "./criteria.ts";
import type { Joins } from "./joined.ts";
import { orderTerm, orderText, type OrderTerm } from "./order.ts";
import type { QueryParts } from "./parts.ts";

export interface Selection {
  /** What is selected, as SQL. */
  readonly list: string;
  readonly joins?: Pick<Joins, "sql" | "orderBy" | "multiplies" | "parameters"> | undefined;
}

export function statementOf(
  unit: Unit,
  parts: QueryParts,
  filters: Filters,
  { list, joins = noJoins }: Selection,
): CompiledSql {
  const { criteria, order: wanted, limit, offset, lock, distinct, source } = parts;
  const order = distinctFirst(unit, criteria, wanted, distinct);
  const on = distinct.map((column) => columnSql(column, "t")).join(", ");
  const select = on === "" ? "SELECT" : `SELECT DISTINCT ON (${on})`;
  const first = [...(source?.parameters ?? []), ...joins.parameters];
  const where = criteria.bind(filters).compile(first.length + 1);
  const sorted = orderText(order, first.length + where.parameters.length + 1);
  const orders = [sorted.sql, joins.orderBy].filter((text) => text !== "");
  const from = criteria.entity.fromAll("t", source === undefined ? undefined : numbered(source.sql));
  // Rows of one's own query come in its order.
  if (source !== undefined && sorted.sql === "") orders.unshift("t.limbeck_n");
  const condition = where.sql === "" ? "" : `WHERE ${where.sql}`;
  const sortedBy = (terms: readonly string[]) => (terms.length === 0 ? "" : `ORDER BY ${terms.join(", ")}`);
  const bounds = [
    limit === undefined ? "" : `LIMIT ${limit}`,
    offset === undefined ? "" : `OFFSET ${offset}`,
    lock ?? "",
  ];
  const isCut = limit !== undefined || offset !== undefined || distinct.length > 0;
  const isNested = joins.multiplies && isCut;
  const own = orders.filter((text) => text !== joins.orderBy);
  // Rows are counted before the joins multiply them.
  const words = isNested
    ? [
        `SELECT ${list} FROM (${joinWords([`${select} t.* FROM`, from, condition, sortedBy(own), ...bounds])}) AS t${joins.sql}`,
        sortedBy(orders),
      ]
    : [`${select} ${list} FROM ${from}${joins.sql}`, condition, sortedBy(orders), ...bounds];
  return { sql: joinWords(words), parameters: [...first, ...where.parameters, ...sorted.parameters] };
}

/** Rows of a query with their numbers. */
const numbered = (sql: string): string => `(SELECT q.*, row_number() OVER () AS limbeck_n FROM (${sql}) AS q)`;

/** PostgreSQL takes DISTINCT ON only where the order begins with it. */
function distinctFirst(
  unit: Unit,
  criteria: Criteria,
  order: readonly OrderTerm[],
  distinct: readonly ColumnRuntime[],
): readonly OrderTerm[] {
  const names = distinct.map(({ property }) => property);
  if (order.slice(0, names.length).every(({ property }) => property !== undefined && names.includes(property))) {
    if (order.length >= names.length) return order;
  }
  const before = names.map((name) => {
    return order.find(({ property }) => property === name) ?? orderTerm(unit, criteria, name, "asc");
  });
  return [...before, ...order.filter((term) => !before.includes(term))];
}

const noJoins: Pick<Joins, "sql" | "orderBy" | "multiplies" | "parameters"> = {
  sql: "",
  orderBy: "",
  multiplies: false,
  parameters: [],
};

const joinWords = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");
