/** Says where a database is, without running anything. */
import type { Project } from "../config/config.ts";
import type { StampOutcome } from "../migration/stamp.ts";
import { stampRecordSql } from "../migration/offline-record.ts";
import { offlineVersionTableSql } from "../migration/version-table.ts";
import { OptionsClashError } from "../project/errors.ts";
import { stampRows, type StampOptions } from "../project/stamp.ts";
import { toolVersion } from "../project/tool-version.ts";
import { defaultSchemaOf, readGraphToRun, versionTableOf } from "../project/workspace.ts";
import { isRange, parseRange } from "../script/identifier.ts";
import { planStamp } from "../script/plan-stamp.ts";
import { resolveRevisions } from "../script/resolve.ts";

/**
 * Writes the rows of the version table.
 *
 *     await stamp(project, "head"); // after the tables were made by other means
 */
export function stamp(
  project: Project,
  targets: string | readonly string[],
  options: StampOptions = {},
): Promise<StampOutcome> {
  return stampRows(project, targets, options);
}

/** The SQL of a stamp, from base or `from:to`, with its entries in the ledger; it fails where the database is elsewhere. */
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
  const record = stampRecordSql(plan, { table, toolVersion: toolVersion() }).map(({ sql }) => sql);
  return ["BEGIN", ...create, ...record, "COMMIT"].map((sql) => `${sql};\n`).join("\n");
}
