/** Hooks around a run: those of the config, then those of the environment, then those of the caller. */
import type { HookFailure, HookRun, Project, RunHooks, VersionApply } from "../config/config.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { hooked } from "../migration/hooked.ts";
import type { RevisionFailedError } from "../migration/errors.ts";
import type { RunStep } from "../migration/revision-code.ts";
import type { RunFacts, RunListeners } from "../migration/run-options.ts";

type Session = Pick<DriverConnection, "query">;
type Direction = "upgrade" | "downgrade";

/** Only those that somebody has, so that a run without hooks is as quick as before. */
export function listenersOf(project: Project, direction: Direction, own: RunHooks | undefined): RunListeners {
  const all = hooksOf(project, own);
  const runOf = (run: RunFacts, session: Session): HookRun => ({ ...run, ...shared(project, direction, session) });
  const { beforeRun, afterRun, beforeRevision, afterRevision } = {
    beforeRun: all.flatMap((hooks) => hooks.beforeRun ?? []),
    afterRun: all.flatMap((hooks) => hooks.afterRun ?? []),
    beforeRevision: all.flatMap((hooks) => hooks.beforeRevision ?? []),
    afterRevision: all.flatMap((hooks) => hooks.afterRevision ?? []),
  };
  return {
    ...(beforeRun.length > 0 && {
      beforeRun: (run, session) => each(beforeRun, (hook) => hook(runOf(run, session))),
    }),
    ...(afterRun.length > 0 && {
      afterRun: ({ to, milliseconds, ...run }, session) =>
        each(afterRun, (hook) => hook({ ...runOf(run, session), to, milliseconds })),
    }),
    ...(beforeRevision.length > 0 && {
      beforeRevision: (step, session) => each(beforeRevision, (hook) => hook(stepOf(project, step, session))),
    }),
    ...(afterRevision.length > 0 && {
      afterRevision: (step, milliseconds, session) =>
        each(afterRevision, (hook) => hook({ ...stepOf(project, step, session), milliseconds })),
    }),
  };
}

function hooksOf({ config, environment }: Project, own: RunHooks | undefined): readonly RunHooks[] {
  return [config.hooks, environment.hooks, own].filter((hooks) => hooks !== undefined);
}

async function each<Hook>(hooks: readonly Hook[], call: (hook: Hook) => unknown): Promise<void> {
  for (const hook of hooks) await call(hook);
}

function shared(
  { environment, arguments: given }: Project,
  direction: Direction,
  session: Session,
): Pick<HookRun, "environment" | "direction" | "arguments" | "query"> {
  const query: HookRun["query"] = (sql, parameters) => session.query(sql, parameters);
  return { environment: environment.name, direction, arguments: given, query };
}

/** What a step looks like to hooks. */
export function stepOf(project: Project, step: RunStep, session: Session): VersionApply {
  return {
    ...shared(project, step.direction === "up" ? "upgrade" : "downgrade", session),
    revision: step.revision.id,
    from: step.rowsBefore,
    to: step.rowsAfter,
    message: step.revision.message,
  };
}

/** Tells of the error that ended a run, which is the one that counts whatever the hooks do. */
export async function tellFailure(
  project: Project,
  direction: Direction,
  { error, own, onWarning }: { error: unknown; own: RunHooks | undefined; onWarning: (message: string) => void },
): Promise<void> {
  const { failure, revision } = error as Partial<RevisionFailedError> & { readonly revision?: string };
  const told: HookFailure = {
    environment: project.environment.name,
    direction,
    arguments: project.arguments,
    revision: failure?.revision ?? (typeof revision === "string" ? revision : undefined),
    completed: failure?.completed ?? [],
    error,
  };
  for (const { onFailure } of hooksOf(project, own)) {
    if (onFailure === undefined) continue;
    await hooked("onFailure", async () => onFailure(told)).catch((problem: Error) => onWarning(problem.message));
  }
}
