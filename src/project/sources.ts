/** The states that can be compared: a database, the model, a replay of the revisions, nothing at all. */
import type { Environment, Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { openDriver } from "../dialects/registry.ts";
import { observed } from "../driver/observed.ts";
import type { Driver, DriverConnection } from "../driver/driver.ts";
import { endOnAbort } from "../driver/end-on-abort.ts";
import { keyOf } from "../metadata/key.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { MetaData } from "../metadata/metadata.ts";
import { inNamedSchema, inSchemaOf, schemaOfDatabase } from "./default-schema.ts";
import { UnknownSourceError } from "./errors.ts";
import { resolveRevisions } from "../script/resolve.ts";
import { reflectOptions, withoutUsualSchema } from "./own-tables.ts";
import type { ReplayOptions } from "./replay.ts";
import type { Scratch } from "./scratch.ts";
import { readTarget } from "./target.ts";
import { fingerprintsOf, openEnvironment, readGraph } from "./workspace.ts";

export interface Source {
  /** As messages call it; never a URL. */
  readonly description: string;
  readonly metadata: MetaData;
  /** Undefined for the model. */
  readonly connection: DriverConnection | undefined;
  readonly serverVersion: number | undefined;
  /** When reading it began, for `Fingerprints.digest`; where it was asked for and other sessions can be. */
  readonly moment?: string | undefined;
  readonly close: () => Promise<void>;
  /** Makes what a target needs and nobody can create here, before the target is put into this database's words. */
  readonly prepareFor?: (target: MetaData) => Promise<void>;
  /** What was made up in this database, and what of it is not known. */
  readonly notes?: readonly string[];
}

/** Both at the same time: a server reads its catalogs while models are loaded. The first one's failure counts most. */
export async function readBoth(
  first: () => Promise<Source>,
  second: () => Promise<Source>,
): Promise<readonly [Source, Source]> {
  const reading = second();
  // It may fail long before anybody waits for it.
  reading.catch(() => {});
  const one = await first().catch(async (error: unknown) => {
    await reading.then(({ close }) => close()).catch(() => {});
    throw error;
  });
  try {
    return [one, await reading];
  } catch (error) {
    await one.close();
    throw error;
  }
}

/** The data model that the config names. */
export async function modelSource(project: Project): Promise<Source> {
  return {
    description: "the model",
    metadata: await readTarget(project),
    connection: undefined,
    serverVersion: undefined,
    close: async () => {},
  };
}

/** The database of the project's environment. */
export async function databaseSource(project: Project, dialect: Dialect, withMoment = false): Promise<Source> {
  const { driver } = project;
  if (driver !== undefined) return reflected(project, dialect, { driver, owned: false, withMoment });
  const opened = await openEnvironment(project);
  return reflected(project, dialect, { driver: opened, owned: true, withMoment });
}

/** A scratch database that the revisions were replayed on, up to a target; `base` leaves it empty. */
export async function replaySource(
  project: Project,
  dialect: Dialect,
  target: string,
  options: ReplayOptions = {},
): Promise<Source> {
  const { replayTo } = await import("./replay.ts");
  const map = readGraph(project);
  const ids = target === "base" ? [] : resolveRevisions(map, target);
  const { scratch } = await replayTo(project, map, ids, options);
  const description = target === "base" ? "an empty database" : `a replay of the revisions up to ${target}`;
  return { ...(await scratchSource(project, dialect, scratch)), description };
}

/** What a scratch database holds; closing the source drops it. */
export async function scratchSource(project: Project, dialect: Dialect, scratch: Scratch): Promise<Source> {
  const { driver, close } = scratch;
  const source = await reflected(project, dialect, { driver, owned: true, close });
  // The list goes on growing while stand-ins are made.
  scratch.notes.unshift(...(source.notes ?? []));
  return {
    ...source,
    metadata: withoutUsualSchema(source.metadata),
    notes: scratch.notes,
    prepareFor: async (target) => {
      const { standInFor } = await import("./scratch.ts");
      const wanted = [...target.objects.values()].filter(({ kind }) => kind === "extension");
      await standInFor(scratch, wanted);
    },
  };
}

/** A new database holds the default schema and nothing else. */
function nothing(dialect: Dialect): Source {
  const schema: SchemaObject = { kind: "schema", name: dialect.defaultSchema };
  return {
    description: "an empty database",
    metadata: new MetaData({ objects: [[keyOf("schema", schema.name), schema]] }),
    connection: undefined,
    serverVersion: undefined,
    close: async () => {},
  };
}

/**
 * What `--from` and `--to` name: `model`, `empty`, `revision:<id>`, an environment, or a URL.
 *
 * @throws UnknownSourceError which never repeats what could be a URL.
 */
export async function namedSource(project: Project, dialect: Dialect, name: string): Promise<Source> {
  if (name === "model") return modelSource(project);
  if (name === "empty") return nothing(dialect);
  if (name.startsWith("revision:")) return replaySource(project, dialect, name.slice("revision:".length));
  const environment = project.environments[name];
  if (environment !== undefined) {
    const own = inEnvironment(project, environment);
    return inSchemaOf(own, await schemaOfDatabase(own), (placed) => databaseSource(placed, dialect));
  }
  if (!name.includes(":")) throw new UnknownSourceError(name, Object.keys(project.environments));
  return reflected(project, dialect, { driver: observed(await openDriver(name), project.onQuery), owned: true });
}

/** Runs an action in the default schema of the first of these sources that is a database, or in that of the project. */
export async function inSchemaOfSources<Result>(
  project: Project,
  names: readonly string[],
  action: (project: Project) => Promise<Result>,
): Promise<Result> {
  for (const name of names) {
    const asked = databaseOf(project, name);
    if (asked !== undefined) return inSchemaOf(project, await schemaOfDatabase(asked), action);
  }
  return inNamedSchema(project, action);
}

/** The project in the environment that a source names, or that a URL stands for. */
function databaseOf(project: Project, name: string): Project | undefined {
  const environment = project.environments[name];
  if (environment !== undefined) return inEnvironment(project, environment);
  if (!/^(?:postgres(?:ql)?|pglite):/.test(name)) return undefined;
  const url = async (): Promise<string> => name;
  return inEnvironment(project, { ...project.environment, name, schema: undefined, embedded: false, url });
}

function inEnvironment(project: Project, environment: Environment): Project {
  if (environment.name === project.environment.name) return project;
  const { driver: _, defaultSchema: __, ...rest } = project;
  return { ...rest, environment };
}

async function reflected(
  project: Project,
  dialect: Dialect,
  from: { driver: Driver; owned: boolean; withMoment?: boolean; close?: () => Promise<void> },
): Promise<Source> {
  const closeDriver = async (): Promise<void> => {
    if (from.owned) await (from.close ?? (() => from.driver.close()))();
  };
  const { signal } = project;
  let connection: DriverConnection | undefined;
  let forget = (): void => {};
  try {
    connection = await from.driver.connect(signal === undefined ? {} : { signal });
    forget = endOnAbort(connection, signal);
    const open = connection;
    const asksMoment = from.withMoment === true && !from.driver.singleSession;
    const moment = asksMoment ? await (await fingerprintsOf(project)).moment(connection) : undefined;
    const metadata = await dialect.reflect(connection, reflectOptions(project));
    const serverVersion = await dialect.serverVersion(connection);
    return {
      description: from.driver.description,
      metadata,
      connection,
      serverVersion,
      notes: await dialect.notices(connection, serverVersion),
      moment,
      close: async () => {
        forget();
        await open.close();
        await closeDriver();
      },
    };
  } catch (error) {
    forget();
    await connection?.close();
    await closeDriver();
    throw error;
  }
}
