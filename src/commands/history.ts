import type { Project } from "../config/config.ts";
import { asksDatabase, type GraphOptions } from "../project/known-graph.ts";
import { readDatabaseState, readGraph } from "../project/workspace.ts";
import { history as historyOf, type RevisionDescription } from "../script/history.ts";

/** Options of `history`. */
export interface HistoryOptions extends GraphOptions {
  /** `start:end`, both inclusive; `current` at either end asks the database. */
  readonly range?: string;
  /** Marks where the database is. */
  readonly indicateCurrent?: boolean;
}

/** Revisions of a range, newest first. */
export async function history(project: Project, options: HistoryOptions = {}): Promise<readonly RevisionDescription[]> {
  const map = options.graph ?? readGraph(project);
  const needsRows = options.indicateCurrent === true || (options.range !== undefined && asksDatabase(options.range));
  return historyOf(map, {
    ...(options.range === undefined ? {} : { range: options.range }),
    ...(needsRows ? { currentRows: (await readDatabaseState(project)).rows } : {}),
  });
}
