/** Says where a database is, without running anything. */
import type { Project } from "../config/config.ts";
import { offlineVersionTableSql, rowChangeSql } from "../migration/version-table.ts";
import { stampDatabase, type StampOutcome } from "../migration/stamp.ts";
import type { LockHolder } from "../migration/errors.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import { planStamp } from "../script/plan-stamp.ts";
import { resolveRevisions } from "../script/resolve.ts";
import { inSchemaOfDatabase } from "../project/default-schema.ts";
import { OptionsClashError } from "../project/errors.ts";
import { newRunId } from "../project/run-id.ts";
import { toolVersion } from "../project/tool-version.ts";
import { defaultSchemaOf, readGraphToRun, versionTableOf, withDriver } from "../project/workspace.ts";

export interface StampOptions {
  /** Empties the version table first; needed when it names revisions that no file defines. */
  readonly purge?: boolean;
  readonly migrationLockWait?: number;
  readonly onWaiting?: (holder: LockHolder | undefined) => void;
  readonly onWarning?: (message: string) => void;
}

/**
 * Writes the rows of the version table.
 *
 *     await stamp(project, "head"); // after the tables were made by other means
 */
export async function stamp(
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
export async function ensureVersion(project: Project, options: Omit<StampOptions, "purge"> = {}): Promise<boolean> {
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

/** The SQL of a stamp: from base, or `from:to`. */
export function stampSql(project: Project, targets: readonly string[], options: StampOptions = {}): string {
  if (options.purge === true)
    throw new OptionsClashError("--purge", "--sql", "what a purge deletes is only known with a database");
  const map = readGraphToRun(project);
  const ranges = targets.map((target) => (isRange(target) ? parseRange(target) : { start: undefined, end: target }));
  const from = [
    ...new Set(ranges.flatMap((range) => (range.start === undefined ? [] : resolveRevisions(map, range.start)))),
  ];
  const plan = planStamp(
    map,
    from,
    ranges.map((range) => range.end ?? "heads"),
  );
  const table = versionTableOf(project);
  const create = from.length === 0 ? offlineVersionTableSql(table, defaultSchemaOf(project)) : [];
  return ["BEGIN", ...create, ...rowChangeSql(table, plan.rowChanges).map(({ sql }) => sql), "COMMIT"]
    .map((sql) => `${sql};\n`)
    .join("\n");
}

/** The SQL that makes the version table. */
export function ensureVersionSql(project: Project): string {
  const statements = offlineVersionTableSql(versionTableOf(project), defaultSchemaOf(project));
  return statements.map((sql) => `${sql};\n`).join("\n");
}
