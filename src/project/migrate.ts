/** Runs revisions on the database of a project, up or down. */
import type { Project, RunHooks } from "../config/config.ts";
import { run } from "../migration/run.ts";
import type { RunStep } from "../migration/revision-code.ts";
import type { RunEvent, RunResult } from "../migration/run-options.ts";
import { isRange } from "../script/identifier.ts";
import { planUpgrade, type Step } from "../script/plan.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { inSchemaOfDatabase } from "./default-schema.ts";
import { inspectEdits } from "./edited-revisions.ts";
import { RangeNeedsOfflineError } from "./errors.ts";
import { refuseLostRows } from "./lost-rows.ts";
import { guardOf } from "./protected-drops.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { listenersOf, stepOf, tellFailure } from "./run-hooks.ts";
import { newRunId } from "./run-id.ts";
import { toolVersion } from "./tool-version.ts";
import { defaultSchemaOf, operationsOf, readGraphToRun, versionTableOf, withDriver } from "./workspace.ts";

/** Options of `upgrade` and `downgrade`. */
export interface MigrateOptions {
  /** One transaction for the whole run instead of one a revision. */
  readonly atomic?: boolean;
  /** Seconds to wait for another run to end. */
  readonly migrationLockWait?: number;
  /** Milliseconds that a statement may wait for a table lock. */
  readonly ddlLockTimeout?: number;
  /** Go on although files of applied revisions were edited. */
  readonly allowEdited?: boolean;
  /** What may go although it holds rows, where the environment is protected: `orders`, `orders.note`. */
  readonly allowDataLoss?: readonly string[];
  readonly onEvent?: (event: RunEvent) => void;
  /** Around this run, after the hooks of the config and the environment. */
  readonly hooks?: RunHooks;
  readonly signal?: AbortSignal;
  /** The graph as it was read before, for callers that run many times. */
  readonly graph?: RevisionMap;
}

/** Looks at the steps of a run before any of them runs, and refuses what must not. */
export type StepInspector = (project: Project, steps: readonly RunStep[]) => Promise<void>;

interface ScratchOptions extends MigrateOptions {
  /**
   * A database of this process, which only these files have made: asking whether they have changed since reads all of them,
   * for each revision of a replay.
   */
  readonly isScratch?: boolean;
}

/** Applies revisions up to a target, whatever the environment allows. */
export function migrateUp(
  project: Project,
  target: string | readonly string[],
  options: ScratchOptions,
): Promise<RunResult> {
  const map = options.graph ?? readGraphToRun(project);
  return migrate(project, map, options, upwards(map, target, undefined));
}

/** The way up to a target. @throws RangeNeedsOfflineError */
export function upwards(
  map: RevisionMap,
  target: string | readonly string[],
  inspectSteps: StepInspector | undefined,
): Plans {
  refuseRange(target);
  return {
    direction: "upgrade",
    inspectSteps,
    plan: (rows) => planUpgrade(map, rows, target),
    // A target counted from the current revision was reached once the plan was made; from moved rows it is another one.
    ...(typeof target === "string" && /^[+-]|@[+-]/.test(target)
      ? {}
      : { planAgain: (rows) => planUpgrade(map, rows, target) }),
  };
}

export interface Plans {
  readonly direction: "upgrade" | "downgrade";
  /** Undefined where every step may run. */
  readonly inspectSteps: StepInspector | undefined;
  readonly plan: (rows: readonly string[]) => readonly Step[];
  readonly planAgain?: (rows: readonly string[]) => readonly Step[];
}

/** Runs what is planned once the rows of the version table are known. */
export function migrate(project: Project, map: RevisionMap, options: ScratchOptions, plans: Plans): Promise<RunResult> {
  return inSchemaOfDatabase(project, (placed) => migrateIn(placed, map, options, plans)).catch(async (error) => {
    const onWarning = (message: string): void => options.onEvent?.({ type: "warning", message });
    await tellFailure(project, plans.direction, { error, own: options.hooks, onWarning });
    throw error;
  });
}

async function migrateIn(
  project: Project,
  map: RevisionMap,
  options: ScratchOptions,
  plans: Plans,
): Promise<RunResult> {
  const { environment } = project;
  const { onVersionApply } = project.config;
  const { direction, inspectSteps, ...planning } = plans;
  const guard = guardOf(project, options.allowDataLoss ?? []);
  const { allowEdited = false, onEvent = () => {}, signal = project.signal } = options;
  const inspectEdited = inspectEdits(project, { map, direction, allowEdited, onEvent });
  return withDriver(project, (driver) =>
    run({
      ...planning,
      inspect: async (connection, state, steps) => {
        if (options.isScratch === true) return;
        await refuseLostRows(connection, versionTableOf(project), { state, steps });
        await inspectEdited(connection, state, steps);
        await inspectSteps?.(project, steps);
      },
      driver,
      table: versionTableOf(project),
      defaultSchema: defaultSchemaOf(project),
      load: (steps) =>
        loadRevisionCode(
          project,
          steps.map((step) => map.get(step.revision.id)),
        ),
      definitions: () => operationsOf(project),
      atomic: options.atomic ?? false,
      migrationLockWaitSeconds: options.migrationLockWait ?? environment.migrationLockWait,
      ddlLockTimeoutMs: options.ddlLockTimeout ?? environment.ddlLockTimeout,
      environment: environment.name,
      arguments: project.arguments,
      runId: newRunId(),
      toolVersion: toolVersion(),
      onEvent,
      ...(signal === undefined ? {} : { signal }),
      ...(guard === undefined ? {} : { guard }),
      listeners: listenersOf(project, direction, options.hooks),
      ...(onVersionApply === undefined
        ? {}
        : { onStep: async (step, connection) => onVersionApply(stepOf(project, step, connection)) }),
    }),
  );
}

/** @throws RangeNeedsOfflineError */
export function refuseRange(target: string | readonly string[]): void {
  const ranged = [target].flat().find((one) => isRange(one));
  if (ranged !== undefined) throw new RangeNeedsOfflineError(ranged);
}
