/** Relationships that are loaded by the same query, through outer joins. */
import type { InstanceState } from "../../model/state.ts";
import { materialize } from "../load/materialize.ts";
import { orderOf, placeLoaded } from "../load/relations.ts";
import { columnSql } from "../column-runtime.ts";
import type { EntityRuntime, RelationRuntime } from "../entity-runtime.ts";
import type { Filters } from "../filters.ts";
import type { LeftOut } from "../load/left-out.ts";
import { restricted } from "../load/key-condition.ts";
import type { Unit } from "../unit.ts";
import type { QueryHost } from "./host.ts";
import type { RelatedPlan } from "./related.ts";

export interface Joins {
  /** Whose columns come first in a row. */
  readonly entity: EntityRuntime;
  readonly relations: readonly RelationRuntime[];
  /** What is not read of each. */
  readonly left: readonly LeftOut[];
  readonly columns: readonly string[];
  readonly sql: string;
  /** Those of the filters of the related classes. */
  readonly parameters: readonly unknown[];
  /** The declared orders of the relationships; after that of the query. */
  readonly orderBy: string;
  /** True where a row of the class may come several times. */
  readonly multiplies: boolean;
}

/** The joins of plans that ask for them; `before` is how many parameters the statement has in front of theirs. */
export function withJoins(
  unit: Unit,
  entity: EntityRuntime,
  plans: readonly RelatedPlan[],
  { filters, before = 0 }: { readonly filters: Filters; readonly before?: number },
): Joins {
  const chosen = plans
    .filter(({ joined, relation }) => joined && relation.layout.direction !== "manyToMany")
    // The rows that are counted are those of one table: others are left to queries of their own.
    .filter(({ relation: { layout } }) => !(layout.many && entity.isPolymorphic));
  const relations = chosen.map(({ relation }) => relation);
  const left = chosen.map((plan) => plan.left);
  const columns = relations.map(({ target }, index) => target.selectList(`j${index}`, left[index]));
  const parameters: unknown[] = [];
  const texts = relations.map((relation, index) => {
    const { tables, on } = joinText(unit, relation, `j${index}`);
    const condition = restricted(relation.target, `j${index}`, on, filters, before + parameters.length + 1);
    parameters.push(...condition.parameters);
    return ` LEFT JOIN ${tables} ON ${condition.sql}`;
  });
  const sql = texts.join("");
  const orderBy = relations.flatMap((relation, index) => orderOf(relation, `j${index}`) ?? []).join(", ");
  return {
    entity,
    relations,
    left,
    columns,
    sql,
    parameters,
    orderBy,
    multiplies: relations.some(({ layout }) => layout.many),
  };
}

function joinText(unit: Unit, { mapping, target }: RelationRuntime, alias: string) {
  const source = unit.runtime.ofMapper(mapping.source);
  const pairs = mapping.pairs.map(({ local, remote }) => {
    const far = columnSql(target.columnAt(remote.position), alias);
    return `${far} = ${columnSql(source.columnAt(local.position), "t")}`;
  });
  return { tables: target.fromJoined(alias), on: { sql: pairs.join(" AND "), parameters: [] } };
}

interface JoinedRows {
  readonly rows: readonly (readonly unknown[])[];
  /** The objects of the rows. */
  readonly owners: readonly InstanceState[];
  readonly filters: Filters;
}

/** Puts what came along into place. */
export function takeJoined(
  host: QueryHost,
  { relations, left, entity }: Joins,
  { rows, owners, filters }: JoinedRows,
): void {
  if (owners.length === 0) return;
  let offset = entity.reads.length;
  for (const [at, relation] of relations.entries()) {
    const states = materialize(host.unit, relation.target, rows, { offset, left: left[at]!, filters });
    const lists = new Map<InstanceState, Set<InstanceState>>();
    owners.forEach((owner, index) => {
      const list = lists.get(owner) ?? new Set();
      lists.set(owner, list);
      if (states[index] !== undefined) list.add(states[index]);
    });
    for (const [owner, list] of lists)
      placeLoaded(
        host.unit,
        owner,
        relation.layout,
        Array.from(list, (state) => state.instance),
        { filtered: filters.touches(relation.target) },
      );
    host.loaded(relation.target, [...new Set(states.filter((state) => state !== undefined))]);
    offset += relation.target.reads.length;
  }
}
