/** Finds and reads the tables in which other tools keep what they have applied. Reads only. */
import { createHash } from "node:crypto";
import type { Queryable } from "../dialects/dialect.ts";
import { quoteQualified } from "../sql/identifier.ts";
import { formatQualifiedName, parseQualifiedName } from "../sql/qualified-name.ts";
import { tools, type HistoryEntry, type HistoryProblem, type Row, type Tool } from "./tools.ts";

export interface HistoryTable {
  readonly tool: Tool;
  /** `drizzle.__drizzle_migrations` */
  readonly table: string;
  readonly schema: string;
}

export interface History extends HistoryTable {
  /** In the order of their keys. */
  readonly entries: readonly HistoryEntry[];
  readonly problems: readonly HistoryProblem[];
}

interface FoundTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

const tablesSql = `SELECT n.nspname::text AS schema, c.relname::text AS name,
  (SELECT coalesce(pg_catalog.array_agg(a.attname::text), '{}') FROM pg_catalog.pg_attribute a
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relname = ANY ($1::text[]) AND n.nspname NOT LIKE 'pg\\_temp%'
ORDER BY 1, 2`;

/** The histories that a database holds, by name and columns of their tables. */
export async function findHistories(connection: Queryable): Promise<HistoryTable[]> {
  const names = [...new Set(tools.flatMap(({ table, beside }) => [table, ...(beside === undefined ? [] : [beside])]))];
  const { rows } = await connection.query<Row>(tablesSql, [names]);
  const found = rows as unknown as readonly FoundTable[];
  return tools.flatMap((tool) =>
    found
      .filter((table) => isOf(tool, table, found))
      .map((table) => ({
        tool,
        schema: table.schema,
        table: formatQualifiedName(table.schema, table.name),
      })),
  );
}

function isOf(tool: Tool, table: FoundTable, all: readonly FoundTable[]): boolean {
  if (table.name !== tool.table || !tool.columns.every((column) => table.columns.includes(column))) return false;
  if ((tool.without ?? []).some((column) => table.columns.includes(column))) return false;
  const has = (name: string): boolean => all.some((other) => other.schema === table.schema && other.name === name);
  if (tool.beside !== undefined && !has(tool.beside)) return false;
  if (tool.notBeside !== undefined && has(tool.notBeside)) return false;
  // A table of a name that many use belongs to a tool with a schema of its own only there.
  const isShared = tool.table === "migrations" || tool.table === "schema_migrations";
  if (isShared && tool.schema !== undefined) return table.schema === tool.schema;
  return !(isShared && tools.some((other) => other.table === tool.table && other.schema === table.schema));
}

/** What a history says. */
export async function readHistory(connection: Queryable, { tool, schema, table }: HistoryTable): Promise<History> {
  const [, name = ""] = parseQualifiedName(table);
  const { rows } = await connection.query<{ row: Row }>(
    `SELECT pg_catalog.to_jsonb(t) AS row FROM ${quoteQualified(schema, name)} t ORDER BY t::text`,
  );
  const read = rows.map(({ row }) => (typeof row === "string" ? (JSON.parse(row) as Row) : row));
  const ordered = [...read].sort((a, b) => Number(a["id"] ?? 0) - Number(b["id"] ?? 0));
  const entries = [...tool.entries(ordered)].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { tool, schema, table, entries, problems: tool.problems?.(ordered) ?? [] };
}

/** Changes with every migration that was applied, and with its checksum. */
export function digestOf(entries: readonly HistoryEntry[]): string {
  const lines = entries.map(({ key, checksum = "" }) => JSON.stringify([key, checksum]));
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}
