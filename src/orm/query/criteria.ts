/** Conditions and order of a query, gathered as Kysely's nodes on the columns of one alias. */
import {
  AndNode,
  expressionBuilder,
  ParensNode,
  RawNode,
  type ComparisonOperatorExpression,
  type Expression,
  type OperationNode,
  type SqlBool,
} from "kysely";
import { Collection } from "../../model/collection.ts";
import { stateOf, StateHolder } from "../../model/state.ts";
import { UnknownPropertyError } from "../errors.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import { compileExpression, onColumns, type CompiledSql } from "./compile.ts";

type AnyExpressions = ReturnType<typeof expressionBuilder<Record<string, Record<string, unknown>>, string>>;

/** What users may write as a condition, without its types. */
export type WhereArguments = readonly [first: unknown, operator?: unknown, value?: unknown];

/** Conditions on one alias; grows by copying. */
export class Criteria {
  readonly entity: EntityRuntime;
  readonly alias: string;
  readonly conditions: readonly OperationNode[];

  constructor(entity: EntityRuntime, alias: string, conditions: readonly OperationNode[] = []) {
    this.entity = entity;
    this.alias = alias;
    this.conditions = conditions;
  }

  and(...args: WhereArguments): Criteria {
    const node = onColumns(this.#nodeOf(args), this.entity, this.alias);
    return this.withNode(node);
  }

  withNode(node: OperationNode): Criteria {
    return new Criteria(this.entity, this.alias, [...this.conditions, node]);
  }

  /** All conditions as one; undefined where there are none. */
  node(): OperationNode | undefined {
    const restriction = this.entity.restriction(this.alias);
    const own = restriction === "" ? [] : [RawNode.createWithSql(restriction)];
    if (this.conditions.length + own.length === 0) return undefined;
    const closed = [...own, ...this.conditions].map((condition) => ParensNode.create(condition));
    return closed.reduce<OperationNode>((all, one) => AndNode.create(all, one), closed.shift()!);
  }

  compile(firstParameter: number): CompiledSql {
    const node = this.node();
    return node === undefined ? { sql: "", parameters: [] } : compileExpression(node, firstParameter);
  }

  #nodeOf([first, operator, value]: WhereArguments): OperationNode {
    const eb = expressionBuilder<Record<string, Record<string, unknown>>, string>();
    if (typeof first === "function") {
      return (first as (eb: AnyExpressions) => Expression<SqlBool>)(eb).toOperationNode();
    }
    if (operator !== undefined) {
      return eb(first as never, operator as ComparisonOperatorExpression, value as never).toOperationNode();
    }
    if (isExpression(first)) return first.toOperationNode();
    return eb.and(this.#matching(eb, first as Readonly<Record<string, unknown>>)).toOperationNode();
  }

  #matching(eb: AnyExpressions, values: Readonly<Record<string, unknown>>): Expression<SqlBool>[] {
    return Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const relation = this.entity.relations.find(({ layout }) => layout.property === name);
      if (relation !== undefined) return matchRelated(eb, relation, value);
      if (!this.entity.layout.positions.has(name)) {
        throw new UnknownPropertyError(
          this.entity.name,
          name,
          this.entity.all.map(({ property }) => property),
        );
      }
      return [matchColumn(eb, name, value)];
    });
  }
}

function matchColumn(eb: AnyExpressions, name: string, value: unknown): Expression<SqlBool> {
  if (value === null) return eb(name as never, "is", null as never);
  return Array.isArray(value) ? eb(name as never, "in", value as never) : eb(name as never, "=", value as never);
}

function matchRelated(eb: AnyExpressions, { mapping }: RelationRuntime, value: unknown): Expression<SqlBool>[] {
  return mapping.pairs.map(({ local, remote }) => {
    const part = value === null ? null : stateOf(value as object)?.values[remote.position];
    return matchColumn(eb, local.property, part ?? null);
  });
}

const isExpression = (value: unknown): value is Expression<SqlBool> =>
  typeof value === "object" &&
  value !== null &&
  "toOperationNode" in value &&
  !(value instanceof Collection) &&
  !(value instanceof StateHolder);
