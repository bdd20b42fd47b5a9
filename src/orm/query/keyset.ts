/** Pages by keyset: the next page begins behind the values of the last row, whatever happens in between. */
import { RawNode, ValueNode, type OperationNode } from "kysely";
import type { InstanceState } from "../../model/state.ts";
import { CursorError, PageOrderError } from "../errors.ts";
import { compileExpression } from "./compile.ts";
import type { Criteria } from "./criteria.ts";
import { orderTerm, type OrderTerm } from "./order.ts";

export interface PageOptions {
  readonly size: number;
  /** `next` of the page before; absent or null for the first one. */
  readonly after?: string | null;
}

export interface Page<T> {
  readonly items: T[];
  /** Where the next page begins; null on the last one. Opaque, fit for a URL. */
  readonly next: string | null;
}

/** The order with the key behind it, so that no two rows are equal. @throws PageOrderError for expressions */
export function tieBroken(criteria: Criteria, order: readonly OrderTerm[]): OrderTerm[] {
  if (order.some(({ property }) => property === undefined)) throw new PageOrderError(criteria.entity.name);
  const present = new Set(order.map(({ property }) => property));
  const missing = criteria.entity.key.filter((column) => !present.has(column.property));
  return [...order, ...missing.map((column) => orderTerm(criteria, column.property, false))];
}

/** The values of a row in the order of the page. */
export function cursorOf(order: readonly OrderTerm[], state: InstanceState): string {
  const values = order.map(({ property }) => plain(state.values[state.layout.positions.get(property!)!]));
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.toISOString() };
  return typeof value === "bigint" ? { bigint: String(value) } : value;
}

function parse(cursor: string, count: number): unknown[] {
  try {
    const values = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown;
    if (Array.isArray(values) && values.length === count) return values.map((value) => revive(value));
  } catch {
    // Falls through: whatever is wrong with it, it is no cursor of this query.
  }
  throw new CursorError();
}

function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { date, bigint } = value as { readonly date?: string; readonly bigint?: string };
  if (date !== undefined) return new Date(date);
  return bigint === undefined ? value : BigInt(bigint);
}

/** Rows behind the cursor: greater in the first column, or equal there and greater in the second, and so on. */
export function pageCondition(
  criteria: Criteria,
  order: readonly OrderTerm[],
  after: string | null | undefined,
): OperationNode | undefined {
  if (after === null || after === undefined) return undefined;
  const values = parse(after, order.length);
  const nodes: OperationNode[] = [];
  const texts: string[] = [];
  const name = (index: number): string => compileExpression(order[index]!.node, 1).sql;
  const columns = new Map(criteria.entity.all.map((column) => [column.property, column]));
  const bind = (index: number): string => {
    const column = columns.get(order[index]!.property!)!;
    const value = values[index];
    nodes.push(ValueNode.create(column.encode === undefined || value === null ? value : column.encode(value)));
    return `\u0000${column.mapping.model.type}\u0000`;
  };
  order.forEach((_, index) => {
    const behind = behindText(order[index]!, values[index], name(index), () => bindLater(bind, index));
    if (behind === undefined) return;
    const equal = order.slice(0, index).map((__, at) => `${name(at)} IS NOT DISTINCT FROM ${bind(at)}`);
    texts.push(`(${[...equal, behind()].join(" AND ")})`);
  });
  if (texts.length === 0) return RawNode.createWithSql("false");
  return assemble(texts.join(" OR "), nodes);
}

const bindLater = (bind: (index: number) => string, index: number): string => bind(index);

/** PostgreSQL puts NULL last, and first where the order descends (manual 7.5). */
function behindText(
  { descending }: OrderTerm,
  value: unknown,
  name: string,
  bind: () => string,
): (() => string) | undefined {
  if (value === null) return descending ? () => `${name} IS NOT NULL` : undefined;
  if (descending) return () => `${name} < ${bind()}`;
  return () => `(${name} > ${bind()} OR ${name} IS NULL)`;
}

/** Raw SQL with its values between, each cast to the column's type. */
function assemble(text: string, nodes: readonly OperationNode[]): OperationNode {
  const pieces = text.split("\u0000");
  const fragments: string[] = [];
  let current = "";
  pieces.forEach((piece, index) => {
    if (index % 2 === 0) current += piece;
    else {
      fragments.push(current);
      current = `::${piece}`;
    }
  });
  return RawNode.create([...fragments, current], nodes);
}
