/** What is loaded along with a query, and how: the tree of `.with(…)`. */
import type { ComparisonOperatorExpression, Expression, SqlBool } from "kysely";
import { UnknownPropertyError } from "../errors.ts";
import { loadRelation, relatedOf, type LoadContext, type LoadFilter } from "../load/relations.ts";
import { WriteOnlyError } from "../../model/instance-errors.ts";
import type { RelationLayout } from "../../model/layout.ts";
import type { InstanceState } from "../../model/state.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import type { ColumnRuntime } from "../column-runtime.ts";
import { loadColumns } from "../load/columns.ts";
import { columnsAmong, columnsOrNot, leaveAllBut, leaveOut, takeIn, type LeftOut } from "../load/left-out.ts";
import type { Unit } from "../unit.ts";
import { Filters, type FilterSettings } from "../filters.ts";
import { rowNumber, type Direction } from "./choices.ts";
import { Criteria, type WhereArguments } from "./criteria.ts";
import { orderTerm, orderText } from "./order.ts";
import type {
  ColumnsOf,
  ExactTree,
  LeftByOnly,
  Matching,
  Operand,
  OrderName,
  QueryExpressions,
  RelationsOf,
  With,
} from "./types.ts";

/**
 * The objects of one relationship, filtered and ordered while they are loaded:
 * `.with({ orders: (orders) => orders.where("orderDate", ">", monday).orderBy("orderDate", "desc").limit(3) })`.
 * The collection then holds what was asked for, and counts as loaded.
 */
export class RelatedQuery<T, W = unknown, Left extends string = never> {
  declare readonly loads: W;
  declare readonly leaves: Left;
  readonly plan: RelatedPlan;

  constructor(plan: RelatedPlan) {
    this.plan = plan;
  }

  where(condition: (eb: QueryExpressions<T>) => Expression<SqlBool>): RelatedQuery<T, W, Left>;
  where<Name extends keyof ColumnsOf<T> & string>(
    column: Name,
    operator: ComparisonOperatorExpression,
    value: Operand<ColumnsOf<T>[Name]>,
  ): RelatedQuery<T, W, Left>;
  // The last one, as compilers explain what doesn't fit by the last overload.
  where(values: Matching<T>): RelatedQuery<T, W, Left>;
  where(...args: WhereArguments): RelatedQuery<T, W, Left> {
    return new RelatedQuery({ ...this.plan, criteria: this.plan.criteria.and(...args) });
  }

  orderBy(column: OrderName<T>, direction: Direction = "asc"): RelatedQuery<T, W, Left> {
    const { sql } = orderText([orderTerm(this.plan.unit, this.plan.criteria, column, direction)], 1);
    return new RelatedQuery({ ...this.plan, orderBy: [...this.plan.orderBy, sql] });
  }

  /** Filters of this relationship alone: `{ live: false }`, or false for none. @throws UnknownFilterError */
  filters(settings: FilterSettings): RelatedQuery<T, W, Left> {
    return new RelatedQuery({ ...this.plan, filters: settings });
  }

  /** At most so many for each owner. */
  limit(count: number): RelatedQuery<T, W, Left> {
    return new RelatedQuery({ ...this.plan, limit: rowNumber("limit()", count, 0) });
  }

  /** Only these columns of the related objects are read; keys and foreign keys always are. */
  only<Name extends keyof ColumnsOf<T> & string>(...names: readonly Name[]): RelatedQuery<T, W, LeftByOnly<T, Name>> {
    return new RelatedQuery({ ...this.plan, left: leaveAllBut(this.plan.unit, this.plan.relation.target, names) });
  }

  /** All columns but these are read of the related objects, and these relationships are not loaded along. */
  without<Name extends (keyof ColumnsOf<T> & string) | RelationsOf<T>>(
    ...names: readonly Name[]
  ): RelatedQuery<T, W, Left | Name> {
    const { unit, relation, left, inner } = this.plan;
    const [columns, relations] = columnsOrNot(relation.target, names);
    return new RelatedQuery({
      ...this.plan,
      left: leaveOut(unit, relation.target, left, columns),
      inner: plansWithout(relation.target, inner, relations),
    });
  }

  /** More below, and columns that would be left out. */
  with<const Inner extends With<T>>(
    tree: Inner & ExactTree<Inner, T>,
  ): RelatedQuery<T, W & Inner, Exclude<Left, keyof Inner>> {
    return new RelatedQuery(withTree(this.plan, tree));
  }
}

export interface RelatedPlan {
  readonly unit: Unit;
  readonly relation: RelationRuntime;
  /** Columns of the related objects that are not read. */
  readonly left: LeftOut;
  /** Columns that were asked for, also of objects that are there already. */
  readonly columns: readonly ColumnRuntime[];
  readonly criteria: Criteria;
  /** Filters of this relationship alone. */
  readonly filters: FilterSettings | undefined;
  readonly orderBy: readonly string[];
  readonly limit: number | undefined;
  readonly joined: boolean;
  readonly inner: readonly RelatedPlan[];
}

type Tree = Readonly<Record<string, unknown>>;

/** A plan with more below it. */
function withTree(plan: RelatedPlan, tree: object): RelatedPlan {
  const { target } = plan.relation;
  const columns = columnsAmong(target, tree);
  const inner = loadPlans(plan.unit, target, tree, plan.inner);
  return { ...plan, inner, columns: [...plan.columns, ...columns], left: takeIn(plan.left, columns) };
}

/**
 * The plans of a `with` tree, merged with those of an earlier one; its columns are no business of theirs.
 *
 * @throws UnknownPropertyError
 */
export function loadPlans(
  unit: Unit,
  entity: EntityRuntime,
  tree: object,
  before: readonly RelatedPlan[] = [],
): RelatedPlan[] {
  const plans = new Map(before.map((plan) => [plan.relation.layout.property, plan]));
  for (const [name, wanted] of Object.entries(tree as Tree)) {
    if (wanted === undefined || wanted === false) continue;
    const proxy = entity.layout.proxies.get(name);
    if (proxy !== undefined) {
      const through = entity.relation(proxy.through);
      const { property } = proxy;
      // A proxy may also lead to a column, which comes with the association objects.
      const leadsOn = through.target.relations.some(({ layout }) => layout.property === property);
      const before = plans.get(through.layout.property);
      plans.set(through.layout.property, planOf(unit, through, leadsOn ? { [property]: wanted } : true, before));
      continue;
    }
    const relation = entity.relations.find(({ layout }) => layout.property === name);
    if (relation === undefined) {
      if (entity.all.some(({ property }) => property === name)) continue;
      throw new UnknownPropertyError(entity.name, name, [
        ...entity.relations.map(({ layout }) => layout.property),
        ...entity.layout.proxies.keys(),
      ]);
    }
    plans.set(name, planOf(unit, relation, wanted, plans.get(name)));
  }
  return [...plans.values()];
}

/**
 * What objects of a class have loaded along unless told otherwise, and what that has. A chain ends where it comes to a
 * relationship that it has been through, or to the other side of one.
 */
export function defaultPlans(
  unit: Unit,
  { loading }: EntityRuntime,
  path: readonly RelationLayout[] = [],
): readonly RelatedPlan[] {
  return loading
    .filter(({ layout }) => !path.some((been) => been === layout || been === layout.inverse))
    .map((relation) => ({
      ...emptyPlan(unit, relation, path),
      joined: relation.mapping.options.load === "joined",
    }));
}

/** Plans without those of some relationships. @throws UnknownPropertyError */
export function plansWithout(
  { relations, name }: EntityRuntime,
  plans: readonly RelatedPlan[],
  names: readonly string[],
): RelatedPlan[] {
  const known = relations.map(({ layout }) => layout.property);
  const unknown = names.find((each) => !known.includes(each));
  if (unknown !== undefined) throw new UnknownPropertyError(name, unknown, known);
  return plans.filter(({ relation }) => !names.includes(relation.layout.property));
}

function planOf(unit: Unit, relation: RelationRuntime, wanted: unknown, before: RelatedPlan | undefined): RelatedPlan {
  const { layout, mapping } = relation;
  if (layout.writeOnly) throw new WriteOnlyError(`${mapping.source.class.name}.${layout.property}`, layout.property);
  const base = before ?? emptyPlan(unit, relation);
  if (wanted === true) return base;
  if (wanted === "joined") return { ...base, joined: true };
  if (typeof wanted === "function") {
    const query = new RelatedQuery<unknown>({ ...base, joined: false });
    return (wanted as (query: RelatedQuery<unknown>) => RelatedQuery<unknown>)(query).plan;
  }
  return withTree(base, wanted as object);
}

function emptyPlan(unit: Unit, relation: RelationRuntime, path: readonly RelationLayout[] = []): RelatedPlan {
  const criteria = new Criteria(relation.target, "t");
  const { deferred: left } = relation.target;
  const inner = defaultPlans(unit, relation.target, [...path, relation.layout]);
  const base = { unit, relation, criteria, left, columns: [], inner };
  return { ...base, orderBy: [], limit: undefined, joined: false, filters: undefined };
}

/** Loads what the plans say for these objects, level by level: one query a relationship, however many objects. */
export async function loadAlong(
  context: LoadContext,
  states: readonly InstanceState[],
  plans: readonly RelatedPlan[],
): Promise<void> {
  if (states.length === 0) return;
  const load = async (plan: RelatedPlan): Promise<void> => {
    const own = { ...context, filters: (context.filters ?? Filters.none).with(plan.filters) };
    const filter = filterOf(plan, own.filters);
    const options = filter === undefined ? { left: plan.left } : { filter, left: plan.left };
    const found = await loadRelation(own, states, plan.relation, options);
    if (plan.inner.length === 0 && plan.columns.length === 0) return;
    const related = found ?? relatedOf(states, plan.relation);
    await loadColumns(context, related, plan.columns);
    await loadAlong(context, related, plan.inner);
  };
  // Side by side, so that relationships of the same objects don't wait for one another's answers.
  for (const result of await Promise.allSettled(plans.map(load))) if (result.status === "rejected") throw result.reason;
}

function filterOf({ criteria, orderBy, limit, filters: own }: RelatedPlan, filters: Filters): LoadFilter | undefined {
  const isPlain = criteria.conditions.length === 0 && orderBy.length === 0 && limit === undefined;
  if (isPlain && own === undefined) return undefined;
  return {
    // The filters of the class itself are those of the load.
    where: (firstParameter) => criteria.bindTerms(filters).compile(firstParameter),
    orderBy: orderBy.length === 0 ? undefined : orderBy.join(", "),
    limit,
    isPartial: criteria.conditions.length > 0 || limit !== undefined,
  };
}
