/** The order of a query. */
import { expressionBuilder, RawNode, type Expression, type OperationNode } from "kysely";
import { columnSql } from "../column-runtime.ts";
import type { EntityRuntime } from "../entity-runtime.ts";
import { UnknownPropertyError } from "../errors.ts";
import type { Unit } from "../unit.ts";
import { orderChoice, type Direction } from "./choices.ts";
import { compileExpression, onColumns, type CompiledSql } from "./compile.ts";
import type { Criteria } from "./criteria.ts";

export interface OrderTerm {
  readonly node: OperationNode;
  /** Where the term is a column. */
  readonly property: string | undefined;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

type AnyExpressions = ReturnType<typeof expressionBuilder<Record<string, Record<string, unknown>>, string>>;

/**
 * @param by a property, one of a related object (`customer.lastName`), or an expression
 * @throws UnknownPropertyError
 */
export function orderTerm(
  unit: Unit,
  criteria: Criteria,
  by: string | ((eb: AnyExpressions) => Expression<unknown>),
  direction: Direction,
): OrderTerm {
  const choice = orderChoice(direction);
  const eb = expressionBuilder<Record<string, Record<string, unknown>>, string>();
  const { entity, alias } = criteria;
  if (typeof by === "function") {
    return { node: onColumns(by(eb).toOperationNode(), entity, alias), property: undefined, ...choice };
  }
  if (by.includes("."))
    return { node: relatedValue(unit, { entity, alias }, by.split(".")), property: undefined, ...choice };
  const known = entity.all.map(({ property }) => property);
  if (!known.includes(by)) throw new UnknownPropertyError(entity.name, by, known);
  const node = onColumns(eb.ref(by as never).toOperationNode(), entity, alias);
  return { node, property: by, ...choice };
}

/**
 * A value of an object at the other end of to-one relationships, as a subquery: rows stay as many as they are, whatever else
 * the query does. @throws UnknownPropertyError
 */
function relatedValue(unit: Unit, { entity, alias }: Place, [name, ...rest]: readonly string[]): OperationNode {
  const toOne = entity.relations.filter(({ layout }) => !layout.many);
  const relation = toOne.find(({ layout }) => layout.property === name);
  if (relation === undefined) {
    throw new UnknownPropertyError(
      entity.name,
      name!,
      toOne.map(({ layout }) => layout.property),
    );
  }
  const { target, mapping } = relation;
  const far = `${alias}_o`;
  const source = unit.runtime.ofMapper(mapping.source);
  const on = mapping.pairs.map(({ local, remote }) => {
    return `${columnSql(target.columnAt(remote.position), far)} = ${columnSql(source.columnAt(local.position), alias)}`;
  });
  const place = { entity: target, alias: far };
  const value = rest.length > 1 ? relatedValue(unit, place, rest) : columnValue(place, rest[0] ?? "");
  const from = `${target.fromAll(far)} WHERE ${on.join(" AND ")} LIMIT 1)`;
  return RawNode.create(["(SELECT ", ` FROM ${from}`], [value]);
}

interface Place {
  readonly entity: EntityRuntime;
  readonly alias: string;
}

function columnValue({ entity, alias }: Place, property: string): OperationNode {
  const column = entity.all.find((each) => each.property === property);
  if (column !== undefined) return RawNode.createWithSql(columnSql(column, alias));
  const known = entity.all.map((each) => each.property);
  throw new UnknownPropertyError(entity.name, property, known);
}

export function orderText(terms: readonly OrderTerm[], firstParameter: number): CompiledSql {
  const parameters: unknown[] = [];
  const texts = terms.map(({ node, descending, nullsFirst }) => {
    const compiled = compileExpression(node, firstParameter + parameters.length);
    parameters.push(...compiled.parameters);
    // PostgreSQL has NULLs first where an order descends, and last where it doesn't.
    const nulls = nullsFirst === descending ? "" : ` NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
    return `${compiled.sql}${descending ? " DESC" : ""}${nulls}`;
  });
  return { sql: texts.join(", "), parameters };
}
