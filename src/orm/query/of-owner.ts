/** A query for what one object's relationship leads to, of which nothing needs to be loaded. */
import { RawNode, ValueNode, type OperationNode } from "kysely";
import type { InstanceState } from "../../model/state.ts";
import { columnSql, type ColumnRuntime } from "../column-runtime.ts";
import type { RelationRuntime } from "../entity-runtime.ts";
import { UnknownPropertyError } from "../errors.ts";
import type { Unit } from "../unit.ts";
import { Criteria } from "./criteria.ts";
import { orderTerm } from "./order.ts";
import { emptyParts, type QueryParts } from "./parts.ts";
import { defaultPlans } from "./related.ts";

/** @throws UnknownPropertyError */
export function partsOfOwner(unit: Unit, state: InstanceState, name: string): QueryParts {
  const entity = unit.entityOf(state);
  const relation = entity.relations.find(({ layout }) => layout.property === name);
  if (relation === undefined) {
    const known = entity.relations.map(({ layout }) => layout.property);
    throw new UnknownPropertyError(entity.name, name, known);
  }
  const criteria = new Criteria(relation.target, "t").withNode(conditionOf(unit, state, relation));
  const order = relation.mapping.orderBy.map(({ column, descending }) => {
    return orderTerm(unit, criteria, column.property, descending ? "desc" : "asc");
  });
  return { ...emptyParts(criteria, defaultPlans(unit, relation.target)), order };
}

/** Rows whose columns hold what the owner's hold. */
function conditionOf(unit: Unit, state: InstanceState, { mapping, target }: RelationRuntime): OperationNode {
  const stored = state.originals ?? state.values;
  const entity = unit.entityOf(state);
  if (mapping.secondary === undefined) {
    const pairs = mapping.pairs.map(({ local, remote }): Equal => {
      const column = target.columnAt(remote.position);
      return [columnSql(column, "t"), entity.columnAt(local.position), stored[local.position]];
    });
    return allEqual("(", pairs, ")");
  }
  const { table, sourcePairs, targetPairs } = mapping.secondary;
  const secondary = unit.runtime.tables.get(table)!;
  const to = targetPairs.map(({ local, remote }) => {
    return `s.${secondary.columns[local.position]!.sql} = ${columnSql(target.columnAt(remote.position), "t")}`;
  });
  const pairs = sourcePairs.map(({ local, remote }): Equal => {
    return [`s.${secondary.columns[remote.position]!.sql}`, entity.columnAt(local.position), stored[local.position]];
  });
  return allEqual(`EXISTS (SELECT 1 FROM ${secondary.sql} AS s WHERE ${to.join(" AND ")} AND `, pairs, ")");
}

type Equal = readonly [sql: string, column: ColumnRuntime, value: unknown];

function allEqual(start: string, pairs: readonly Equal[], end: string): OperationNode {
  const fragments = [start];
  const nodes: OperationNode[] = [];
  for (const [sql, { encode, elementType, cast }, value] of pairs) {
    const isNone = value === null || value === undefined;
    nodes.push(ValueNode.create(isNone || encode === undefined ? (value ?? null) : encode(value)));
    fragments[fragments.length - 1] += `${nodes.length > 1 ? " AND " : ""}${sql} = `;
    fragments.push(`::${elementType}${cast === undefined ? "" : `::${cast}`}`);
  }
  fragments[fragments.length - 1] += end;
  return RawNode.create(fragments, nodes);
}
