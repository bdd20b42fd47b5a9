/** The order of a query. */
import { expressionBuilder, type Expression, type OperationNode } from "kysely";
import { UnknownPropertyError } from "../errors.ts";
import { compileExpression, onColumns, type CompiledSql } from "./compile.ts";
import type { Criteria } from "./criteria.ts";

export interface OrderTerm {
  readonly node: OperationNode;
  /** Where the term is a column. */
  readonly property: string | undefined;
  readonly descending: boolean;
}

type AnyExpressions = ReturnType<typeof expressionBuilder<Record<string, Record<string, unknown>>, string>>;

/** @throws UnknownPropertyError */
export function orderTerm(
  criteria: Criteria,
  by: string | ((eb: AnyExpressions) => Expression<unknown>),
  descending: boolean,
): OrderTerm {
  const eb = expressionBuilder<Record<string, Record<string, unknown>>, string>();
  const { entity, alias } = criteria;
  if (typeof by === "function") {
    return { node: onColumns(by(eb).toOperationNode(), entity, alias), property: undefined, descending };
  }
  const known = entity.all.map(({ property }) => property);
  if (!known.includes(by)) throw new UnknownPropertyError(entity.name, by, known);
  const node = onColumns(eb.ref(by as never).toOperationNode(), entity, alias);
  return { node, property: by, descending };
}

export function orderText(terms: readonly OrderTerm[], firstParameter: number): CompiledSql {
  const parameters: unknown[] = [];
  const texts = terms.map(({ node, descending }) => {
    const compiled = compileExpression(node, firstParameter + parameters.length);
    parameters.push(...compiled.parameters);
    return descending ? `${compiled.sql} DESC` : compiled.sql;
  });
  return { sql: texts.join(", "), parameters };
}
