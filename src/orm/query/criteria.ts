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
import { ConditionError, UndefinedValueError, UnknownPropertyError, UnsavedConditionError } from "../errors.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import { Filters } from "../filters.ts";
import { compileExpression, onColumns, type CompiledSql } from "./compile.ts";

type AnyExpressions = ReturnType<typeof expressionBuilder<Record<string, Record<string, unknown>>, string>>;

/** What users may write as a condition, without its types. */
export type WhereArguments = readonly [first: unknown, operator?: unknown, value?: unknown];

/** A condition, or one that depends on the filters of the query that it becomes part of. */
export type Term = OperationNode | ((filters: Filters) => OperationNode);

/** Conditions on one alias; grows by copying. */
export class Criteria {
  readonly entity: EntityRuntime;
  readonly alias: string;
  readonly conditions: readonly Term[];

  constructor(entity: EntityRuntime, alias: string, conditions: readonly Term[] = []) {
    this.entity = entity;
    this.alias = alias;
    this.conditions = conditions;
  }

  and(...args: WhereArguments): Criteria {
    const node = onColumns(this.#nodeOf(args), this.entity, this.alias);
    return this.withNode(node);
  }

  withNode(node: Term): Criteria {
    return new Criteria(this.entity, this.alias, [...this.conditions, node]);
  }

  /** With what the filters say of the class, and of all that the conditions speak of. */
  bind(filters: Filters): Criteria {
    const own = filters.conditions(this.entity, this.alias);
    const bound = this.bindTerms(filters);
    return own.length === 0 ? bound : new Criteria(this.entity, this.alias, [...own, ...bound.conditions]);
  }

  /** With what the filters say of all that the conditions speak of, and nothing of the class itself. */
  bindTerms(filters: Filters): Criteria {
    if (this.conditions.every((term) => typeof term !== "function")) return this;
    const bound = this.conditions.map((term) => (typeof term === "function" ? term(filters) : term));
    return new Criteria(this.entity, this.alias, bound);
  }

  /** All conditions as one; undefined where there are none. */
  node(): OperationNode | undefined {
    const restriction = this.entity.restriction(this.alias);
    const own = restriction === "" ? [] : [RawNode.createWithSql(restriction)];
    if (this.conditions.length + own.length === 0) return undefined;
    const conditions = this.conditions.map((term) => (typeof term === "function" ? term(Filters.none) : term));
    const closed = [...own, ...conditions].map((condition) => ParensNode.create(condition));
    return closed.reduce<OperationNode>((all, one) => AndNode.create(all, one), closed.shift()!);
  }

  compile(firstParameter: number): CompiledSql {
    const node = this.node();
    return node === undefined ? { sql: "", parameters: [] } : compileExpression(node, firstParameter);
  }

  #nodeOf(args: WhereArguments): OperationNode {
    const [first, operator, value] = args;
    const eb = expressionsOf(this.entity);
    if (typeof first === "function") {
      const made = (first as (eb: AnyExpressions) => Expression<SqlBool> | undefined)(eb);
      if (!isExpression(made)) throw new ConditionError(this.entity.name, made);
      return made.toOperationNode();
    }
    if (typeof first === "string") {
      this.#assertColumn(first);
      if (operator === undefined) throw new ConditionError(this.entity.name, first);
      return eb(first as never, operator as ComparisonOperatorExpression, value as never).toOperationNode();
    }
    if (isExpression(first)) return first.toOperationNode();
    if (typeof first !== "object" || first === null || Array.isArray(first) || args.length > 1)
      throw new ConditionError(this.entity.name, first);
    return eb.and(this.#matching(eb, first as Readonly<Record<string, unknown>>)).toOperationNode();
  }

  #matching(eb: AnyExpressions, values: Readonly<Record<string, unknown>>): Expression<SqlBool>[] {
    return Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined) throw new UndefinedValueError(this.entity.name, name, "condition");
      const relation = this.entity.relations.find(({ layout }) => layout.property === name);
      if (relation !== undefined) return matchRelated(eb, relation, value);
      this.#assertColumn(name);
      return [matchColumn(eb, name, value)];
    });
  }

  #assertColumn(name: string): void {
    const known = this.entity.all.map(({ property }) => property);
    // Names with a table in front are Kysely's business.
    if (!known.includes(name) && !name.includes(".")) throw new UnknownPropertyError(this.entity.name, name, known);
  }
}

/** Kysely's expressions, which leave properties out that are undefined, where we refuse them. */
function expressionsOf({ name: model }: EntityRuntime): AnyExpressions {
  const eb = expressionBuilder<Record<string, Record<string, unknown>>, string>();
  const all = <Given>(given: Given): Given => {
    for (const [property, value] of Object.entries(given as object)) {
      if (value === undefined) throw new UndefinedValueError(model, property, "condition");
    }
    return given;
  };
  const and: typeof eb.and = (given: never) => eb.and(all(given));
  const or: typeof eb.or = (given: never) => eb.or(all(given));
  const own = ((...args: Parameters<typeof eb>) => eb(...args)) as unknown as AnyExpressions;
  return Object.assign(own, eb, { and, or });
}

function matchColumn(eb: AnyExpressions, name: string, value: unknown): Expression<SqlBool> {
  if (value === null) return eb(name as never, "is", null as never);
  return Array.isArray(value) ? eb(name as never, "in", value as never) : eb(name as never, "=", value as never);
}

/** @throws ConditionError for collections and for what is no object of the class, UnsavedConditionError */
function matchRelated(
  eb: AnyExpressions,
  { mapping, layout, target }: RelationRuntime,
  value: unknown,
): Expression<SqlBool>[] {
  const place = `${mapping.source.class.name}.${mapping.property}`;
  if (layout.direction === "manyToMany") throw new ConditionError(place, value, `whereAny("${mapping.property}", …)`);
  const state = typeof value === "object" && value !== null ? stateOf(value) : undefined;
  if (value !== null && !(state?.instance instanceof target.model)) throw new ConditionError(place, value);
  return mapping.pairs.map(({ local, remote }) => {
    const part = state === undefined ? null : state.values[remote.position];
    if (state !== undefined && (part === undefined || part === null))
      throw new UnsavedConditionError(place, target.name);
    return matchColumn(eb, local.property, part);
  });
}

const isExpression = (value: unknown): value is Expression<SqlBool> =>
  typeof value === "object" &&
  value !== null &&
  "toOperationNode" in value &&
  !(value instanceof Collection) &&
  !(value instanceof StateHolder);
