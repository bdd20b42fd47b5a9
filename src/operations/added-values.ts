/**
 * Where statements stand that add a value of an enum. They may run in a transaction, but nothing can use the value before that has
 * ended (manual, ALTER TYPE), so one that something after it may use runs alone, before the others where it can. Whether
 * something uses it, only the server knows; where there is none to ask, whatever may do so counts.
 */
import { escapePattern } from "../util/escape-pattern.ts";
import type { AddedValue, Statement } from "./operation.ts";

/** The statements with those that have to run alone marked so, and first where nothing before them names the type. */
export function withAddedValuesApart(statements: readonly Statement[]): readonly Statement[] {
  if (statements.every(({ adds }) => adds === undefined)) return statements;
  const first: Statement[] = [];
  const rest: Statement[] = [];
  for (const [at, statement] of statements.entries()) {
    const { adds, transactional } = statement;
    const isUsed = adds !== undefined && statements.slice(at + 1).some((later) => mayUse(later, adds));
    if (adds === undefined || transactional === false || !isUsed) {
      rest.push(statement);
      continue;
    }
    const isFree = !rest.some(({ sql }) => names(sql, adds.type));
    (isFree ? first : rest).push({ ...statement, transactional: false });
  }
  return [...first, ...rest];
}

const definesOnly = /^\s*(?:create|alter|drop|comment|grant|revoke)\b/i;
const readsRows = /\b(?:using|select|as)\b/i;

function mayUse({ sql, adds }: Statement, { type, value }: AddedValue): boolean {
  // The place of another value is looked up by its name.
  if (adds !== undefined) return false;
  if (!definesOnly.test(sql)) return !sql.startsWith("SET ");
  return names(sql, value) || (names(sql, type) && readsRows.test(sql));
}

/** True where a text holds the name as a word, quoted in whatever way. */
const names = (sql: string, name: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${escapePattern(name)}(?![\\p{L}\\p{N}_])`, "u").test(sql);
