/**
 * Names in SQL text. A name is quoted only where PostgreSQL would otherwise read another one (manual 4.1.1), so that SQL
 * stays readable and hostile names stay names.
 */
import { reservedWords } from "./reserved-words.ts";

const unquoted = /^[a-z_][a-z0-9_$]*$/;

/** A name as SQL: `orders`, `"Order"`, `"user"`. */
export function quoteIdentifier(name: string): string {
  return unquoted.test(name) && !reservedWords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A dotted name as SQL: `shop.orders`. */
export function quoteQualified(...names: readonly string[]): string {
  return names.map(quoteIdentifier).join(".");
}

/** A list of names as SQL: `a, b`. */
export function quoteList(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(", ");
}

/** Text as an SQL literal that means the same whatever `standard_conforming_strings` says (manual 4.1.2.1). */
export function quoteLiteral(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
