/** Attributes in the form reflection gives them: what is at PostgreSQL's default is left out. */
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/identifier.ts";
import { fragmentText, isSqlFragment } from "../sql/sql.ts";
import type { ServerDefault, StorageParameters } from "./column/declaration.ts";
import { catalogText, qualify } from "./qualify.ts";

/** A frozen object without the keys whose value is `undefined` or `false`; PostgreSQL keeps no empty comment, either. */
export function compact<T extends object>(object: { [K in keyof T]: T[K] | undefined | false }): T {
  const result: Record<string, unknown> = {};
  for (const key in object) {
    const value: unknown = object[key];
    if (value !== undefined && value !== false && !(key === "comment" && value === "")) result[key] = value;
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

// PostgreSQL's own operator classes that are their type's default wherever they fit, and those that never are or not always.
const defaultOperatorClass =
  /^(aclitem|array|bit|bool|box|bpchar|bytea|char|cid|circle|date|enum|float[48]|int[248]|interval|jsonb|macaddr8?|money|multirange|name|numeric|oid|oidvector|pg_lsn|point|poly|quad_point|range|record|text|tid|time|timestamp|timestamptz|timetz|tsquery|tsvector|uuid|varbit|xid8?|(?!inet)\w+_minmax|\w+_inclusion)_ops$/;
const ownOperatorClass =
  /^(text_pattern|varchar_pattern|bpchar_pattern|jsonb_path|kd_point|record_image|cidr|inet|varchar|\w+_bloom|\w+_minmax_multi|inet_minmax)_ops$/;

/**
 * An operator class as SQL: left out where it is the default and has no parameters, qualified where it is PostgreSQL's own. Any other may
 * belong to an extension wherever that is, and stays as written.
 */
export function operatorClassText(written: string, hasParameters: boolean = false): string | undefined {
  if (defaultOperatorClass.test(written)) return hasParameters ? catalogText(written) : undefined;
  return written.includes(".") || ownOperatorClass.test(written) ? catalogText(written) : quoteIdentifier(written);
}

/** A function as SQL: what is in `pg_catalog` is visible always and written without schema. */
export function visibleText(written: string): string {
  const { schema, name } = qualify(written, "pg_catalog");
  return schema === "pg_catalog" ? quoteIdentifier(name) : quoteQualified(schema, name);
}

/** A server default as an expression: `"1"` → `'1'`, `1` → `1`, `true` → `true`. */
export function serverDefaultText(value: ServerDefault): string {
  if (isSqlFragment(value)) return fragmentText(value);
  return typeof value === "string" ? quoteLiteral(value) : String(value);
}
