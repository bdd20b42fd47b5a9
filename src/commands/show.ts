import type { Project } from "../config/config.ts";
import { asksDatabase, type GraphOptions } from "../project/known-graph.ts";
import { readDatabaseState, readGraph } from "../project/workspace.ts";
import { countsFromEnd, show as showOf, type RevisionDescription } from "../script/history.ts";
import { parseIdentifier } from "../script/identifier.ts";

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
