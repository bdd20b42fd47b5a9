/** Pages by keyset: the next page begins behind the values of the last row, whatever happens in between. */
import { RawNode, ValueNode, type OperationNode } from "kysely";
import { CursorError, PageOrderError } from "../errors.ts";
import type { Unit } from "../unit.ts";
import { compileExpression } from "./compile.ts";
import type { Criteria } from "./criteria.ts";
import { orderTerm, type OrderTerm } from "./order.ts";

/** Options of `page()`. */
export interface PageOptions {
  readonly size: number;
  /** `next` of the page before; absent or null for the first one. */
  readonly after?: string | null;
}

/** One page of rows, and the cursor of the next. */
export interface Page<T> {
  readonly items: T[];
  /** Where the next page begins; null on the last one. Opaque, fit for a URL. */
  readonly next: string | null;
}

/** The order with the key behind it, so that no two rows are equal. @throws PageOrderError for expressions */
export function tieBroken(unit: Unit, criteria: Criteria, order: readonly OrderTerm[]): OrderTerm[] {
  if (order.some(({ property }) => property === undefined))
    throw new PageOrderError(criteria.entity.name, "an expression");
  const present = new Set(order.map(({ property }) => property));
  const missing = criteria.entity.key.filter((column) => !present.has(column.property));
  return [...order, ...missing.map((column) => orderTerm(unit, criteria, column.property, "asc"))];
}

/** What a query selects for its cursor: the server's own texts, as JavaScript would lose microseconds and digits. */
export function cursorColumns(order: readonly OrderTerm[]): string[] {
  return order.map(({ node }) => `${compileExpression(node, 1).sql}::text`);
}

/** The texts of a row in the order of the page, and what order that is. */
export function cursorOf(order: readonly OrderTerm[], texts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([nameOf(order), ...texts])).toString("base64url");
}

const nameOf = (order: readonly OrderTerm[]): string =>
  order
    .map(({ property, descending, nullsFirst }) => {
      return `${descending ? "-" : ""}${property}${nullsFirst === descending ? "" : "!"}`;
    })
    .join(",");

function parse(cursor: string, order: readonly OrderTerm[]): (string | null)[] {
  try {
    const [name, ...texts] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const isText = texts.every((text) => text === null || typeof text === "string");
    if (name === nameOf(order) && texts.length === order.length && isText) return texts as (string | null)[];
  } catch {
    // Falls through: whatever is wrong with it, it is no cursor of this query.
  }
  throw new CursorError();
}

/** Rows behind the cursor: greater in the first column, or equal there and greater in the second, and so on. */
export function pageCondition(
  criteria: Criteria,
  order: readonly OrderTerm[],
  after: string | null | undefined,
): OperationNode | undefined {
  if (after === null || after === undefined) return undefined;
  const values = parse(after, order);
  const nodes: OperationNode[] = [];
  const texts: string[] = [];
  const terms = order.map(({ node, property, descending, nullsFirst }, index): BoundTerm => {
    const { primaryKey, mapping } = criteria.entity.all.find((column) => column.property === property)!;
    return {
      name: compileExpression(node, 1).sql,
      descending,
      nullsFirst,
      value: values[index]!,
      isNullable: !primaryKey && mapping.model.notNull !== true,
      bind: () => {
        nodes.push(ValueNode.create(values[index]));
        return `\u0000${mapping.model.type}\u0000`;
      },
    };
  });
  terms.forEach((term, index) => {
    if (term.value === null && !term.nullsFirst) return;
    const equal = terms.slice(0, index).map(({ name, isNullable, bind }) => {
      return `${name} ${isNullable ? "IS NOT DISTINCT FROM" : "="} ${bind()}`;
    });
    texts.push(`(${[...equal, behindText(term)].join(" AND ")})`);
  });
  if (texts.length === 0) return RawNode.createWithSql("false");
  return assemble(texts.join(" OR "), nodes);
}

interface BoundTerm {
  readonly name: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly value: string | null;
  readonly isNullable: boolean;
  /** A place for the value; places are filled in the order in which they are asked for. */
  readonly bind: () => string;
}

/** PostgreSQL puts NULL last, and first where the order descends, unless it is told (manual 7.5). */
function behindText({ name, descending, nullsFirst, value, isNullable, bind }: BoundTerm): string {
  if (value === null) return `${name} IS NOT NULL`;
  const behind = `${name} ${descending ? "<" : ">"} ${bind()}`;
  return isNullable && !nullsFirst ? `(${behind} OR ${name} IS NULL)` : behind;
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
