/** `whereAny` and `whereNone`: a subquery on a relationship. */
import { RawNode } from "kysely";
import { UnknownPropertyError } from "../errors.ts";
import { columnSql, type TableRuntime } from "../column-runtime.ts";
import type { RelationRuntime } from "../entity-runtime.ts";
import type { Unit } from "../unit.ts";
import type { FilterSettings } from "../filters.ts";
import { Criteria, type Term } from "./criteria.ts";

export interface ExistsOptions {
  readonly inner: (start: Criteria) => { readonly criteria: Criteria; readonly filters: FilterSettings | undefined };
  readonly negated: boolean;
}

/** The subquery as a condition, whose filters are those of the query around it. @throws UnknownPropertyError */
export function existsRelated(unit: Unit, outer: Criteria, name: string, options: ExistsOptions): Term {
  const { entity } = outer;
  const relation = entity.relations.find(({ layout }) => layout.property === name);
  if (relation === undefined) {
    throw new UnknownPropertyError(
      entity.name,
      name,
      entity.relations.map(({ layout }) => layout.property),
    );
  }
  const alias = `${outer.alias}_${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}`;
  const { criteria, filters: own } = options.inner(new Criteria(relation.target, alias));
  const join = joinOf(unit, relation, outer.alias, alias);
  const start = `${options.negated ? "NOT " : ""}EXISTS (SELECT 1 FROM ${join}`;
  return (filters) => {
    const condition = criteria.bind(filters.with(own)).node();
    if (condition === undefined) return RawNode.createWithSql(`${start})`);
    return RawNode.create([`${start} AND `, ")"], [condition]);
  };
}

function joinOf(unit: Unit, { mapping, target }: RelationRuntime, near: string, far: string): string {
  const source = unit.runtime.ofMapper(mapping.source);
  if (mapping.secondary === undefined) {
    const pairs = mapping.pairs.map(({ local, remote }) => {
      return `${columnSql(target.columnAt(remote.position), far)} = ${columnSql(source.columnAt(local.position), near)}`;
    });
    return `${target.fromAll(far)} WHERE ${pairs.join(" AND ")}`;
  }
  const { table: tableMapping, sourcePairs, targetPairs } = mapping.secondary;
  const table: TableRuntime = unit.runtime.tables.get(tableMapping)!;
  const link = `${far}_link`;
  const to = targetPairs.map(({ local, remote }) => {
    return `${link}.${table.columns[local.position]!.sql} = ${columnSql(target.columnAt(remote.position), far)}`;
  });
  const from = sourcePairs.map(({ local, remote }) => {
    return `${link}.${table.columns[remote.position]!.sql} = ${columnSql(source.columnAt(local.position), near)}`;
  });
  return `${table.sql} AS ${link} JOIN ${target.fromJoined(far)} ON ${to.join(" AND ")} WHERE ${from.join(" AND ")}`;
}
