/** Where am I, what is pending, and is everything as it was when it was applied? */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Project } from "../config/config.ts";
import {
  ledgerOf,
  readState,
  type DatabaseState,
  type Session,
  type VersionTable,
} from "../migration/version-table.ts";
import { compareChecksum } from "../script/checksum.ts";
import { currentOf, pendingOf, type RevisionDescription } from "../script/history.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { readGraph, versionTableOf, withConnection } from "./workspace.ts";

export interface EditedRevision {
  readonly id: string;
  readonly path: string;
  readonly appliedAt: string;
  readonly appliedBy: string;
}

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
}

/** Reads the graph and the database; creates nothing. */
export async function status(project: Project): Promise<StatusResult> {
  const map = readGraph(project);
  const table = versionTableOf(project);
  return withConnection(project, async (connection, driver) => {
    const state = await readState(connection, table);
    const partly = state.progress[0];
    return {
      environment: project.environment.name,
      database: driver.description,
      initialised: state.exists,
      current: currentOf(map, state.rows),
      pending: pendingOf(map, state.rows).map((id) => ({ id, message: map.get(id).message })),
      heads: map.realHeads,
      partlyApplied: partly === undefined ? undefined : { revision: partly.revision, statements: partly.statements },
      edited: state.hasLedger ? await findEdited(connection, table, { map, state, root: project.root }) : [],
    };
  });
}

interface Applied {
  readonly version_num: string;
  readonly checksum: string;
  readonly started_at: Date | string;
  readonly system_user_name: string | null;
}

/** Applied revisions whose file no longer has the checksum that the ledger holds. */
export async function findEdited(
  session: Session,
  table: VersionTable,
  known: { readonly map: RevisionMap; readonly state: DatabaseState; readonly root: string },
): Promise<EditedRevision[]> {
  const { rows } = await session.query<Applied>(
    `SELECT DISTINCT ON (version_num) version_num, checksum, started_at, system_user_name FROM ${ledgerOf(table)}
WHERE version_table = $1 AND direction = 'upgrade' AND outcome = 'done' AND checksum IS NOT NULL
ORDER BY version_num, id DESC`,
    [table.name],
  );
  const applied = known.map.ancestors(known.state.rows, { withDependencies: true });
  return rows
    .filter((row) => applied.has(row.version_num))
    .flatMap((row) => {
      const { path } = known.map.get(row.version_num);
      if (compareChecksum(row.checksum, readFileSync(path, "utf8")) !== "different") return [];
      return [
        {
          id: row.version_num,
          path: relative(known.root, path),
          appliedAt: new Date(row.started_at).toISOString(),
          appliedBy: row.system_user_name ?? "unknown",
        },
      ];
    });
}
