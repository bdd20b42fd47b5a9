/**
 * Loads config, model and revision files. JavaScript is imported natively; TypeScript is compiled once and kept under
 * the cache folder, keyed by the content of everything that went into it, so that a warm start imports no compiler.
 */
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { isLimbeckError, type LimbeckError } from "../../util/errors.ts";
import { SourceSyntaxError, SourceThrewError } from "../errors.ts";
import { readCached, togetherKey, type CacheContext } from "./cache.ts";
import { locateInSources } from "./source-place.ts";

export interface LoadOptions extends CacheContext {
  /** Split what is imported dynamically into files of its own, so that it is loaded only when it is reached. */
  readonly splitting?: boolean;
}

export type LoadedModule = Readonly<Record<string, unknown>>;

/**
 * Imports one file.
 *
 * @throws SourceSyntaxError, SourceThrewError with file and line of the source.
 */
export async function loadModule(path: string, options: LoadOptions): Promise<LoadedModule> {
  const modules = await loadModules([path], options);
  return modules.get(path) as LoadedModule;
}

/** Imports many files; those that must be compiled are compiled in one go, and where they are very many into one file. */
export async function loadModules(
  paths: readonly string[],
  options: LoadOptions,
): Promise<ReadonlyMap<string, LoadedModule>> {
  const scripts = paths.filter(isTypeScript);
  const modules = new Map<string, LoadedModule>(
    scripts.length > togetherFrom ? await loadTogether(scripts, options) : [],
  );
  const alone = paths.filter((path) => !modules.has(path));
  const outputs = await compiledOutputs(alone.filter(isTypeScript), options);
  for (const path of alone) {
    const output = outputs.get(path);
    modules.set(
      path,
      output === undefined ? await importNative(path, options) : await importFile(path, output, options),
    );
  }
  return modules;
}

/**
 * Compiles files in one go of which each will be loaded on its own: a compiler that is started for every one of a thousand
 * takes most of the time.
 *
 * @throws SourceSyntaxError, FileNotWritableError
 */
export async function compileAhead(paths: readonly string[], options: LoadOptions): Promise<void> {
  await compiledOutputs(paths.filter(isTypeScript), options);
}

/** So many files that are run one by one again and again are worth a cached file each. */
const togetherFrom = 16;

async function loadTogether(
  paths: readonly string[],
  options: LoadOptions,
): Promise<(readonly [string, LoadedModule])[]> {
  let output = readCached(togetherKey(paths), options);
  if (output === undefined) {
    const { compileTogether } = await import("./compile.ts");
    output = await compileTogether(paths, options);
  }
  try {
    const all = (await import(/* @vite-ignore */ pathToFileURL(output).href)) as LoadedModule;
    return paths.map((path, at) => [path, all[`m${at}`] as LoadedModule]);
  } catch {
    // One after the other, they tell which of them it was.
    return [];
  }
}

const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path);

async function compiledOutputs(paths: readonly string[], options: LoadOptions): Promise<ReadonlyMap<string, string>> {
  const outputs = new Map<string, string>();
  const stale: string[] = [];
  for (const path of paths) {
    const output = readCached(path, options);
    if (output === undefined) stale.push(path);
    else outputs.set(path, output);
  }
  if (stale.length > 0) {
    const { compile } = await import("./compile.ts");
    for (const [path, output] of await compile(stale, options)) outputs.set(path, output);
  }
  return outputs;
}

/** Node itself, unless the file needs limbeck where none is installed or is a module that Node takes for CommonJS. */
async function importNative(path: string, options: LoadOptions): Promise<LoadedModule> {
  try {
    return await importFresh(path);
  } catch (error) {
    const missing = (error as { code?: unknown }).code === "ERR_MODULE_NOT_FOUND" && /'limbeck/.test(String(error));
    if (!missing && !(error instanceof SyntaxError)) throw threw(path, error, options);
    const { compile } = await import("./compile.ts");
    const outputs = await compile([path], options);
    return importFile(path, outputs.get(path) as string, options);
  }
}

/**
 * CommonJS may require a module that is just being imported elsewhere in the process. Node 20 and 22 trip over that
 * instead of waiting, so the file is imported again once the other import had time to end.
 */
async function importFresh(path: string): Promise<LoadedModule> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await import(/* @vite-ignore */ `${pathToFileURL(path).href}?${Date.now()}.${attempt}`)) as LoadedModule;
    } catch (error) {
      if (attempt === 8 || !meetsImport(error)) throw error;
      await delay(attempt * 10);
    }
  }
}

const meetsImport = (error: unknown): boolean =>
  (error instanceof TypeError && error.message.includes("'getStatus'")) ||
  /^ERR_(?:REQUIRE_CYCLE_MODULE|REQUIRE_ESM_RACE_CONDITION|INTERNAL_ASSERTION)$/.test(
    String((error as { code?: unknown })?.code),
  );

async function importFile(path: string, output: string, options: LoadOptions): Promise<LoadedModule> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(output).href)) as LoadedModule;
  } catch (error) {
    throw threw(path, error, options);
  }
}

function threw(path: string, error: unknown, options: LoadOptions): LimbeckError {
  if (isLimbeckError(error)) return error;
  const place = locateInSources(error, options);
  if (error instanceof SyntaxError && place === undefined) return new SourceSyntaxError(path, error.message, undefined);
  return new SourceThrewError(path, error, place);
}
