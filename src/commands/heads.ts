import type { Project } from "../config/config.ts";
import { readGraph } from "../project/workspace.ts";
import { headsOf, type RevisionDescription } from "../script/history.ts";

/** The newest revisions of every line. */
export function heads(
  project: Project,
  options: { readonly resolveDependencies?: boolean } = {},
): readonly RevisionDescription[] {
  return headsOf(readGraph(project), options);
}
