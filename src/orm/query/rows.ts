/**
 * Rows of a query of one's own as several objects and values each. The query selects whole rows of tables by the names that
 * the shape gives them, which PostgreSQL takes apart: no column has to be named, and none can be mistaken for another.
 */
import type { AnyColumn } from "../../kinds/column/column-builder.ts";
import type { ColumnValue } from "../../kinds/column/value.ts";
import type { InstanceState } from "../../model/state.ts";
import { quoteIdentifier } from "../../sql/identifier.ts";
import { valueColumn } from "../computed.ts";
import { selected, type ColumnRuntime } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import type { Filters } from "../filters.ts";
import { restricted } from "../load/key-condition.ts";
import { materialize } from "../load/materialize.ts";
import { NoObjectError } from "./errors.ts";
import type { QueryHost } from "./host.ts";
import { defaultPlans, loadAlong } from "./related.ts";
import { sourceText, type RowSource } from "./source.ts";

type AnyClass = abstract new (...args: never[]) => object;

/** A class whose object may be missing in a row, as at the far end of an outer join. */
export class NullableClass<T extends object = object> {
  readonly model: abstract new (...args: never[]) => T;

  constructor(model: abstract new (...args: never[]) => T) {
    this.model = model;
  }
}

/** In the shape of `session.rows()`: an object of the class, or null. */
export const nullable = <T extends object>(model: abstract new (...args: never[]) => T): NullableClass<T> =>
  new NullableClass(model);

/** What is in each row, by the names that the query gives it. */
export type RowShape = Readonly<Record<string, AnyClass | NullableClass | AnyColumn>>;

/** A row of a shape: `{ order: Order; customer: Customer | null; total: number }`. */
export type RowOfShape<Shape> = { readonly [Name in keyof Shape]: PartOf<Shape[Name]> };

type PartOf<Part> = Part extends { readonly memberKind: "column" } ? ColumnValue<Part> : ObjectOf<Part>;

type ObjectOf<Part> =
  Part extends NullableClass<infer T> ? T | null : Part extends abstract new (...args: never[]) => infer T ? T : never;

interface ObjectPart {
  readonly name: string;
  readonly entity: EntityRuntime;
  readonly isNullable: boolean;
}

interface ValuePart {
  readonly name: string;
  readonly column: ColumnRuntime;
}

type Part = ObjectPart | ValuePart;

/** @throws NoObjectError, NotAnEntityError */
export async function readRows(
  host: QueryHost,
  shape: RowShape,
  source: RowSource,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>[]> {
  const { unit } = host;
  const parts = Object.entries(shape).map(([name, part]) => partOf(host, name, part));
  await host.autoflush(signal);
  const { sql, parameters } = statementOf(parts, source, unit.filters);
  const rows = await host.run(sql, parameters, signal, true);
  const found: Record<string, unknown>[] = rows.map(() => ({}));
  let offset = 0;
  for (const part of parts) {
    if ("column" in part) {
      takeValues(found, rows, part, offset);
      offset += 1;
      continue;
    }
    const states = materialize(unit, part.entity, rows, { offset, filters: unit.filters });
    states.forEach((state, at) => {
      if (state === undefined && !part.isNullable) throw new NoObjectError(part.name, part.entity.name);
      found[at]![part.name] = state?.instance ?? null;
    });
    await tellLoaded(host, part.entity, states, signal);
    offset += part.entity.reads.length;
  }
  return found;
}

function partOf({ unit }: QueryHost, name: string, part: RowShape[string]): Part {
  if (typeof part === "function") return { name, entity: unit.runtime.ofClass(part), isNullable: false };
  if (part instanceof NullableClass) return { name, entity: unit.runtime.ofClass(part.model), isNullable: true };
  return { name, column: valueColumn(part, { owner: "rows()", property: name, position: 0 }) };
}

/** Each object's tables are joined to its own row; what is hidden, or of another class, is no object. */
function statementOf(parts: readonly Part[], source: RowSource, filters: Filters) {
  const { sql, parameters } = sourceText(source);
  const all = [...parameters];
  const joins: string[] = [];
  const lists = parts.map((part, index) => {
    const own = `q.${quoteIdentifier(part.name)}`;
    if ("column" in part)
      return selected({ ...part.column, expression: () => `${own}::${part.column.mapping.model.type}` }, "");
    const alias = `e${index}`;
    const tables = part.entity.fromJoined(alias, `LATERAL (SELECT (${own}).*)`);
    const on = restricted(part.entity, alias, { sql: "TRUE", parameters: [] }, filters, all.length + 1);
    all.push(...on.parameters);
    joins.push(` LEFT JOIN ${tables} ON ${on.sql}`);
    return part.entity.selectList(alias);
  });
  const numbered = `(SELECT q.*, row_number() OVER () AS limbeck_n FROM (${sql}) AS q) AS q`;
  return { sql: `SELECT ${lists.join(", ")} FROM ${numbered}${joins.join("")} ORDER BY q.limbeck_n`, parameters: all };
}

function takeValues(
  found: Record<string, unknown>[],
  rows: readonly (readonly unknown[])[],
  { name, column: { decode } }: ValuePart,
  offset: number,
): void {
  rows.forEach((row, at) => {
    const raw = row[offset];
    found[at]![name] = decode === undefined || raw === null ? raw : decode(raw);
  });
}

/** Hooks, and what the class has loaded along. */
async function tellLoaded(
  host: QueryHost,
  entity: EntityRuntime,
  states: readonly (InstanceState | undefined)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const present = [...new Set(states.filter((state) => state !== undefined))];
  host.loaded(entity, present);
  await loadAlong(host.loadContext(signal), present, defaultPlans(host.unit, entity));
}
