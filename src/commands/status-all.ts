/** Where every environment is, at once; one that can't be reached is told as such and keeps nobody waiting. */
import type { Environment, Project } from "../config/config.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { driftOf, driftSides } from "../project/drift-report.ts";
import { dialectOf, readGraph } from "../project/workspace.ts";
import { isLimbeckError } from "../util/errors.ts";
import { log, type LogEntry } from "./log.ts";
import { status, type StatusResult } from "./status.ts";

/** Options of `statusAll`. */
export interface StatusAllOptions {
  /** False leaves out the comparison with a replay, which takes longest. */
  readonly drift?: boolean | undefined;
  /** Milliseconds after which an environment counts as out of reach; default 15000. */
  readonly timeoutMs?: number | undefined;
}

/** Where the database of one environment is, or why that is not known. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly protected: boolean;
  readonly reachable: boolean;
  /** Why it is not, or what else is wrong; never with a URL. */
  readonly problem?: string;
  readonly database?: string;
  readonly current: readonly string[];
  readonly pending: readonly string[];
  /** How many objects somebody has changed by hand; undefined where that is not known. */
  readonly drift?: number;
  readonly edited: number;
  readonly lastRun?: Pick<LogEntry, "revision" | "direction" | "outcome" | "startedAt" | "databaseUser">;
}

/**
 * The state of all environments of the config.
 *
 *     for (const { environment, pending } of await statusAll(project)) console.log(environment, pending.length);
 */
export function statusAll(project: Project, options: StatusAllOptions = {}): Promise<readonly EnvironmentStatus[]> {
  return Promise.all(Object.values(project.environments).map((one) => statusOf(project, one, options)));
}

async function statusOf(
  whole: Project,
  environment: Environment,
  options: StatusAllOptions,
): Promise<EnvironmentStatus> {
  const base = { environment: environment.name, protected: environment.protected };
  const signal = AbortSignal.timeout(options.timeoutMs ?? 15_000);
  const { driver: _, defaultSchema: __, ...rest } = whole;
  const project: Project = { ...rest, environment, signal };
  try {
    const found = await inTime(status(project), signal);
    const [last] = await inTime(log(project, { count: 1 }), signal);
    const drift =
      options.drift === false || !found.initialised ? undefined : await driftCount({ ...rest, environment });
    return {
      ...base,
      reachable: true,
      database: found.database,
      ...stateOf(found),
      ...(drift === undefined ? {} : { drift }),
      ...(last === undefined ? {} : { lastRun: lastRunOf(last) }),
    };
  } catch (error) {
    const problem = signal.aborted ? "no answer in time" : problemOf(error);
    return { ...base, reachable: isAnswer(error), problem, current: [], pending: [], edited: 0 };
  }
}

const stateOf = (found: StatusResult): Pick<EnvironmentStatus, "current" | "pending" | "edited"> => ({
  current: found.current.map(({ revision }) => revision.id),
  pending: found.pending.map(({ id }) => id),
  edited: found.edited.filter(({ change }) => change === "code").length,
});

const lastRunOf = ({
  revision,
  direction,
  outcome,
  startedAt,
  databaseUser,
}: LogEntry): EnvironmentStatus["lastRun"] => ({
  revision,
  direction,
  outcome,
  startedAt,
  databaseUser,
});

/** A server that never answers keeps its connection open, which ends with this process. */
function inTime<Result>(action: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    action.then(resolve, reject);
  });
}

/** Undefined where it can't be told, such as for want of a scratch database. */
async function driftCount(project: Project): Promise<number | undefined> {
  try {
    return await inSchemaOfDatabase(project, async (placed) => {
      const dialect = await dialectOf(placed);
      const sides = await driftSides(placed, dialect, readGraph(placed), {});
      try {
        return (await driftOf(placed, dialect, sides)).differences.length;
      } finally {
        await sides.close();
      }
    });
  } catch (error) {
    if (isLimbeckError(error)) return undefined;
    throw error;
  }
}

function problemOf(error: unknown): string {
  if (isLimbeckError(error)) return error.message.split("\n")[0] as string;
  return "it could not be asked";
}

/** A database that refuses something was reached. */
const isAnswer = (error: unknown): boolean =>
  isLimbeckError(error) && !error.code.startsWith("connection.") && !error.code.startsWith("config.");
