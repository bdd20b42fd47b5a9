/** `type()`: any type PostgreSQL knows, by name, and expressions that defaults often are. */
import type { ColumnBuilder } from "../../../kinds/column/column-builder.ts";
import { sql, type SqlFragment } from "../../../sql/sql.ts";
import { columnOf } from "./define-type.ts";
import { ownValue } from "../../../util/own-value.ts";

// An identity asks for its type before the server can say which one a name means.
const integers: Readonly<Record<string, string>> = {
  int: "integer",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
};

/**
 * A column of any type, as SQL: `type("ltree")`, `type<string>("citext")`, `type("shop.status")`. A name without schema
 * is looked up by the database, and the comparison settles which type it is.
 */
export function type<Value = unknown>(text: string): ColumnBuilder<Value> {
  return columnOf<Value>(ownValue(integers, text.toLowerCase()) ?? text);
}

/** `now()`, the time at which the transaction began: `timestamp({ timezone: true }).serverDefault(now())`. */
export function now(): SqlFragment {
  return sql`now()`;
}
