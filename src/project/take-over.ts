/**
 * A database that another tool has made, at the first upgrade: where it stands exactly where the baseline revision says, it is at
 * that revision, and limbeck goes on from there. Anything else is refused with words, and nothing is written.
 */
import { readFileSync } from "node:fs";
import type { Project } from "../config/config.ts";
import { readTakeOver, type TakeOver } from "../adopt/condition.ts";
import { digestOf, findHistories, readHistory, type History } from "../adopt/history.ts";
import { catalogDigest, isEmptyOf, withoutTools } from "../adopt/catalog.ts";
import { fenceSql } from "../adopt/fence.ts";
import { toolNamed } from "../adopt/tools.ts";
import type { DriverConnection } from "../driver/driver.ts";
import { stampDatabase } from "../migration/stamp.ts";
import { readState } from "../migration/version-table.ts";
import { planStamp } from "../script/plan-stamp.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { compare } from "./compare-sources.ts";
import { TakeOverRefusedError, type TakeOverProblem } from "./adopt-errors.ts";
import { reflectOptions } from "./own-tables.ts";
import { newRunId } from "./run-id.ts";
import { databaseSource, replaySource } from "./sources.ts";
import { toolVersion } from "./tool-version.ts";
import { defaultSchemaOf, dialectOf, versionTableOf, withConnection, withDriver } from "./workspace.ts";

export interface Adopted {
  readonly revision: string;
  /** `adopted from Drizzle at 0016_ordinary` */
  readonly text: string;
}

/** The baseline of a graph with what it takes over; undefined where no base says so. */
export function takeOverIn(map: RevisionMap): { readonly revision: string; readonly condition: TakeOver } | undefined {
  for (const id of map.bases) {
    const condition = readTakeOver(readFileSync(map.get(id).path, "utf8"));
    if (condition !== undefined) return { revision: id, condition };
  }
  return undefined;
}

/**
 * Puts a database that the old tool left where it is under the baseline's name. Undefined where there is nothing to adopt: the
 * database is empty, or has been limbeck's before.
 *
 * @param before what may still refuse, told the rows of the version table afterwards
 * @throws TakeOverRefusedError where it stands elsewhere
 */
export async function takeOver(
  project: Project,
  map: RevisionMap,
  before: (rowsAfter: readonly string[]) => Promise<void>,
): Promise<Adopted | undefined> {
  const found = takeOverIn(map);
  if (found === undefined) return undefined;
  const { revision, condition } = found;
  const isReady = await withConnection(project, async (connection) => {
    const state = await readState(connection, versionTableOf(project));
    return state.rows.length === 0 && (await isToAdopt(project, connection, found));
  });
  if (!isReady) return undefined;
  await before([revision]);
  const text = adoptedText(condition);
  await withDriver(project, async (driver) => {
    await stampDatabase({
      driver,
      table: versionTableOf(project),
      defaultSchema: defaultSchemaOf(project),
      // Somebody who was quicker has adopted it, too.
      plan: (rows) => (rows.length > 0 ? undefined : planStamp(map, rows, revision, { purge: false })),
      purge: false,
      migrationLockWaitSeconds: project.environment.migrationLockWait,
      ddlLockTimeoutMs: project.environment.ddlLockTimeout,
      runId: newRunId(),
      toolVersion: toolVersion(),
      message: text,
      before: (connection) => underOldLock(connection as DriverConnection, condition, revision),
      ...(project.signal === undefined ? {} : { signal: project.signal }),
    });
  });
  return { revision, text };
}

/** `adopted from Drizzle at 0016_ordinary` */
export function adoptedText({ tool, applied = [], names = {} }: TakeOver): string {
  if (tool === undefined) return "adopted as it was";
  const last = applied.at(-1);
  const at = last === undefined ? "" : ` at ${names[last] ?? last}`;
  return `adopted from ${toolNamed(tool)?.title ?? tool}${at}`;
}

/** While the old tool is kept out, its history is still what it was. */
async function underOldLock(connection: DriverConnection, condition: TakeOver, revision: string): Promise<void> {
  const lock = condition.tool === undefined ? undefined : toolNamed(condition.tool)?.lock;
  if (lock !== undefined) await connection.query("SELECT pg_catalog.pg_advisory_xact_lock($1::bigint)", [lock]);
  const history = await historyOf(connection, condition);
  if (history === undefined) return;
  refuseUnless(history, condition, revision);
  await fence(connection, history, condition);
}

/** Puts the row there that keeps the old tool out, unless somebody was quicker. */
async function fence(connection: DriverConnection, history: History, condition: TakeOver): Promise<void> {
  const { tool = "", table = "", fence: name } = condition;
  const statement = name === undefined ? undefined : fenceSql(tool, table);
  if (statement === undefined || isFenced(history, condition)) return;
  await connection.query(statement, [name]);
}

const isFenced = ({ entries, problems }: History, { fence: name }: TakeOver): boolean =>
  [...entries, ...problems].some(({ key }) => key === name);

/** The history as the old tool left it. */
const withoutFence = (history: History, { fence: name }: TakeOver): History => ({
  ...history,
  entries: history.entries.filter(({ key }) => key !== name),
  problems: history.problems.filter(({ key }) => key !== name),
});

async function historyOf(connection: DriverConnection, { tool, table }: TakeOver): Promise<History | undefined> {
  if (tool === undefined) return undefined;
  const found = (await findHistories(connection)).find((each) => each.tool.name === tool && each.table === table);
  return found === undefined ? undefined : readHistory(connection, found);
}

async function isToAdopt(
  project: Project,
  connection: DriverConnection,
  { revision, condition }: { readonly revision: string; readonly condition: TakeOver },
): Promise<boolean> {
  const dialect = await dialectOf(project);
  const history = await historyOf(connection, condition);
  const reflected = await dialect.reflect(connection, reflectOptions(project));
  const metadata = withoutTools(reflected, await findHistories(connection));
  if (isEmptyOf(metadata)) {
    if ((history?.entries.length ?? 0) === 0) return false;
    throw refused(revision, { kind: "catalog", differences: ["the database has the history, but no table"] });
  }
  if (condition.tool !== undefined) {
    if (history === undefined) throw refused(revision, { kind: "history", table: condition.table ?? "" });
    refuseUnless(history, condition, revision);
  }
  if (catalogDigest(metadata) !== condition.catalog) await refuseDifferences(project, revision);
  return true;
}

/** Other versions of the server print some things in other words: only a comparison tells. */
async function refuseDifferences(project: Project, revision: string): Promise<void> {
  const dialect = await dialectOf(project);
  const target = await replaySource(project, dialect, revision);
  try {
    const source = await databaseSource(project, dialect);
    try {
      const histories = source.connection === undefined ? [] : await findHistories(source.connection);
      const database = { ...source, metadata: withoutTools(source.metadata, histories) };
      const { differences } = await compare(project, dialect, { database, target, allowDataLoss: true });
      if (differences.length > 0)
        throw refused(revision, {
          kind: "catalog",
          differences: differences.map(({ sign, text }) => `${sign} ${text}`),
        });
    } finally {
      await source.close();
    }
  } finally {
    await target.close();
  }
}

/** @throws TakeOverRefusedError where the history is not what the baseline says */
function refuseUnless(found: History, condition: TakeOver, revision: string): void {
  const history = withoutFence(found, condition);
  if (history.problems.length > 0) {
    const problems = history.problems.map(({ key, problem }) => `${key} ${problem}`);
    throw refused(revision, { kind: "failed", problems, repair: history.tool.repair ?? "" });
  }
  if (digestOf(history.entries) === condition.digest) return;
  const { applied = [], names = {} } = condition;
  const here = new Set(history.entries.map(({ key }) => key));
  const shown = (keys: readonly string[]): string[] => keys.map((key) => names[key] ?? key);
  const missing = shown(applied.filter((key) => !here.has(key)));
  const more = shown([...here].filter((key) => !applied.includes(key)));
  throw refused(revision, { kind: "entries", title: history.tool.title, missing, more });
}

const refused = (revision: string, problem: TakeOverProblem): TakeOverRefusedError =>
  new TakeOverRefusedError(revision, problem);
