/** Where am I, what is pending, and is everything as it was when it was applied? */
import type { Project } from "../config/config.ts";
import { ledgerOf, readState, type Session, type VersionTable } from "../migration/version-table.ts";
import { currentOf, pendingOf, type RevisionDescription } from "../script/history.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { findEdited, type EditedRevision } from "../project/edited-revisions.ts";
import { findNeverRan, type NeverRan } from "../project/never-ran.ts";
import { missingFoldersOf, readGraph, versionTableOf, withConnection } from "../project/workspace.ts";

/** Where a database is and what is pending. */
export interface StatusResult {
  readonly environment: string;
  /** Where the database is, fit to print. */
  readonly database: string;
  readonly initialised: boolean;
  readonly current: readonly RevisionDescription[];
  readonly pending: readonly { readonly id: string; readonly message: string }[];
  readonly heads: readonly string[];
  readonly partlyApplied: { readonly revision: string; readonly statements: number } | undefined;
  /** Revisions whose file is no longer what was applied here. */
  readonly edited: readonly EditedRevision[];
  /** Revisions that count as applied though they never ran here. */
  readonly neverRan: readonly NeverRan[];
  /** How the database came under version control, where another tool had it before: `adopted from Drizzle at 0016_ordinary`. */
  readonly adopted: string | undefined;
  /** Folders of revisions that are not there. */
  readonly missingFolders: readonly string[];
}

/** Reads the graph and the database; creates nothing. */
export function status(project: Project): Promise<StatusResult> {
  return inSchemaOfDatabase(project, statusIn);
}

async function statusIn(project: Project): Promise<StatusResult> {
  const map = readGraph(project);
  const table = versionTableOf(project);
  return withConnection(project, async (connection, driver) => {
    const state = await readState(connection, table);
    const partly = state.progress[0];
    const known = { map, state, root: project.root };
    return {
      environment: project.environment.name,
      database: driver.description,
      initialised: state.exists,
      current: currentOf(map, state.rows),
      pending: pendingOf(map, state.rows).map((id) => ({ id, message: map.get(id).message })),
      heads: map.realHeads,
      partlyApplied: partly === undefined ? undefined : { revision: partly.revision, statements: partly.statements },
      edited: state.hasLedger ? await findEdited(connection, table, known) : [],
      neverRan: state.hasLedger ? await findNeverRan(connection, table, known) : [],
      adopted: state.hasLedger ? await adoptedIn(connection, table) : undefined,
      missingFolders: missingFoldersOf(project),
    };
  });
}

/** What the ledger says of the take-over. */
async function adoptedIn(session: Session, table: VersionTable): Promise<string | undefined> {
  const { rows } = await session.query<{ text: string }>(
    `SELECT message || ' by ' || version_num AS text FROM ${ledgerOf(table)}
WHERE version_table = $1 AND direction = 'stamp' AND message LIKE 'adopted%' ORDER BY started_at LIMIT 1`,
    [table.name],
  );
  return rows[0]?.text;
}
