/** Writes the version table of a project's database without running a revision. */
import type { Project } from "../config/config.ts";
import type { LockHolder } from "../migration/errors.ts";
import { stampDatabase, type StampOutcome } from "../migration/stamp.ts";
import { planStamp } from "../script/plan-stamp.ts";
import { inSchemaOfDatabase } from "./default-schema.ts";
import { newRunId } from "./run-id.ts";
import { toolVersion } from "./tool-version.ts";
import { defaultSchemaOf, readGraphToRun, versionTableOf, withDriver } from "./workspace.ts";

/** Options of `stamp` and `ensureVersion`. */
export interface StampOptions {
  /** Empties the version table first; needed when it names revisions that no file defines. */
  readonly purge?: boolean;
  readonly migrationLockWait?: number;
  readonly onWaiting?: (holder: LockHolder | undefined) => void;
  readonly onWarning?: (message: string) => void;
}

/** Writes the rows that targets stand for. */
export async function stampRows(
  project: Project,
  targets: string | readonly string[],
  options: StampOptions = {},
): Promise<StampOutcome> {
  const map = readGraphToRun(project);
  const purge = options.purge ?? false;
  const plan = (rows: readonly string[]) => planStamp(map, rows, targets, { purge });
  return inSchemaOfDatabase(project, (placed) =>
    withDriver(placed, (driver) => stampDatabase({ ...base(placed, options), driver, purge, plan })),
  );
}

/** Makes the version table where it is missing; true where it was. */
export async function makeVersionTable(project: Project, options: Omit<StampOptions, "purge"> = {}): Promise<boolean> {
  const outcome = await inSchemaOfDatabase(project, (placed) =>
    withDriver(placed, (driver) => stampDatabase({ ...base(placed, options), driver, purge: false, plan: undefined })),
  );
  return outcome.created;
}

function base(
  project: Project,
  options: StampOptions,
): Omit<Parameters<typeof stampDatabase>[0], "driver" | "plan" | "purge"> {
  return {
    table: versionTableOf(project),
    defaultSchema: defaultSchemaOf(project),
    migrationLockWaitSeconds: options.migrationLockWait ?? project.environment.migrationLockWait,
    ddlLockTimeoutMs: project.environment.ddlLockTimeout,
    runId: newRunId(),
    toolVersion: toolVersion(),
    ...(project.signal === undefined ? {} : { signal: project.signal }),
    ...(options.onWaiting === undefined ? {} : { onWaiting: options.onWaiting }),
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  };
}
