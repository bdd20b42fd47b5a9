import type { Project } from "../config/config.ts";
import { readDatabaseState, readGraph } from "../project/workspace.ts";
import { currentOf, isAtHeads, type RevisionDescription } from "../script/history.ts";

/** Where a database is. */
export interface CurrentResult {
  /** False where the database has no version table yet. */
  readonly initialised: boolean;
  readonly rows: readonly string[];
  readonly revisions: readonly RevisionDescription[];
  readonly atHeads: boolean;
  readonly heads: readonly string[];
  /** A revision that an earlier run stopped in. */
  readonly partlyApplied: string | undefined;
}

/** Where the database is. Creates nothing. */
export async function current(project: Project): Promise<CurrentResult> {
  const state = await readDatabaseState(project);
  const map = readGraph(project);
  return {
    initialised: state.exists,
    rows: state.rows,
    revisions: currentOf(map, state.rows),
    atHeads: isAtHeads(map, state.rows),
    heads: map.realHeads,
    partlyApplied: state.progress[0]?.revision,
  };
}
