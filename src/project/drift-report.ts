/** A live database beside what its own revisions lead to: what somebody has changed by hand, object by object. */
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { readState } from "../migration/version-table.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { readRows } from "../script/version-rows.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { compare, type ComparisonResult } from "./compare-sources.ts";
import { withOwnSchema } from "./own-tables.ts";
import { replayTo, type ReplayOptions } from "./replay.ts";
import { databaseSource, scratchSource, type Source } from "./sources.ts";
import { versionTableOf } from "./workspace.ts";

export type Differences = ComparisonResult["differences"];

export interface DriftRequest extends ReplayOptions {
  /** Differences that nobody wants to hear of, such as `index tmp_*`. */
  readonly ignore?: readonly string[] | undefined;
}

export interface DriftSides {
  /** Rows of the version table. */
  readonly rows: readonly string[];
  readonly database: Source;
  readonly replayed: Source;
  readonly close: () => Promise<void>;
}

/** Opens both; the database is where its version table says, whatever newer revisions there are. */
export async function driftSides(
  project: Project,
  dialect: Dialect,
  map: RevisionMap,
  options: ReplayOptions,
): Promise<DriftSides> {
  const live = await databaseSource(project, dialect);
  try {
    const state = live.connection === undefined ? undefined : await readState(live.connection, versionTableOf(project));
    const rows = state?.rows ?? [];
    readRows(map, rows);
    const { scratch } = await replayTo(project, map, rows, options);
    const replayed = await scratchSource(project, dialect, scratch);
    const close = async (): Promise<void> => {
      await replayed.close();
      await live.close();
    };
    return { rows, database: { ...live, metadata: withOwnSchema(live.metadata, project) }, replayed, close };
  } catch (error) {
    await live.close();
    throw error;
  }
}

export interface Drift {
  /** What the database has that no revision made (`+`), lacks (`-`), or has in another form (`~`). */
  readonly differences: Differences;
  /** Without what nobody wants to hear of. */
  readonly database: Source;
}

export async function driftOf(
  project: Project,
  dialect: Dialect,
  { database, replayed }: DriftSides,
  ignore: readonly string[] = [],
): Promise<Drift> {
  const compareWith = async (side: Source): Promise<Differences> =>
    (await compare(project, dialect, { database: replayed, target: side })).differences;
  const differences = await compareWith(database);
  const isIgnored = ignoring([...(project.config.ignoreDrift ?? []), ...ignore]);
  const ignored = new Set(differences.filter(isIgnored).map(({ key }) => key));
  if (ignored.size === 0) return { differences, database };
  const kept = { ...database, metadata: asReplayed(database.metadata, replayed.metadata, ignored) };
  return { differences: (await compareWith(kept)).filter((difference) => !isIgnored(difference)), database: kept };
}

/** The database with some objects as the revisions have them; a table takes its parts along. */
function asReplayed(database: MetaData, replayed: MetaData, keys: ReadonlySet<string>): MetaData {
  const partOf = (object: SchemaObject): string | undefined => {
    const { schema = "", table } = object as { readonly schema?: string; readonly table?: string };
    return table === undefined ? undefined : `${schema}.${table}`;
  };
  const tables = new Set(
    [...database.objects, ...replayed.objects].flatMap(([key, { schema = "", name }]) =>
      keys.has(key) && key.startsWith("table ") ? [`${schema}.${name}`] : [],
    ),
  );
  const isMeant = ([key, object]: readonly [Key, SchemaObject]): boolean =>
    keys.has(key) || tables.has(partOf(object) ?? "");
  const objects = [
    ...[...database.objects].filter((entry) => !isMeant(entry)),
    ...[...replayed.objects].filter((entry) => isMeant(entry)),
  ];
  return new MetaData({ ...database, objects });
}

/** Patterns are compared with the text of a difference, whole: `*` stands for anything. */
function ignoring(patterns: readonly string[]): (difference: Differences[number]) => boolean {
  const forms = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .split("*")
          .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*")}$`,
        "s",
      ),
  );
  return ({ text, key }) => forms.some((form) => form.test(text) || form.test(key));
}

export const areHeads = (map: RevisionMap, rows: readonly string[]): boolean =>
  [...rows].sort().join() === [...map.realHeads].sort().join();
