/** Commands that read the graph, and the database only where that is asked for: history, heads, branches, show, current. */
import type { Project } from "../config/config.ts";
import { parseIdentifier } from "../script/identifier.ts";
import {
  branchesOf,
  countsFromEnd,
  currentOf,
  headsOf,
  history as historyOf,
  isAtHeads,
  show as showOf,
  type Branching,
  type RevisionDescription,
} from "../script/history.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { readDatabaseState, readGraph } from "../project/workspace.ts";

/** The graph as it was read before, for callers that need it themselves. */
export interface GraphOptions {
  readonly graph?: RevisionMap;
}

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

const asksDatabase = (text: string): boolean => text.split(":").some((part) => /(^|@)current\b/.test(part.trim()));

/** The newest revisions of every line. */
export function heads(
  project: Project,
  options: { readonly resolveDependencies?: boolean } = {},
): readonly RevisionDescription[] {
  return headsOf(readGraph(project), options);
}

/** Revisions that several others follow. */
export function branches(project: Project): readonly Branching[] {
  return branchesOf(readGraph(project));
}

/** Everything about the revisions that an identifier names. */
export async function show(
  project: Project,
  revision: string,
  options: GraphOptions = {},
): Promise<readonly RevisionDescription[]> {
  const map = options.graph ?? readGraph(project);
  const identifier = parseIdentifier(revision);
  const isRelative = identifier.kind === "relative" && identifier.name === undefined;
  const needsRows = asksDatabase(revision) || (isRelative && !countsFromEnd(revision));
  return showOf(map, revision, needsRows ? (await readDatabaseState(project)).rows : undefined);
}

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
