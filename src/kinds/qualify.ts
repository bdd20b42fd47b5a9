/** Names as users write them (`orders`, `shop.orders`) with the default schema filled in. */
import { quoteQualified } from "../sql/identifier.ts";
import { checkName, formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { InvalidNameError } from "../sql/errors.ts";

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** `orders` → `{ schema: <default>, name: "orders" }`. @throws InvalidNameError for more than two parts. */
export function qualify(written: string, schema: string): QualifiedName {
  if (isPlain(written)) return { schema, name: checkName(written) };
  const parts = parseQualifiedName(written);
  if (parts.length > 2) throw new InvalidNameError(written);
  return parts.length === 1 ? { schema, name: parts[0]! } : { schema: parts[0]!, name: parts[1]! };
}

/** The written form of a name with an optional schema beside it: `("orders", "shop")` → `shop.orders`. */
export function withSchema(name: string, schema: string | undefined): string {
  return schema === undefined ? name : `${formatQualifiedName(schema)}.${name}`;
}

/** A qualified name as SQL, PostgreSQL's own objects under `pg_catalog`. */
export function catalogText(written: string): string {
  const { schema, name } = qualify(written, "pg_catalog");
  return quoteQualified(schema, name);
}

export interface ColumnTarget extends QualifiedName {
  readonly column: string;
}

/** `orders.order_id`, `shop.orders.order_id`. @throws InvalidNameError for anything else. */
export function parseColumnTarget(written: string, schema: string): ColumnTarget {
  const parts = parseQualifiedName(written);
  if (parts.length === 2) return { schema, name: parts[0]!, column: parts[1]! };
  if (parts.length === 3) return { schema: parts[0]!, name: parts[1]!, column: parts[2]! };
  throw new InvalidNameError(written);
}

const isPlain = (written: string): boolean => /^\w+$/.test(written);
