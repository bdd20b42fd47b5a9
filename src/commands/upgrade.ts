import type { Project } from "../config/config.ts";
import type { RunResult } from "../migration/run-options.ts";
import { classesInspector } from "../project/allowed-classes.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { takeOver, takeOverIn, type Adopted } from "../project/take-over.ts";
import { migrate, upwards, type MigrateOptions } from "../project/migrate.ts";
import { sqlOfSteps } from "../project/offline-scripts.ts";
import { readGraphToRun } from "../project/workspace.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import { planUpgrade } from "../script/plan.ts";
import { resolveRevisions } from "../script/resolve.ts";

/**
 * Applies revisions up to a target.
 *
 *     const { steps } = await upgrade(await loadConfig(), "head");
 *
 * @param target a revision, `head`, `heads`, `+2`, `branch@head` …, or several of them
 * @throws TakeOverRefusedError, ClassNotAllowedError, RevisionError, EditedRevisionsError, LockNotAcquiredError, RevisionFailedError, ConnectionError
 */
export async function upgrade(
  project: Project,
  target: string | readonly string[] = "head",
  options: UpgradeOptions = {},
): Promise<RunResult> {
  const graph = options.graph ?? readGraphToRun(project);
  const inspectSteps = classesInspector(project, graph);
  const plans = upwards(graph, target, inspectSteps);
  if (takeOverIn(graph) === undefined) return migrate(project, graph, options, plans);
  return inSchemaOfDatabase(project, async (placed) => {
    // A run that will be refused must not leave the database taken over.
    const adopted = await takeOver(placed, graph, async (rows) => inspectSteps?.(placed, plans.plan(rows)));
    if (adopted !== undefined) options.onAdopted?.(adopted);
    return migrate(placed, graph, options, plans);
  });
}

export interface UpgradeOptions extends MigrateOptions {
  /** Called where the database of another tool was adopted before the run. */
  readonly onAdopted?: (adopted: Adopted) => void;
}

/**
 * The SQL of an upgrade, without a database: from `from` of `from:to`, or from base.
 *
 *     console.log(await upgradeSql(project, "a0cf:head"));
 */
export async function upgradeSql(
  project: Project,
  target: string = "head",
  options: Pick<MigrateOptions, "graph"> = {},
): Promise<string> {
  const map = options.graph ?? readGraphToRun(project);
  const range = isRange(target) ? parseRange(target) : { start: undefined, end: target };
  const from = range.start === undefined ? [] : resolveRevisions(map, range.start);
  return sqlOfSteps(project, planUpgrade(map, from, range.end ?? "head"), from.length === 0);
}
