/** Attributes in the form reflection gives them: what is at PostgreSQL's default is left out. */
import { quoteIdentifier, quoteLiteral } from "../sql/identifier.ts";
import { fragmentText, isSqlFragment } from "../sql/sql.ts";
import type { ServerDefault, StorageParameters } from "./column/declaration.ts";
import { catalogText } from "./qualify.ts";

/** A frozen object without the keys whose value is `undefined` or `false`. */
export function compact<T extends object>(object: { [K in keyof T]: T[K] | undefined | false }): T {
  const result: Record<string, unknown> = {};
  for (const key in object) {
    const value: unknown = object[key];
    if (value !== undefined && value !== false) result[key] = value;
  }
  return Object.freeze(result) as T;
}

/** An empty list is left out. */
export const orAbsent = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

/** `fillfactor=70`, sorted by name. */
export function storageParameterTexts(parameters: StorageParameters | undefined): readonly string[] | undefined {
  if (parameters === undefined) return undefined;
  const texts = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return orAbsent(texts.sort());
}

// A dot in the name of a system locale doesn't part a schema from a name.
const systemLocale = /^[A-Za-z][\w-]*\.(utf-?8|iso|latin|euc|koi8|big5|gb|cp\d|win)[\w-]*$/i;

/** A collation as SQL; one without schema is PostgreSQL's own; `default` is left out. */
export function collationText(written: string | undefined): string | undefined {
  if (written === undefined || written === "default" || written === "pg_catalog.default") return undefined;
  return systemLocale.test(written) ? `pg_catalog.${quoteIdentifier(written)}` : catalogText(written);
}

// Operator classes of PostgreSQL itself that are nobody's default. Others may belong to an extension, wherever it is.
const ownOperatorClass =
  /^(text|varchar|bpchar)_pattern_ops$|^jsonb_path_ops$|_(bloom|minmax|minmax_multi|inclusion)_ops$/;

/** An operator class as SQL, qualified where that is certain. */
export function operatorClassText(written: string): string {
  if (written.includes(".") || ownOperatorClass.test(written)) return catalogText(written);
  return quoteIdentifier(written);
}

/** A server default as an expression: `"1"` → `'1'`, `1` → `1`, `true` → `true`. */
export function serverDefaultText(value: ServerDefault): string {
  if (isSqlFragment(value)) return fragmentText(value);
  return typeof value === "string" ? quoteLiteral(value) : String(value);
}
