/** What a query is made of; queries grow by copying. */
import type { ColumnRuntime } from "../column-runtime.ts";
import type { FilterSettings } from "../filters.ts";
import type { LeftOut } from "../load/left-out.ts";
import type { CompiledSql } from "./compile.ts";
import type { Criteria } from "./criteria.ts";
import type { OrderTerm } from "./order.ts";
import type { RelatedPlan } from "./related.ts";

export interface QueryParts {
  readonly criteria: Criteria;
  readonly order: readonly OrderTerm[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly plans: readonly RelatedPlan[];
  readonly lock: string | undefined;
  /** One row for each value of these. */
  readonly distinct: readonly ColumnRuntime[];
  /** A query of one's own whose rows are those of the class. */
  readonly source: CompiledSql | undefined;
  readonly overwrite: boolean;
  /** Columns that are not read. */
  readonly left: LeftOut;
  /** Filters of this query alone. */
  readonly filters: FilterSettings | undefined;
}

/** @param plans what is loaded along */
export function emptyParts(criteria: Criteria, plans: readonly RelatedPlan[] = []): QueryParts {
  const { deferred: left } = criteria.entity;
  const none = { limit: undefined, offset: undefined, lock: undefined, filters: undefined, source: undefined };
  return { ...none, criteria, distinct: [], order: [], plans, overwrite: false, left };
}
