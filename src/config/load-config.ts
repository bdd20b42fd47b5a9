/** From a folder to a `Project`: finds the config, loads it, checks it and fills in the defaults. */
import { dirname, join, relative, resolve } from "node:path";
import type { Dialect } from "../dialects/dialect.ts";
import type { Driver } from "../driver/driver.ts";
import type { Config, Environment, EnvironmentConfig, Project } from "./config.ts";
import { isEnvReference, readEnv } from "./env.ts";
import { isLimbeckError } from "../util/errors.ts";
import { ConfigInvalidError, SourceExportError, SourceThrewError, UnknownEnvironmentError } from "./errors.ts";
import { findConfig } from "./find-config.ts";
import type { CacheContext } from "./loader/cache.ts";
import { loadModule } from "./loader/loader.ts";
import { validateConfig } from "./validate.ts";

/** Options of `loadConfig()`. */
export interface LoadConfigOptions {
  /** Where to look for the config; default the current folder. */
  readonly cwd?: string;
  /** Path of the config, relative to `cwd`. */
  readonly path?: string;
  /** Name of the environment. */
  readonly environment?: string;
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Free arguments for revisions and hooks, `-x key=value`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** An open driver to use instead of the environment's URL. */
  readonly driver?: Driver;
  readonly dialect?: Dialect;
}

/**
 * Finds and loads `limbeck.config.ts`.
 *
 *     const project = await loadConfig({ environment: "production" });
 *     await upgrade(project, "head");
 *
 * @throws ConfigNotFoundError, ConfigInvalidError, SourceSyntaxError, SourceThrewError, UnknownEnvironmentError
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Project> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const path = findConfig(cwd, options.path, options.variables ?? process.env);
  const root = dirname(path);
  const shown = relative(cwd, path) || path;
  const loaded = await loadModule(path, { root, cacheFolder: join(root, stateName, "cache"), splitting: true });
  if (!("default" in loaded)) {
    throw new SourceExportError(shown, "a config as its default", "Write `export default defineConfig({ … })`.");
  }
  const value = await exportedValue(loaded["default"], shown, { root, cacheFolder: join(root, stateName, "cache") });
  return createProject(validateConfig(value, shown), { ...options, root, configPath: path });
}

/** The config itself: a function is called, a promise awaited. @throws SourceThrewError for what either of them throws */
async function exportedValue(exported: unknown, shown: string, context: CacheContext): Promise<unknown> {
  try {
    return await (typeof exported === "function" ? (exported as () => unknown)() : exported);
  } catch (error) {
    if (isLimbeckError(error)) throw error;
    const { locateInSources } = await import("./loader/source-place.ts");
    throw new SourceThrewError(shown, error, locateInSources(error, context));
  }
}

const stateName = ".limbeck";

/** Options of `createProject()`. */
export interface ProjectOptions extends Omit<LoadConfigOptions, "cwd" | "path"> {
  readonly root: string;
  readonly configPath?: string;
}

/**
 * A project from a config in code, without a file.
 *
 *     const project = createProject({ target: shop, revisions: "migrations" }, { root: import.meta.dirname });
 */
export function createProject(config: Config, options: ProjectOptions): Project {
  const root = resolve(options.root);
  const file = options.configPath === undefined ? undefined : relative(root, options.configPath);
  const stateFolder = join(root, stateName);
  const declared = config.environments ?? { development: {} };
  const variables = options.variables ?? process.env;
  const environments: Record<string, Environment> = {};
  for (const [name, entry] of Object.entries(declared)) {
    environments[name] = environmentOf(name, entry, { config, file, stateFolder, variables });
  }
  const chosen =
    options.environment ??
    config.defaultEnvironment ??
    ("development" in environments ? "development" : Object.keys(environments)[0]);
  const environment = environments[chosen as string];
  if (environment === undefined) throw new UnknownEnvironmentError(String(chosen), Object.keys(environments), file);
  // What an environment says by itself stands in the place of the config's.
  const own = declared[environment.name] as EnvironmentConfig;
  const revisions = own.revisions ?? config.revisions ?? "migrations";
  return Object.freeze({
    root,
    configPath: options.configPath,
    config: own.target === undefined ? config : { ...config, target: own.target },
    environments,
    environment,
    revisionFolders: (typeof revisions === "string" ? [revisions] : revisions).map((folder) => resolve(root, folder)),
    stateFolder,
    arguments: options.arguments ?? {},
    ...(options.driver === undefined ? {} : { driver: options.driver }),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
  });
}

interface EnvironmentContext {
  readonly config: Config;
  readonly file: string | undefined;
  readonly stateFolder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

function environmentOf(name: string, entry: EnvironmentConfig, context: EnvironmentContext): Environment {
  const table = { ...context.config.versionTable, ...entry.versionTable };
  return Object.freeze({
    name,
    protected: entry.protected ?? false,
    embedded: !("url" in entry),
    versionTable: { name: table.name ?? "limbeck_version", schema: table.schema },
    schema: entry.schema,
    migrationLockWait: entry.migrationLockWait ?? 60,
    ddlLockTimeout: entry.ddlLockTimeout ?? 2000,
    allow: entry.allow,
    serverVersion: (entry.serverVersion ?? 14) * 10_000,
    hooks: entry.hooks ?? {},
    url: () => urlOf(name, entry, context),
    scratch: () => textOf(entry.scratch ?? "embedded", `environments.${name}.scratch`, context),
  });
}

async function urlOf(name: string, entry: EnvironmentConfig, context: EnvironmentContext): Promise<string> {
  const field = `environments.${name}.url`;
  if (!("url" in entry))
    return `pglite://${encodeURI(join(context.stateFolder, "databases", name)).replaceAll("?", "%3F")}`;
  // Most often `process.env.…` of a variable that is not set: a deployment must not end on a database of its own.
  if (entry.url === undefined) throw new ConfigInvalidError(field, "is undefined", context.file, undefinedUrlHint);
  return textOf(entry.url, field, context);
}

const undefinedUrlHint =
  'Write env("NAME") for the value of an environment variable, or leave the field out for the embedded database.';

async function textOf(
  url: NonNullable<EnvironmentConfig["url"]>,
  field: string,
  context: EnvironmentContext,
): Promise<string> {
  if (typeof url === "string") return url;
  if (isEnvReference(url)) return readEnv(url, field, context.file, context.variables);
  const value: unknown = await url();
  if (typeof value === "string" && value !== "") return value;
  throw new ConfigInvalidError(field, "is a function that did not return a URL", context.file);
}
