/**
 * What an SQL expression lends to a name that PostgreSQL makes: the one column of a check, the function of an index
 * element. Only names depend on it, so reading the text without a parser is enough.
 */
import { ownValue } from "../util/own-value.ts";

const words = /'(?:[^']|'')*'|"((?:[^"]|"")*)"|([a-zA-Z_][\w$]*)(\s*\()?/g;

/** The table's columns that an expression mentions, each once. */
export function columnsIn(expression: string, columns: { has(name: string): boolean }): string[] {
  const found = new Set<string>();
  for (const [, quoted, plain, call] of expression.matchAll(words)) {
    const name = quoted?.replaceAll('""', '"') ?? (call === undefined ? plain?.toLowerCase() : undefined);
    if (name !== undefined && columns.has(name)) found.add(name);
  }
  return [...found];
}

const internalNames: Readonly<Record<string, string>> = {
  integer: "int4",
  int: "int4",
  bigint: "int8",
  smallint: "int2",
  boolean: "bool",
  real: "float4",
  "double precision": "float8",
  "character varying": "varchar",
  character: "bpchar",
  decimal: "numeric",
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  "time with time zone": "timetz",
};

/** What PostgreSQL calls an expression in an index: its function, the column or type of a cast, or `expr`. */
export function expressionName(expression: string): string {
  return figure(expression.trim())?.name ?? "expr";
}

interface Figured {
  readonly name: string;
  /** A name that a cast around it keeps. */
  readonly strong: boolean;
}

function figure(text: string): Figured | undefined {
  const inner = withoutParentheses(text);
  if (inner !== text) return figure(inner);
  const cast = /^(.*\S)\s*::\s*([\w ."]+?)(?:\(\d+(?:,\d+)?\))?(?:\[\])?$/s.exec(text);
  if (cast && isBalanced(cast[1]!)) return figureCast(cast[1]!, cast[2]!);
  if (/^case\b.*\bend$/is.test(text)) return { name: "case", strong: false };
  const call = /^(?:[\w"]+\.)*("?[\w$]+"?)\s*(\(.*\))$/s.exec(text);
  if (call && withoutParentheses(call[2]!) !== call[2]) return { name: unquote(call[1]!), strong: true };
  const column = /^(?:[\w"$]+\.)*("[^"]+"|[a-zA-Z_][\w$]*)$/.exec(text);
  return column ? { name: unquote(column[1]!), strong: true } : undefined;
}

function figureCast(operand: string, type: string): Figured {
  const inside = figure(operand);
  if (inside?.strong) return inside;
  const name = type.trim().toLowerCase();
  return { name: ownValue(internalNames, name) ?? unquote(name.slice(name.lastIndexOf(".") + 1)), strong: false };
}

const unquote = (name: string): string => (name.startsWith('"') ? name.slice(1, -1) : name.toLowerCase());

/** Takes off one pair of parentheses that spans the whole text. */
export function withoutParentheses(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  const inner = text.slice(1, -1);
  return isBalanced(inner) ? inner.trim() : text;
}

/** Every parenthesis that closes was opened before, quotes aside. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/g)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
