/** Partitioned tables: how rows are routed, and which part of them a partition holds. */
import { isSqlFragment, type SqlFragment } from "../../sql/sql.ts";
import type { ElementRef } from "../column/column-ref.ts";
import { elementOf } from "../index/declare.ts";

export interface PartitionByExtra {
  readonly extra: "partitionBy";
  readonly method: "range" | "list" | "hash";
  readonly elements: readonly ElementRef[];
}

const by =
  (method: PartitionByExtra["method"]) =>
  (...elements: readonly (ElementRef | SqlFragment)[]): PartitionByExtra =>
    Object.freeze({ extra: "partitionBy" as const, method, elements: elements.map(elementOf) });

/** `partitionBy.range(t.createdAt)`, `partitionBy.list(t.region)`, `partitionBy.hash(t.id)`. */
export const partitionBy = { range: by("range"), list: by("list"), hash: by("hash") };

/** A value of a partition's bound; `sql` for expressions, `MINVALUE` and `MAXVALUE`. */
export type BoundValue = string | number | bigint | boolean | null | SqlFragment;

/** The rows of a partition: `FOR VALUES FROM … TO …`, `IN (…)`, `WITH (modulus …)` or `DEFAULT`. */
export type PartitionBound =
  | "default"
  | { readonly from: readonly BoundValue[]; readonly to: readonly BoundValue[] }
  | { readonly in: readonly BoundValue[] }
  | { readonly modulus: number; readonly remainder: number };

/** The table is a partition of another: `{ partitionOf: { parent: "orders", bound: { from: ["2026-01-01"], to: ["2027-01-01"] } } }`. */
export interface PartitionOf {
  readonly parent: string;
  readonly bound: PartitionBound | SqlFragment;
}

export const isBoundText = (bound: PartitionOf["bound"]): bound is SqlFragment => isSqlFragment(bound);
