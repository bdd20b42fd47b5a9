/** Applied revisions whose files are no longer what was applied, by the checksums of the ledger. */
import { relative } from "node:path";
import type { Project } from "../config/config.ts";
import { EditedRevisionsError } from "../migration/errors.ts";
import type { RunEvent, RunOptions } from "../migration/run-options.ts";
import { ledgerOf, type DatabaseState, type Session, type VersionTable } from "../migration/version-table.ts";
import { checksum, compareChecksum } from "../script/checksum.ts";
import { readRevisionText } from "../script/parse-revision.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { findNeverRan } from "./never-ran.ts";
import { versionTableOf } from "./workspace.ts";

export interface EditedRevision {
  readonly id: string;
  readonly path: string;
  /** `comments` where the file does what it did: other comments, layout or types. */
  readonly change: "code" | "comments";
  readonly appliedAt: string;
  readonly appliedBy: string;
  /** Checksums of what was applied, and of the file as it is. */
  readonly recorded: string;
  readonly found: string;
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
  return rows.filter((row) => applied.has(row.version_num)).flatMap((row) => editOf(row, known) ?? []);
}

function editOf(
  row: Applied,
  { map, root }: { readonly map: RevisionMap; readonly root: string },
): EditedRevision | undefined {
  const { path } = map.get(row.version_num);
  const text = readRevisionText(path);
  const comparison = compareChecksum(row.checksum, text, path);
  if (comparison !== "different" && comparison !== "comments") return undefined;
  return {
    id: row.version_num,
    path: relative(root, path),
    change: comparison === "comments" ? "comments" : "code",
    appliedAt: new Date(row.started_at).toISOString(),
    appliedBy: row.system_user_name ?? "unknown",
    recorded: row.checksum,
    found: checksum(text, path),
  };
}

export interface EditPolicy {
  readonly map: RevisionMap;
  /** An upgrade builds on what was applied; a downgrade runs the file as it is, which may have been mended meanwhile. */
  readonly direction: "upgrade" | "downgrade";
  readonly allowEdited: boolean;
  readonly onEvent: (event: RunEvent) => void;
}

/**
 * Refuses an upgrade on top of edited revisions, also one that has nothing to run: what was applied is not what the files
 * say. Warns where the edit does no harm or was allowed, and of revisions that never ran.
 */
export function inspectEdits(project: Project, policy: EditPolicy): NonNullable<RunOptions["inspect"]> {
  return async (connection, state, steps) => {
    if (!state.hasLedger) return;
    const known = { map: policy.map, state, root: project.root };
    // A role that may not read the ledger migrates all the same.
    const edited = await findEdited(connection, versionTableOf(project), known).catch(() => []);
    const isStep = new Set(steps.map((step) => step.revision.id));
    const relevant = policy.direction === "upgrade" ? edited : edited.filter(({ id }) => isStep.has(id));
    const changed = relevant.filter(({ change }) => change === "code");
    const isRefused = policy.direction === "upgrade" && !policy.allowEdited;
    if (isRefused && changed.length > 0) throw new EditedRevisionsError(changed);
    const neverRan = await findNeverRan(connection, versionTableOf(project), known).catch(() => []);
    for (const { id, path, below } of policy.direction === "upgrade" ? neverRan : []) {
      policy.onEvent({
        type: "warning",
        message: `${path} (${id}) never ran here: it was put below ${below.join(", ")}, which had been applied.`,
      });
    }
    for (const { id, path, change, appliedAt } of relevant) {
      const what = change === "comments" ? "comments, layout or types of" : "the code of";
      policy.onEvent({
        type: "warning",
        message: `${what} ${path} (${id}) changed after it was applied at ${appliedAt}.`,
      });
    }
  };
}
