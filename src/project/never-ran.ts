/**
 * Revisions that count as applied because one above them is, though they never ran here: files that were put below an
 * applied revision afterwards, as a rebase does.
 */
import { relative } from "node:path";
import { ledgerOf, type DatabaseState, type Session, type VersionTable } from "../migration/version-table.ts";
import { marked, newestFirst, reach } from "../script/graph.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { readRows } from "../script/version-rows.ts";

export interface NeverRan {
  readonly id: string;
  readonly message: string;
  readonly path: string;
  /** The revisions by which it counts as applied. */
  readonly below: readonly string[];
}

interface Recorded {
  readonly version_num: string;
  readonly ran: boolean;
  readonly stamped: boolean;
}

/**
 * A revision never ran where the ledger knows nothing of it although it knows what it stands on: whoever ran that had a
 * ledger, and would have written this one down, too. What a stamp passed over was meant to be.
 */
export async function findNeverRan(
  session: Session,
  table: VersionTable,
  known: { readonly map: RevisionMap; readonly state: DatabaseState; readonly root: string },
): Promise<NeverRan[]> {
  const { map, state, root } = known;
  const { rows } = await session.query<Recorded>(
    `SELECT version_num, bool_or(direction IN ('upgrade', 'downgrade')) AS ran, bool_or(direction = 'stamp') AS stamped
FROM ${ledgerOf(table)} WHERE version_table = $1 AND outcome = 'done' GROUP BY version_num`,
    [table.name],
  );
  const { graph } = map;
  const placed = rows.flatMap((row) => {
    const at = graph.index.get(row.version_num);
    return at === undefined ? [] : [{ ...row, at }];
  });
  const ran = new Set(placed.flatMap(({ at, ran: has }) => (has ? [at] : [])));
  const stamps = placed.flatMap(({ at, stamped }) => (stamped ? [at] : []));
  const meant = reach(graph.allParents, stamps);
  const applied = reach(graph.allParents, readRows(map, state.rows));
  const missing = new Set<number>();
  for (const at of newestFirst(graph, applied, marked(applied)).toReversed()) {
    if (ran.has(at) || meant[at] === 1 || map.revisions[at]!.replaces !== undefined) continue;
    if (graph.allParents[at]!.some((parent) => ran.has(parent) || missing.has(parent))) missing.add(at);
  }
  return [...missing].map((at) => {
    const { id, message, path } = map.revisions[at]!;
    const below = map.ids(graph.allChildren[at]!.filter((child) => applied[child] === 1));
    return { id, message, path: relative(root, path), below };
  });
}
