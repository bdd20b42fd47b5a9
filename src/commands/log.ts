/** What was run on a database, when, by whom, and how it ended: the ledger, newest first. */
import type { Project } from "../config/config.ts";
import { readState, ledgerOf } from "../migration/version-table.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { versionTableOf, withConnection } from "../project/workspace.ts";

/** One row of the ledger. */
export interface LogEntry {
  readonly runId: string;
  readonly revision: string;
  readonly message: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly outcome: "done" | "failed";
  readonly startedAt: Date;
  readonly milliseconds: number;
  readonly databaseUser: string;
  readonly systemUser: string | null;
  readonly host: string | null;
  readonly toolVersion: string;
  readonly sqlState: string | null;
  readonly error: string | null;
}

/** Options of `log`. */
export interface LogOptions {
  /** At most so many; default 20. */
  readonly count?: number | undefined;
  /** Only of one revision, by its whole identifier. */
  readonly revision?: string | undefined;
  readonly failed?: boolean | undefined;
}

/**
 * Entries of the ledger. A database that has none has an empty list.
 *
 *     for (const { revision, outcome } of await log(project, { count: 5 })) console.log(revision, outcome);
 */
export function log(project: Project, options: LogOptions = {}): Promise<readonly LogEntry[]> {
  return inSchemaOfDatabase(project, (placed) => logIn(placed, options));
}

function logIn(project: Project, { count = 20, revision, failed = false }: LogOptions): Promise<readonly LogEntry[]> {
  const table = versionTableOf(project);
  return withConnection(project, async (connection) => {
    if (!(await readState(connection, table)).hasLedger) return [];
    const { rows } = await connection.query<LogEntry>(
      `SELECT run_id AS "runId", version_num AS revision, message, direction, outcome, started_at AS "startedAt",
  duration_ms AS milliseconds, database_user AS "databaseUser", system_user_name AS "systemUser", host,
  tool_version AS "toolVersion", sqlstate AS "sqlState", error
FROM ${ledgerOf(table)}
WHERE version_table = $1 AND ($2::text IS NULL OR version_num = $2) AND ($3::bool IS NOT TRUE OR outcome = 'failed')
ORDER BY id DESC LIMIT $4::int4`,
      [table.name, revision ?? null, failed, count],
    );
    return rows;
  });
}
