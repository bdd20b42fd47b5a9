/** What commands share: the graph, the dialect, the driver and the version table of a project's environment. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { Plugin, Project } from "../config/config.ts";
import { inSchemaOfDatabase } from "./default-schema.ts";
import { RevisionFolderMissingError, UnknownKindError } from "./errors.ts";
import type { Dialect, Fingerprints, NameStep, Queryable } from "../dialects/dialect.ts";
import { dialectFor, fingerprintsFor, nameStepsBy, openDriver, operationsFor } from "../dialects/registry.ts";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { observed } from "../driver/observed.ts";
import { endOnAbort } from "../driver/end-on-abort.ts";
import { readState, type DatabaseState, type VersionTable } from "../migration/version-table.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { OperationDefinitions } from "../operations/operation.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { loadRevisions } from "../script/load-revisions.ts";
import { RevisionMap } from "../script/revision-map.ts";

export function versionTableOf(project: Project): VersionTable {
  const { name, schema } = project.environment.versionTable;
  return { name, schema: schema ?? defaultSchemaOf(project) };
}

export function defaultSchemaOf(project: Project): string {
  return project.defaultSchema ?? project.environment.schema ?? defaultSchema();
}

/** Reads the heads of all revision files; runs none. */
export function readGraph(project: Project): RevisionMap {
  return new RevisionMap(loadRevisions({ locations: project.revisionFolders, recursive: true }));
}

/**
 * The graph for a run: a folder of revisions that is not there, left out of an image or misspelt, is no empty history.
 *
 * @throws RevisionFolderMissingError and what `readGraph` throws
 */
export function readGraphToRun(project: Project): RevisionMap {
  const [missing] = missingFoldersOf(project);
  if (missing !== undefined) throw new RevisionFolderMissingError(missing);
  return readGraph(project);
}

/** Folders of revisions that the config names and nobody made. */
export function missingFoldersOf(project: Project): string[] {
  const missing = project.revisionFolders.filter((folder) => !existsSync(folder));
  return missing.map((folder) => relative(project.root, folder));
}

/** Gives the action a driver for the environment and closes it afterwards, unless it was opened by the caller. */
export async function withDriver<Result>(
  project: Project,
  action: (driver: Driver) => Promise<Result>,
): Promise<Result> {
  if (project.driver !== undefined) return action(observed(project.driver, project.onQuery));
  const driver = await openEnvironment(project);
  try {
    return await action(driver);
  } finally {
    await driver.close();
  }
}

/** A driver of one's own for the environment. */
export async function openEnvironment({ environment, onQuery }: Project): Promise<Driver> {
  return observed(await openDriver(await environment.url(), { schema: environment.schema }), onQuery);
}

export async function withConnection<Result>(
  project: Project,
  action: (connection: DriverConnection, driver: Driver) => Promise<Result>,
): Promise<Result> {
  return withDriver(project, async (driver) => {
    const { signal } = project;
    const connection = await driver.connect(signal === undefined ? {} : { signal });
    const forget = endOnAbort(connection, signal);
    try {
      return await action(connection, driver);
    } finally {
      forget();
      await connection.close();
    }
  });
}

/** Where the environment's database is. */
export function readDatabaseState(project: Project): Promise<DatabaseState> {
  return inSchemaOfDatabase(project, (placed) =>
    withConnection(placed, (connection) => readState(connection, versionTableOf(placed))),
  );
}

/** The dialect of the environment, with what plugins add to it. */
export async function dialectOf(project: Project): Promise<Dialect> {
  const dialect = await bareDialectOf(project);
  const plugins = project.config.plugins ?? [];
  if (plugins.length === 0) return dialect;
  const added = plugins.flatMap((plugin) => Object.values(plugin.kinds ?? {}));
  const kinds: Dialect["kinds"] = { ...dialect.kinds, ...Object.fromEntries(added.map((kind) => [kind.name, kind])) };
  return {
    ...dialect,
    get defaultSchema() {
      return dialect.defaultSchema;
    },
    kinds,
    operations: Object.assign(
      {},
      dialect.operations,
      ...added.map((kind) => kind.operations),
      ...plugins.map((plugin) => plugin.operations ?? {}),
    ),
    reflect: async (connection, options) =>
      withObjects(await dialect.reflect(connection, options), await reflectPlugins(plugins, connection), kinds),
  };
}

/** What revisions can do, which `dialectOf` would tell at the cost of loading all kinds. */
export async function operationsOf(project: Project): Promise<OperationDefinitions> {
  const isPlain = project.dialect === undefined && (project.config.plugins ?? []).length === 0;
  return isPlain ? operationsFor(await schemeOf(project)) : (await dialectOf(project)).operations;
}

async function reflectPlugins(plugins: readonly Plugin[], connection: Queryable): Promise<readonly SchemaObject[]> {
  const found: SchemaObject[] = [];
  for (const plugin of plugins) found.push(...((await plugin.reflect?.(connection)) ?? []));
  return found;
}

/** @throws UnknownKindError for an object of a kind that no plugin brings. */
function withObjects(metadata: MetaData, objects: readonly SchemaObject[], kinds: Dialect["kinds"]): MetaData {
  if (objects.length === 0) return metadata;
  const all = new Map(metadata.objects);
  for (const object of objects) {
    const kind = kinds[object.kind];
    if (kind === undefined) throw new UnknownKindError(object.kind, object.name);
    all.set(kind.key(object), object);
  }
  return new MetaData({ ...metadata, objects: all });
}

async function bareDialectOf(project: Project): Promise<Dialect> {
  return project.dialect ?? dialectFor(await schemeOf(project));
}

/** What tells whether the environment's database has changed. */
export async function fingerprintsOf(project: Project): Promise<Fingerprints> {
  return fingerprintsFor(await schemeOf(project));
}

/** What statements rename, move, make and drop, without the rest of the dialect. */
export async function nameStepsOf(project: Project, statements: readonly string[]): Promise<readonly NameStep[]> {
  return nameStepsBy(await schemeOf(project), statements);
}

/** A URL, as far as the dialect is concerned. */
async function schemeOf(project: Project): Promise<string> {
  return project.driver === undefined ? urlOrDefault(project) : "postgresql:";
}

/** Offline mode needs a dialect, but no database: a URL that is not set is no reason to fail. */
async function urlOrDefault(project: Project): Promise<string> {
  return project.environment.embedded ? "pglite:memory" : project.environment.url().catch(() => "postgresql:");
}
