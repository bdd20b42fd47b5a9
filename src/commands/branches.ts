import type { Project } from "../config/config.ts";
import { readGraph } from "../project/workspace.ts";
import { branchesOf, type Branching } from "../script/history.ts";

/** Revisions that several others follow. */
export function branches(project: Project): readonly Branching[] {
  return branchesOf(readGraph(project));
}
