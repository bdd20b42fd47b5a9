/** Moves a database up, and down. */
import type { Project } from "../config/config.ts";
import type { RunResult } from "../migration/run.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { OfflineNeedsRangeError } from "../project/errors.ts";
import { migrate, migrateUp, refuseRange, type MigrateOptions } from "../project/migrate.ts";
import { offlineScripts } from "../project/offline-scripts.ts";
import { loadRevisionCode } from "../project/revision-code.ts";
import { readGraphToRun } from "../project/workspace.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import { planDowngrade, planUpgrade, type Step } from "../script/plan.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { Revision } from "../script/revision.ts";

export type { MigrateOptions };

/**
 * Applies revisions up to a target.
 *
 *     const { steps } = await upgrade(await loadConfig(), "head");
 *
 * @param target a revision, `head`, `heads`, `+2`, `branch@head` …, or several of them
 * @throws RevisionError, EditedRevisionsError, LockNotAcquiredError, RevisionFailedError, ConnectionError
 */
export function upgrade(
  project: Project,
  target: string | readonly string[] = "head",
  options: MigrateOptions = {},
): Promise<RunResult> {
  return migrateUp(project, target, options);
}

/**
 * Undoes revisions down to a target, which stays applied.
 *
 * @param target a revision, `base`, `-1`, `branch@base` …
 */
export function downgrade(project: Project, target: string, options: MigrateOptions = {}): Promise<RunResult> {
  refuseRange(target);
  const map = readGraphToRun(project);
  return migrate(project, map, options, { direction: "downgrade", plan: (rows) => planDowngrade(map, rows, target) });
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

async function sqlOfSteps(project: Project, steps: readonly Step[], createTable: boolean): Promise<string> {
  return inNamedSchema(project, async (placed) => {
    const scriptOf = await offlineScripts(placed);
    const revisions = steps.map((step): Revision => step.revision);
    return scriptOf(steps, await loadRevisionCode(placed, revisions), createTable);
  });
}
