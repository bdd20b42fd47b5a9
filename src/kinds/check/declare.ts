import type { SqlFragment } from "../../sql/sql.ts";
import type { CheckOptions } from "../column/declaration.ts";

export interface CheckExtra extends CheckOptions {
  readonly extra: "check";
  readonly expression: SqlFragment;
}

/** A check of the table: `` check(sql`${t.price} >= 0`, { name: "positive_price" }) ``. */
export function check(expression: SqlFragment, options: CheckOptions = {}): CheckExtra {
  return Object.freeze({ ...options, extra: "check" as const, expression });
}
