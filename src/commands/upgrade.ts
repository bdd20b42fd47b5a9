/** Moves a database up. */
import type { Project } from "../config/config.ts";
import { OfflineNeedsRangeError, RangeNeedsOfflineError } from "./errors.ts";
import type { RunEvent, RunResult } from "../migration/run.ts";
import { run } from "../migration/run.ts";
import type { RevisionCode, RunStep } from "../migration/revision-code.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import { planDowngrade, planUpgrade, type Step } from "../script/plan.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { inNamedSchema, inSchemaOfDatabase } from "./default-schema.ts";
import { inspectEdits } from "./edited.ts";
import { guardOf } from "./protected-drops.ts";
import { loadRevisionCode } from "./revision-code.ts";
import { refuseLostRows } from "./lost-rows.ts";
import { newRunId } from "./run-id.ts";
import { toolVersion } from "./tool-version.ts";
import { defaultSchemaOf, operationsOf, readGraphToRun, versionTableOf, withDriver } from "./workspace.ts";

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
  readonly signal?: AbortSignal;
  /** The graph as it was read before, for callers that run many times. */
  readonly graph?: RevisionMap;
}

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
  refuseRange(target);
  const map = options.graph ?? readGraphToRun(project);
  return migrate(project, map, options, {
    direction: "upgrade",
    plan: (rows) => planUpgrade(map, rows, target),
    // A target counted from the current revision was reached once the plan was made; from moved rows it is another one.
    ...(typeof target === "string" && /^[+-]|@[+-]/.test(target)
      ? {}
      : { planAgain: (rows) => planUpgrade(map, rows, target) }),
  });
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

interface Plans {
  readonly direction: "upgrade" | "downgrade";
  readonly plan: (rows: readonly string[]) => readonly Step[];
  readonly planAgain?: (rows: readonly string[]) => readonly Step[];
}

function migrate(project: Project, map: RevisionMap, options: MigrateOptions, plans: Plans): Promise<RunResult> {
  return inSchemaOfDatabase(project, (placed) => migrateIn(placed, map, options, plans));
}

async function migrateIn(
  project: Project,
  map: RevisionMap,
  options: MigrateOptions,
  plans: Plans,
): Promise<RunResult> {
  const { environment, config } = project;
  const { direction, ...planning } = plans;
  const guard = guardOf(project, options.allowDataLoss ?? []);
  const { allowEdited = false, onEvent = () => {}, signal = project.signal } = options;
  const inspectEdited = inspectEdits(project, { map, direction, allowEdited, onEvent });
  return withDriver(project, (driver) =>
    run({
      ...planning,
      inspect: async (connection, state, steps) => {
        await refuseLostRows(connection, versionTableOf(project), { state, steps });
        await inspectEdited(connection, state, steps);
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
      ...(config.onVersionApply === undefined ? {} : { onStep: stepHook(project) }),
    }),
  );
}

function stepHook(
  project: Project,
): (
  step: RunStep,
  connection: { query(sql: string, parameters?: readonly unknown[]): Promise<unknown> },
) => Promise<void> {
  return async (step, connection) => {
    await project.config.onVersionApply?.({
      revision: step.revision.id,
      direction: step.direction === "up" ? "upgrade" : "downgrade",
      from: step.rowsBefore,
      to: step.rowsAfter,
      message: step.revision.message,
      environment: project.environment.name,
      arguments: project.arguments,
      query: (sql, parameters) => connection.query(sql, parameters),
    });
  };
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

export type ScriptOf = (
  steps: readonly Step[],
  codes: ReadonlyMap<string, RevisionCode>,
  createTable: boolean,
) => Promise<string>;

/** What gives the SQL of planned steps, without a database. */
export async function offlineScripts(project: Project): Promise<ScriptOf> {
  const { offlineScript } = await import("../migration/offline.ts");
  const settings = {
    definitions: await operationsOf(project),
    table: versionTableOf(project),
    defaultSchema: defaultSchemaOf(project),
    environment: project.environment.name,
    arguments: project.arguments,
    serverVersion: project.environment.serverVersion,
  };
  return (steps, codes, createTable) => offlineScript({ ...settings, steps, codes, createTable });
}

function refuseRange(target: string | readonly string[]): void {
  const ranged = [target].flat().find((one) => isRange(one as string));
  if (ranged !== undefined) throw new RangeNeedsOfflineError(ranged as string);
}
