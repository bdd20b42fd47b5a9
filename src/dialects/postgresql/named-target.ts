/** How declarations name the object that a privilege, an owner or a label is on. */
import { quoteIdentifier, quoteQualified } from "../../sql/identifier.ts";
import { formatQualifiedName, parseQualifiedName } from "../../sql/qualified-name.ts";
import { qualify } from "../../kinds/qualify.ts";
import { defaultSchema } from "../../sql/default-schema.ts";
import { readName, tokensOf } from "./sql-statement.ts";

/** Objects that lie in no schema. */
const outside: ReadonlySet<string> = new Set([
  "schema",
  "language",
  "eventTrigger",
  "publication",
  "subscription",
  "foreignServer",
  "foreignDataWrapper",
]);

/** `{ materializedView: "shop.totals" }` as statements name it: `MATERIALIZED VIEW shop.totals`; a name alone is a table. */
export function targetText(target: string | Readonly<Record<string, string>>, defaultSchema: string): string {
  if (typeof target === "string") return `TABLE ${qualified(target, defaultSchema)}`;
  const [kind, name] = Object.entries(target)[0] as [string, string];
  const word = kind.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
  if (outside.has(kind)) return `${word} ${quoteIdentifier(name)}`;
  if (kind === "column") return `${word} ${columnName(name, defaultSchema)}`;
  const open = name.indexOf("(");
  if (open === -1) return `${word} ${qualified(name, defaultSchema)}`;
  return `${word} ${qualified(name.slice(0, open), defaultSchema)}${name.slice(open)}`;
}

function qualified(written: string, defaultSchema: string): string {
  const { schema, name } = qualify(written, defaultSchema);
  return quoteQualified(schema, name);
}

function columnName(written: string, defaultSchema: string): string {
  const names = parseQualifiedName(written);
  return quoteQualified(...(names.length === 2 ? [defaultSchema, ...names] : names));
}

/** The inverse: `FUNCTION public.total(integer)` → `{ function: "total(integer)" }`, `TABLE public.orders` → `"orders"`. */
export function targetWords(on: string): string | Readonly<Record<string, string>> {
  const [, words = "", rest = ""] = /^((?:[A-Z]+ )+)(.*)$/s.exec(on) ?? [];
  const tokens = tokensOf(rest);
  const { names, end } = readName(tokens, 0);
  const kind = words
    .trim()
    .toLowerCase()
    .replace(/ [a-z]/g, (letter) => letter.trim().toUpperCase());
  const shown = names.length > 1 && names[0] === defaultSchema() ? names.slice(1) : names;
  const after = tokens[end] === undefined ? "" : rest.slice(tokens[end].at);
  // What lies in no schema is named as it is.
  const name = (names.length === 1 ? (names[0] ?? "") : formatQualifiedName(...shown)) + after;
  return kind === "table" ? name : { [kind]: name };
}
