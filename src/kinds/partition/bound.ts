/** Bounds of partitions as SQL: `FOR VALUES FROM ('a') TO ('b')`, `DEFAULT`. */
import { quoteLiteral } from "../../sql/identifier.ts";
import { fragmentText, isSqlFragment } from "../../sql/sql.ts";
import { isBoundText, type BoundValue, type PartitionOf } from "./declare.ts";

/** The bound as PostgreSQL writes it; the comparison settles how values of each type are printed. */
export function boundText(bound: PartitionOf["bound"]): string {
  if (isBoundText(bound)) return fragmentText(bound);
  if (bound === "default") return "DEFAULT";
  if ("from" in bound) return `FOR VALUES FROM (${valueList(bound.from)}) TO (${valueList(bound.to)})`;
  if ("in" in bound) return `FOR VALUES IN (${valueList(bound.in)})`;
  return `FOR VALUES WITH (modulus ${bound.modulus}, remainder ${bound.remainder})`;
}

const valueList = (values: readonly BoundValue[]): string => values.map(valueText).join(", ");

function valueText(value: BoundValue): string {
  if (value === null) return "NULL";
  if (isSqlFragment(value)) return fragmentText(value);
  return typeof value === "string" ? quoteLiteral(value) : String(value);
}
