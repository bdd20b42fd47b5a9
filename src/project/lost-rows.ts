/** A version table that is empty although the ledger knows better: somebody has lost it, and revisions would run twice. */
import type { RunStep } from "../migration/revision-code.ts";
import { VersionRowsLostError } from "../migration/errors.ts";
import {
  ledgerOf,
  readState,
  type DatabaseState,
  type Session,
  type VersionTable,
} from "../migration/version-table.ts";

interface Last {
  readonly version_num: string;
  readonly direction: string;
  readonly at: Date | string;
}

/** @throws VersionRowsLostError where the last run that the ledger tells of was an upgrade */
export async function refuseLostRows(
  session: Session,
  table: VersionTable,
  { state, steps }: { readonly state: DatabaseState; readonly steps: readonly RunStep[] },
): Promise<void> {
  if (state.rows.length > 0 || !state.hasLedger || steps.length === 0) return;
  // A role that may not read the ledger migrates all the same.
  const { rows } = await session
    .query<Last>(
      `SELECT version_num, direction, started_at AS at FROM ${ledgerOf(table)}
WHERE version_table = $1 AND outcome = 'done' ORDER BY id DESC LIMIT 1`,
      [table.name],
    )
    .catch(() => ({ rows: [] }));
  const last = rows[0];
  if (last?.direction !== "upgrade") return;
  // Another deployment may have applied its first revision between the two questions.
  const now = await readState(session, table);
  if (now.rows.length === 0)
    throw new VersionRowsLostError(last.version_num, new Date(last.at).toISOString(), state.exists);
}
