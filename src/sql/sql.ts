/**
 * `sql` fragments: SQL text with names and values that are quoted when the fragment is written out. The only way raw SQL
 * enters a model or a revision, so interpolating can never inject.
 */
import { quoteIdentifier, quoteLiteral } from "./identifier.ts";

const brand: unique symbol = Symbol.for("limbeck.sql") as never;
export const identifierBrand: unique symbol = Symbol.for("limbeck.identifier") as never;

/** Anything with this method can stand in a fragment as a name: column references, tables. */
export interface SqlName {
  readonly [identifierBrand]: readonly string[];
}

export type SqlValue = SqlFragment | SqlName | string | number | bigint | boolean | null | Date;

/** SQL with its values and names, made by the `sql` tag. */
export interface SqlFragment {
  readonly [brand]: true;
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];
}

/**
 * An SQL fragment; values become quoted literals, columns and `sql.name(…)` become quoted names.
 *
 *     sql`${t.price} >= ${0}`        // price >= 0
 *     sql`lower(${t.email})`         // lower(email)
 */
export const sql: SqlTag = tag as SqlTag;

export interface SqlTag {
  (strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlFragment;
  /** A name, quoted where needed: sql.name("shop", "Order") → `shop."Order"`. */
  name(...names: readonly string[]): SqlName;
  /** Text that is SQL already. Never pass what a user typed. */
  raw(text: string): SqlFragment;
  /** Fragments with a separator between them. */
  join(parts: readonly SqlValue[], separator?: string): SqlFragment;
}

function tag(strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlFragment {
  return Object.freeze({ [brand]: true as const, strings: strings as readonly string[], values });
}

// A function's own `name` can't be assigned, only defined.
Object.defineProperty(tag, "name", {
  value: (...names: readonly string[]): SqlName => Object.freeze({ [identifierBrand]: names }),
});

sql.raw = (text) => Object.freeze({ [brand]: true as const, strings: [text], values: [] });

sql.join = (parts, separator = ", ") =>
  Object.freeze({
    [brand]: true as const,
    strings: parts.length === 0 ? [""] : ["", ...parts.slice(1).map(() => separator), ""],
    values: parts,
  });

export function isSqlFragment(value: unknown): value is SqlFragment {
  return typeof value === "object" && value !== null && brand in value;
}

export function isSqlName(value: unknown): value is SqlName {
  return typeof value === "object" && value !== null && identifierBrand in value;
}

/** The text of a fragment, with all values inlined as literals. */
export function fragmentText(fragment: SqlFragment): string {
  let text = fragment.strings[0] ?? "";
  fragment.values.forEach((value, index) => {
    text += valueText(value) + (fragment.strings[index + 1] ?? "");
  });
  return text;
}

function valueText(value: SqlValue): string {
  if (isSqlFragment(value)) return fragmentText(value);
  if (isSqlName(value)) return value[identifierBrand].map(quoteIdentifier).join(".");
  if (value === null) return "NULL";
  if (typeof value === "string") return quoteLiteral(value);
  if (value instanceof Date) return quoteLiteral(value.toISOString());
  return String(value);
}
