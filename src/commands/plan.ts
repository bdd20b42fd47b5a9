/** What an upgrade would do to a database, statement by statement, to be read before it runs; and the run of what was read. */
import type { Project } from "../config/config.ts";
import { DatabaseError } from "../driver/errors.ts";
import type { RunResult } from "../migration/run-options.ts";
import { readState } from "../migration/version-table.ts";
import { classesInspector } from "../project/allowed-classes.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { readLiveStatistics } from "../project/linting/live-statistics.ts";
import { walkChoice } from "../project/linting/walk-choice.ts";
import { migrate, type MigrateOptions } from "../project/migrate.ts";
import { PlanStaleError, type Plan, type PlannedRevision } from "../project/plan-file.ts";
import { loadRevisionCode } from "../project/revision-code.ts";
import { fingerprintsOf, readGraphToRun, versionTableOf, withConnection } from "../project/workspace.ts";
import { planUpgrade, type Step } from "../script/plan.ts";
import type { RevisionMap } from "../script/revision-map.ts";

/** Options of `plan`. */
export interface PlanOptions {
  readonly scratch?: string | undefined;
  readonly cache?: boolean | undefined;
}

/**
 * Plans an upgrade. Each statement runs on a scratch database, which tells what it locks, rewrites and reads; nothing runs
 * on the environment's own.
 *
 *     const plan = await makePlan(project, "head");
 *     await runPlan(project, plan);
 *
 * @throws ScratchMissingError, ScratchLacksError and what `upgrade` throws of a target
 */
export function makePlan(project: Project, target: string = "head", options: PlanOptions = {}): Promise<Plan> {
  return inSchemaOfDatabase(project, (placed) => planIn(placed, target, options));
}

async function planIn(project: Project, target: string, options: PlanOptions): Promise<Plan> {
  const map = readGraphToRun(project);
  const { rows, digest } = await stateOf(project);
  const steps = planUpgrade(map, rows, target);
  const statistics = steps.length === 0 ? undefined : await readLiveStatistics(project);
  const walked =
    steps.length === 0 ? undefined : await walkChoice(project, map, { from: rows, steps }, { ...options, statistics });
  return {
    version: 1,
    environment: project.environment.name,
    target,
    rows,
    digest,
    revisions: await revisionsOf(project, map, steps),
    statements: walked?.planned ?? [],
    findings: (walked?.findings ?? []).filter(({ direction }) => direction === "upgrade"),
    notes: walked?.notes ?? [],
  };
}

interface PlannedState {
  readonly rows: readonly string[];
  readonly digest: string | null;
}

async function stateOf(project: Project): Promise<PlannedState> {
  return withConnection(project, async (connection) => {
    const { rows } = await readState(connection, versionTableOf(project));
    const { digest } = await fingerprintsOf(project);
    // A role that may not read all of the catalogs plans by the rows alone.
    const found = await digest(connection).catch((error: unknown) => {
      if (error instanceof DatabaseError) return undefined;
      throw error;
    });
    return { rows, digest: found ?? null };
  });
}

async function revisionsOf(
  project: Project,
  map: RevisionMap,
  steps: readonly Step[],
): Promise<readonly PlannedRevision[]> {
  const ids = steps.map(({ revision }) => revision.id);
  const codes = await loadRevisionCode(
    project,
    ids.map((id) => map.get(id)),
  );
  return ids.map((id) => ({ id, message: map.get(id).message, checksum: codes.get(id)?.checksum ?? "" }));
}

/**
 * Runs a plan, if database and files are still what they were when it was made.
 *
 * @throws PlanStaleError, ClassNotAllowedError and all that `upgrade` throws
 */
export function runPlan(project: Project, plan: Plan, options: MigrateOptions = {}): Promise<RunResult> {
  return inSchemaOfDatabase(project, async (placed) => {
    const map = readGraphToRun(placed);
    await refuseStale(placed, map, plan);
    return migrate(placed, map, options, {
      direction: "upgrade",
      // Anybody can write into the file: the statements that run are what is judged.
      inspectSteps: classesInspector(placed, map),
      // Without another way to plan: rows that move until the lock is held refuse the run.
      plan: (rows) => planUpgrade(map, rows, plan.target),
    });
  });
}

async function refuseStale(project: Project, map: RevisionMap, plan: Plan): Promise<void> {
  const { name } = project.environment;
  if (plan.environment !== name) throw new PlanStaleError([`it was made for ${plan.environment}, not for ${name}`]);
  const { rows, digest } = await stateOf(project);
  if (rows.join() !== plan.rows.join())
    throw new PlanStaleError([
      `the database is at ${rows.join(", ") || "base"}, not at ${plan.rows.join(", ") || "base"}`,
    ]);
  const now = await revisionsOf(project, map, planUpgrade(map, rows, plan.target));
  const planned = new Map(plan.revisions.map((one) => [one.id, one.checksum]));
  const reasons = [
    ...now.filter(({ id }) => !planned.has(id)).map(({ id }) => `${id} is not in it`),
    ...now.filter(({ id, checksum }) => (planned.get(id) ?? checksum) !== checksum).map(({ id }) => `${id} was edited`),
    ...[...planned.keys()].filter((id) => !now.some((one) => one.id === id)).map((id) => `${id} is gone`),
    ...(plan.digest !== null && digest !== null && plan.digest !== digest
      ? ["the schema of the database has changed"]
      : []),
  ];
  if (reasons.length > 0) throw new PlanStaleError(reasons);
}
