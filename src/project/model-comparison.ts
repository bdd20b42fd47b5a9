/** The model beside the database, or beside a replay of the revisions. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { readState } from "../migration/version-table.ts";
import { isAtHeads } from "../script/history.ts";
import { readRows } from "../script/version-rows.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { compare, type CompareRequest, type ComparisonResult } from "./compare-sources.ts";
import { NotUpToDateError } from "./errors.ts";
import { withOwnSchema } from "./own-tables.ts";
import { databaseSource, modelSource, readBoth, replaySource, type Source } from "./sources.ts";
import { versionTableOf } from "./workspace.ts";

export type Answers = Pick<CompareRequest, "renames" | "allowDataLoss">;

export interface ModelComparison {
  readonly target: Source;
  readonly database: Source;
  readonly compare: (answers: Answers) => Promise<ComparisonResult>;
  readonly close: () => Promise<void>;
}

/** What the model is compared with. */
export interface ComparisonOptions {
  /** The database, or a replay of the revisions on a scratch database. */
  readonly against?: "database" | "revisions";
  /** Where revisions are replayed: `embedded`, `server` or a URL; otherwise what the environment says. */
  readonly scratch?: string | undefined;
  /** False replays from the beginning, not from what an earlier replay has kept. */
  readonly cache?: boolean | undefined;
}

/** The model against the database or a replay, ready to be compared as often as answers come in. @throws NotUpToDateError */
export async function compareModel(
  project: Project,
  dialect: Dialect,
  map: RevisionMap,
  options: ComparisonOptions,
): Promise<ModelComparison> {
  const [target, current] = await readBoth(
    () => modelSource(project),
    () => currentSource(project, dialect, map, options),
  );
  const database = { ...current, metadata: withOwnSchema(current.metadata, project) };
  return {
    target,
    database,
    compare: (answers) => compare(project, dialect, { database, target, ...answers }),
    close: database.close,
  };
}

async function currentSource(
  project: Project,
  dialect: Dialect,
  map: RevisionMap,
  options: ComparisonOptions,
): Promise<Source> {
  if (options.against === "revisions")
    return replaySource(project, dialect, map.size === 0 ? "base" : "heads", options);
  const source = await databaseSource(project, dialect, true);
  try {
    await assertAtHeads(project, map, source.connection as DriverConnection);
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** @throws NotUpToDateError when revisions are pending, UnknownRowsError where the database is at what no file defines */
export async function assertAtHeads(project: Project, map: RevisionMap, connection: DriverConnection): Promise<void> {
  const { rows } = await readState(connection, versionTableOf(project));
  if (isAtHeads(map, rows)) return;
  readRows(map, rows);
  throw new NotUpToDateError(rows, map.realHeads);
}
