import type { Project } from "../config/config.ts";
import type { RunResult } from "../migration/run-options.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { takeOver, takeOverIn, type Adopted } from "../project/take-over.ts";
import { migrateUp, type MigrateOptions, type PlannedSteps } from "../project/migrate.ts";
import { sqlOfSteps } from "../project/offline-scripts.ts";
import { readGraphToRun } from "../project/workspace.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import type { RevisionMap } from "../script/revision-map.ts";
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
  const given = { ...options, graph, inspectSteps: await classesInspectorOf(project, graph) };
  if (takeOverIn(graph) === undefined) return migrateUp(project, target, given);
  return inSchemaOfDatabase(project, async (placed) => {
    const adopted = await takeOver(placed, graph);
    if (adopted !== undefined) options.onAdopted?.(adopted);
    return migrateUp(placed, target, given);
  });
}

export interface UpgradeOptions extends MigrateOptions {
  /** Called where the database of another tool was adopted before the run. */
  readonly onAdopted?: (adopted: Adopted) => void;
}

/** Loaded only where the environment asks for it. */
export async function classesInspectorOf(project: Project, graph: RevisionMap): Promise<PlannedSteps | undefined> {
  if (project.environment.allow === undefined) return undefined;
  const { classesInspector } = await import("../project/linting/allowed-classes.ts");
  return classesInspector(project, graph);
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
