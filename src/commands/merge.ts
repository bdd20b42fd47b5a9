/** Joins heads by a revision that does nothing else. */
import type { Project } from "../config/config.ts";
import { draftMerge } from "../script/merge.ts";
import type { Revision } from "../script/revision.ts";
import { revisionSettings, writeRevisionFile } from "../project/new-file.ts";
import { readGraph } from "../project/workspace.ts";

/** Options of `merge`. */
export interface MergeOptions {
  readonly message?: string;
  readonly branchLabels?: readonly string[];
  readonly id?: string;
  readonly splice?: boolean;
}

/** Merges the named revisions, all heads by default. */
export function merge(
  project: Project,
  revisions: readonly string[] = ["heads"],
  options: MergeOptions = {},
): Revision {
  const draft = draftMerge(
    readGraph(project),
    { revisions: revisions.length === 0 ? ["heads"] : revisions, ...options },
    revisionSettings(project),
  );
  writeRevisionFile(project, draft, { upgrade: "", downgrade: "" });
  return draft;
}
