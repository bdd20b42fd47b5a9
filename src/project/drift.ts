/**
 * Whose difference is it? At the heads, what the model and a replay of the revisions differ in is the model's: it is ahead.
 * Whatever else differs somebody did in the database: that is drift, and nothing that limbeck should undo by itself.
 */
import type { Project } from "../config/config.ts";
import type { DriverConnection } from "../driver/driver.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { readState } from "../migration/version-table.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { isLimbeckError } from "../util/errors.ts";
import type { ComparisonResult } from "./compare-sources.ts";
import { compareModel, type ComparisonOptions } from "./model-comparison.ts";
import { versionTableOf } from "./workspace.ts";

type Differences = ComparisonResult["differences"];

/** Those differences that no revision and no model made; undefined where the revisions can't be replayed. */
export async function driftIn(
  project: Project,
  { dialect, map, options, differences }: DriftRequest,
): Promise<Differences | undefined> {
  if (differences.length === 0 || map.size === 0) return [];
  try {
    const replayed = await compareModel(project, dialect, map, { ...options, against: "revisions" });
    try {
      const { differences: ahead } = await replayed.compare({ renames: [] });
      const known = new Set(ahead.map(({ sign, text }) => `${sign}${text}`));
      return differences.filter(({ sign, text }) => !known.has(`${sign}${text}`));
    } finally {
      await replayed.close();
    }
  } catch (error) {
    if (!isLimbeckError(error)) throw error;
    return undefined;
  }
}

export interface DriftRequest {
  readonly dialect: Dialect;
  readonly map: RevisionMap;
  readonly options: Omit<ComparisonOptions, "against">;
  readonly differences: Differences;
}

/** Tables that the model lacks, in a database where limbeck has never been: it has no version table. */
export async function foreignTables(
  project: Project,
  connection: DriverConnection | undefined,
  differences: Differences,
): Promise<readonly string[]> {
  const tables = differences.filter(({ sign, key }) => sign === "-" && key.startsWith("table "));
  if (connection === undefined || tables.length === 0) return [];
  const { exists } = await readState(connection, versionTableOf(project));
  return exists ? [] : tables.map(({ text }) => text.slice("table ".length));
}
