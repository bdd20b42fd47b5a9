/**
 * The version table and the two tables beside it: the ledger, which says who ran what, and the progress table, which
 * says how far a revision came that could not run in one transaction. All names are qualified, so that no search_path
 * leads elsewhere. Nothing here is created before the migration lock is held.
 */
import type { DriverConnection } from "../driver/driver.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { RowChanges } from "../script/version-rows.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../sql/identifier.ts";
import {
  VersionRowLostError,
  VersionTableDeniedError,
  VersionTableRefusedError,
  VersionTableShapeError,
} from "./errors.ts";

export type Session = Pick<DriverConnection, "query" | "execute">;

export interface VersionTable {
  readonly schema: string;
  readonly name: string;
}

export const ledgerName = "limbeck_ledger";
export const progressName = "limbeck_progress";

export const qualified = (table: VersionTable): string => quoteQualified(table.schema, table.name);
export const ledgerOf = (table: VersionTable): string => quoteQualified(table.schema, ledgerName);
export const progressOf = (table: VersionTable): string => quoteQualified(table.schema, progressName);

/** How far an earlier run came with a revision. */
export interface Progress {
  readonly revision: string;
  readonly direction: "up" | "down";
  readonly checksum: string;
  /** Statements that are committed. */
  readonly statements: number;
  /** Hash of their texts. */
  readonly statementsHash: string;
}

export interface DatabaseState {
  readonly exists: boolean;
  readonly hasLedger: boolean;
  readonly hasProgress: boolean;
  readonly rows: readonly string[];
  readonly progress: readonly Progress[];
  readonly serverVersion: number;
  readonly readOnly: "recovery" | "setting" | undefined;
}

interface CatalogRow {
  readonly version_table: string | null;
  readonly ledger: string | null;
  readonly progress: string | null;
  readonly columns: string | null;
  readonly server_version: string;
  readonly in_recovery: boolean;
  readonly read_only: string;
}

/**
 * Where a database is. Creates nothing and takes no lock.
 *
 * @throws VersionTableShapeError, VersionTableDeniedError
 */
export async function readState(session: Session, table: VersionTable): Promise<DatabaseState> {
  try {
    return await readTables(session, table);
  } catch (error) {
    throw deniedOr(error, table, "read");
  }
}

/** What a missing right is told as; other errors stay what they are. */
export function deniedOr(error: unknown, table: VersionTable, action: "read" | "changed"): unknown {
  const denied = error instanceof DatabaseError && error.kind === "insufficientPrivilege";
  return denied ? new VersionTableDeniedError(qualified(table), action, error) : error;
}

async function readTables(session: Session, table: VersionTable): Promise<DatabaseState> {
  const { rows } = await session.query<CatalogRow>(catalogSql, [qualified(table), ledgerOf(table), progressOf(table)]);
  const found = rows[0] as CatalogRow;
  const exists = found.version_table !== null;
  if (exists) checkShape(table, found.columns);
  return {
    exists,
    hasLedger: found.ledger !== null,
    hasProgress: found.progress !== null,
    rows: exists ? await readRows(session, table) : [],
    progress: found.progress === null ? [] : await readProgress(session, table),
    serverVersion: Number(found.server_version),
    readOnly: found.in_recovery ? "recovery" : found.read_only === "on" ? "setting" : undefined,
  };
}

const catalogSql = `SELECT pg_catalog.to_regclass($1)::text AS version_table,
  pg_catalog.to_regclass($2)::text AS ledger,
  pg_catalog.to_regclass($3)::text AS progress,
  (SELECT pg_catalog.string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, NULL), ', ' ORDER BY a.attnum)
     FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = pg_catalog.to_regclass($1)::oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  pg_catalog.current_setting('server_version_num') AS server_version,
  pg_catalog.pg_is_in_recovery() AS in_recovery,
  pg_catalog.current_setting('transaction_read_only') AS read_only`;

function checkShape(table: VersionTable, columns: string | null): void {
  const found = columns === null ? [] : columns.split(", ");
  if (found.length !== 1 || !/^version_num (character varying|text)$/.test(found[0] as string)) {
    throw new VersionTableShapeError(qualified(table), found);
  }
}

async function readRows(session: Session, table: VersionTable): Promise<string[]> {
  const { rows } = await session.query<{ version_num: string }>(
    `SELECT version_num FROM ${qualified(table)} ORDER BY version_num COLLATE "C"`,
  );
  return rows.map((row) => row.version_num);
}

async function readProgress(session: Session, table: VersionTable): Promise<Progress[]> {
  const { rows } = await session.query<Record<string, string>>(
    `SELECT version_num, direction, checksum, statements::text AS statements, statements_hash FROM ${progressOf(table)} WHERE version_table = $1`,
    [table.name],
  );
  return rows.map((row) => ({
    revision: row["version_num"] as string,
    direction: row["direction"] === "down" ? "down" : "up",
    checksum: row["checksum"] as string,
    statements: Number(row["statements"]),
    statementsHash: row["statements_hash"] as string,
  }));
}

/** The statement that makes the version table; the same online and offline. */
function createVersionTableSql(table: VersionTable): string {
  return `CREATE TABLE ${qualified(table)} (\n    version_num varchar(32) NOT NULL CONSTRAINT ${quoteIdentifier(`${table.name}_pkc`)} PRIMARY KEY\n)`;
}

/** What makes the version table where nobody can look whether its schema is there. */
export function offlineVersionTableSql(table: VersionTable, defaultSchema: string): string[] {
  const schema = table.schema === defaultSchema ? [] : [`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(table.schema)}`];
  return [...schema, createVersionTableSql(table)];
}

export function createLedgerSql(table: VersionTable): string {
  return `CREATE TABLE ${ledgerOf(table)} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id text NOT NULL,
    version_table text NOT NULL,
    version_num text NOT NULL,
    message text NOT NULL,
    direction text NOT NULL,
    outcome text NOT NULL,
    checksum text,
    started_at timestamptz NOT NULL,
    duration_ms integer NOT NULL,
    database_user text NOT NULL DEFAULT current_user,
    system_user_name text,
    host text,
    tool_version text NOT NULL,
    sqlstate text,
    error text
)`;
}

export function createProgressSql(table: VersionTable): string {
  return `CREATE TABLE ${progressOf(table)} (
    version_table text NOT NULL,
    version_num text NOT NULL,
    direction text NOT NULL,
    checksum text NOT NULL,
    statements integer NOT NULL,
    statements_hash text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    position text,
    PRIMARY KEY (version_table)
)`;
}

/** Makes what is missing, the default schema too, which is here only where the config names it. @throws VersionTableRefusedError. Only under the migration lock: `CREATE TABLE IF NOT EXISTS` alone is no protection in a race. */
export async function ensureVersionTable(
  session: Session,
  table: VersionTable,
  state: DatabaseState,
  defaultSchema: string = table.schema,
): Promise<boolean> {
  if (state.exists) return false;
  const wanted = [...new Set([defaultSchema, table.schema])];
  const { rows } = await session.query<{ name: string }>(
    "SELECT nspname::text AS name FROM pg_catalog.pg_namespace WHERE nspname = ANY ($1)",
    [wanted],
  );
  const missing = wanted.filter((name) => !rows.some((row) => row.name === name));
  const schemas = missing.map((name) => `CREATE SCHEMA ${quoteIdentifier(name)};\n`).join("");
  try {
    await session.execute(`${schemas}${createVersionTableSql(table)}`);
  } catch (error) {
    throw error instanceof DatabaseError ? new VersionTableRefusedError(qualified(table), error) : error;
  }
  return true;
}

/**
 * The SQL of a change of rows, one statement each.
 *
 * @param written how a row stands in it: as a literal, or as a parameter of the caller's
 */
export function rowChangeSql(
  table: VersionTable,
  changes: RowChanges,
  written: (row: string) => string = quoteLiteral,
): { sql: string; row: string }[] {
  const name = qualified(table);
  return [
    ...changes.delete.map((row) => ({ row, sql: `DELETE FROM ${name} WHERE version_num = ${written(row)}` })),
    ...changes.update.map(([from, to]) => ({
      row: from,
      sql: `UPDATE ${name} SET version_num = ${written(to)} WHERE version_num = ${written(from)}`,
    })),
    ...changes.insert.map((row) => ({ row, sql: `INSERT INTO ${name} (version_num) VALUES (${written(row)})` })),
  ];
}

/** @throws VersionRowLostError when a row is not what the plan knew. */
export async function applyRowChanges(session: Session, table: VersionTable, changes: RowChanges): Promise<void> {
  for (const change of rowChangeSql(table, changes)) {
    const result = await session.query(change.sql);
    if (result.rowCount !== 1) throw new VersionRowLostError(qualified(table), change.row, result.rowCount ?? 0);
  }
}

export async function writeProgress(session: Session, table: VersionTable, progress: Progress): Promise<void> {
  await session.query(
    `INSERT INTO ${progressOf(table)} (version_table, version_num, direction, checksum, statements, statements_hash)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (version_table) DO UPDATE SET version_num = excluded.version_num, direction = excluded.direction,
  checksum = excluded.checksum, statements = excluded.statements, statements_hash = excluded.statements_hash, updated_at = now()`,
    [
      table.name,
      progress.revision,
      progress.direction,
      progress.checksum,
      progress.statements,
      progress.statementsHash,
    ],
  );
}

export async function clearProgress(session: Session, table: VersionTable): Promise<void> {
  await session.query(`DELETE FROM ${progressOf(table)} WHERE version_table = $1`, [table.name]);
}
