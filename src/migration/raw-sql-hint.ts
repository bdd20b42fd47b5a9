/** What to write instead of SQL that can't run in a revision as it is. */
import { DatabaseError } from "../driver/errors.ts";

const alone =
  "write `-- upgrade (no transaction)` at the head of the section, or `op.execute(sql, { transactional: false })` in TypeScript.";

const insteadOf: readonly (readonly [statement: RegExp, hint: string])[] = [
  [
    /^\s*create\s+(?:unique\s+)?index\s+concurrently\b/i,
    `op.createIndex(name, table, columns, { concurrently: true }) runs outside of a transaction and takes up what an earlier try has left. For SQL of your own, ${alone}`,
  ],
  [
    /^\s*drop\s+index\s+concurrently\b/i,
    `op.dropIndex(name, { concurrently: true }) runs outside of a transaction. For SQL of your own, ${alone}`,
  ],
  [
    /^\s*(?:create|drop)\s+(?:database|tablespace)\b|^\s*alter\s+database\b.*\bset\s+tablespace\b/is,
    `Databases and tablespaces are better made before revisions run on them. If it has to be here, ${alone}`,
  ],
  [
    /^\s*alter\s+system\b/i,
    `A setting of the server is better made where the server is configured. If it has to be here, ${alone}`,
  ],
];

/** @returns undefined where the server's own hint says enough */
export function rawSqlHint(error: unknown, statement: string | undefined): string | undefined {
  if (!(error instanceof DatabaseError) || statement === undefined) return undefined;
  if (/^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i.test(withoutComments(statement)))
    return "The rows of COPY … FROM stdin are psql's to send. Dump with `pg_dump --inserts` (or --schema-only), or write the rows with op.bulkInsert.";
  if (error.kind === "syntax") return backslashHint(statement, error.position);
  if (error.sqlState !== "25001") return undefined;
  const found = insteadOf.find(([form]) => form.test(withoutComments(statement)));
  return found?.[1] ?? `It runs outside of a transaction only: ${alone}`;
}

/** Lines that begin with a backslash are psql's, such as the \restrict that pg_dump writes since August of 2025. */
function backslashHint(statement: string, position: number | undefined): string | undefined {
  const at = Array.from(statement)
    .slice(0, (position ?? 1) - 1)
    .join("").length;
  const start = statement.lastIndexOf("\n", at - 1) + 1;
  const line = statement.slice(start).split("\n", 1)[0]?.trim() ?? "";
  if (!line.startsWith("\\")) return undefined;
  const word = line.split(/\s/, 1)[0] as string;
  return `${word} is a command of psql, not SQL: take out the lines that begin with a backslash (pg_dump writes \\restrict and \\unrestrict, and \\. after the rows of a COPY).`;
}

const withoutComments = (sql: string): string => sql.replace(/^(?:\s*--[^\n]*\n|\s*\/\*[\s\S]*?\*\/)+/, "");
