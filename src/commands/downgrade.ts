import type { Project } from "../config/config.ts";
import type { RunResult } from "../migration/run-options.ts";
import { classesInspector } from "../project/allowed-classes.ts";
import { OfflineNeedsRangeError } from "../project/errors.ts";
import { migrate, refuseRange, type MigrateOptions } from "../project/migrate.ts";
import { sqlOfSteps } from "../project/offline-scripts.ts";
import { readGraphToRun } from "../project/workspace.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import { planDowngrade } from "../script/plan.ts";
import { resolveRevisions } from "../script/resolve.ts";

/**
 * Undoes revisions down to a target, which stays applied.
 *
 * @param target a revision, `base`, `-1`, `branch@base` …
 * @throws ClassNotAllowedError, RevisionError, EditedRevisionsError, LockNotAcquiredError, RevisionFailedError, ConnectionError
 */
export function downgrade(project: Project, target: string, options: MigrateOptions = {}): Promise<RunResult> {
  refuseRange(target);
  const map = readGraphToRun(project);
  return migrate(project, map, options, {
    direction: "downgrade",
    inspectSteps: classesInspector(project, map),
    plan: (rows) => planDowngrade(map, rows, target),
  });
}

/** The SQL of a downgrade, `from:to`. @throws OfflineNeedsRangeError */
export async function downgradeSql(
  project: Project,
  target: string,
  options: Pick<MigrateOptions, "graph"> = {},
): Promise<string> {
  const range = isRange(target) ? parseRange(target) : undefined;
  if (range?.start === undefined || range.end === undefined) throw new OfflineNeedsRangeError();
  const map = options.graph ?? readGraphToRun(project);
  return sqlOfSteps(project, planDowngrade(map, resolveRevisions(map, range.start), range.end), false);
}
