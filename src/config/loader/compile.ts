/** Compiles TypeScript files with esbuild; the only file that imports it. */
import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import nodeModule from "node:module";
import { pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions, BuildResult, Metafile, OutputFile, Plugin } from "esbuild";
import { FileNotWritableError, SourceSyntaxError } from "../errors.ts";
import {
  cacheKey,
  hashFile,
  hashText,
  manifestPath,
  packageRoot,
  surroundings,
  togetherKey,
  writableFolder,
  type Manifest,
} from "./cache.ts";
import { optionalPackage } from "../../util/optional-package.ts";
import type { LoadOptions } from "./loader.ts";
import { scriptFiles } from "./script-file.ts";

/** Compiles entries and returns their outputs. @throws SourceSyntaxError, FileNotWritableError */
export async function compile(entries: readonly string[], given: LoadOptions): Promise<ReadonlyMap<string, string>> {
  const options = writable(given);
  const { cacheFolder } = options;
  const hashes = new Map<string, string>();
  const { result, isWhole } = await bundleWhatCanBe(entries, options, hashes);
  writeOutputs(result, options);
  const outputs = new Map<string, string>();
  for (const entry of entries) {
    const output = outputOf(entry, result.metafile as Metafile, options);
    outputs.set(entry, join(cacheFolder, output.name));
    if (isWhole && !options.isAway) writeManifest(entry, output, options, hashes);
  }
  dropOldFiles(cacheFolder);
  return outputs;
}

/**
 * Compiles many entries into one output, which exports the module of the entry at place 3 as `m3`: finding, reading and
 * linking hundreds of files takes longer than what is in them. @throws SourceSyntaxError, FileNotWritableError
 */
export async function compileTogether(entries: readonly string[], given: LoadOptions): Promise<string> {
  const options = writable(given);
  const hashes = new Map<string, string>();
  const contents = entries.map((entry, at) => `export * as m${at} from ${JSON.stringify(entry)};`).join("\n");
  const stdin = { contents, resolveDir: options.root, sourcefile: togetherName, loader: "js" } as const;
  const result = await bundle(entries, options, hashes, { stdin });
  writeOutputs(result, options);
  const own = resolve(options.root, togetherName);
  const output = outputOf(own, result.metafile as Metafile, options);
  const sources = output.sources.filter((path) => path !== own);
  if (!options.isAway) writeManifest(togetherKey(entries), { ...output, sources }, options, hashes);
  dropOldFiles(options.cacheFolder);
  return join(options.cacheFolder, output.name);
}

const togetherName = "together.js";

function writable(given: LoadOptions): CompileOptions {
  const cacheFolder = write(() => writableFolder(given.cacheFolder), given.cacheFolder);
  return { ...given, cacheFolder, isAway: cacheFolder !== given.cacheFolder };
}

function writeOutputs(result: BuildResult, options: CompileOptions): void {
  if (!options.isAway) ignoreFolder(dirname(options.cacheFolder));
  for (const file of result.outputFiles ?? []) writeOutput(file);
}

/** Code of so many bytes is worth being kept as compiled; most of it is never run a second time in a process. */
const scriptFrom = 100_000;

function writeOutput({ path, contents, text }: OutputFile): void {
  const files =
    contents.length < scriptFrom || "enableCompileCache" in nodeModule
      ? undefined
      : scriptFiles(text, scriptName(path), runner);
  // First what the other one needs.
  if (files !== undefined) writeWhole(join(dirname(path), scriptName(path)), files.script);
  writeWhole(path, files?.module ?? contents);
}

const scriptName = (path: string): string => basename(path).replace(/\.mjs$/, ".script.js");
const runner = pathToFileURL(join(packageRoot, "dist", "config", "loader", "run-script.js")).href;

interface CompileOptions extends LoadOptions {
  /** The output lies outside of the project, from where its packages cannot be found by name. */
  readonly isAway: boolean;
}

/**
 * A model that cannot be compiled must stop only the commands that load it: where the rest holds without what is
 * imported dynamically, each such import throws the error in its stead.
 */
async function bundleWhatCanBe(
  entries: readonly string[],
  options: CompileOptions,
  hashes: Map<string, string>,
): Promise<{ readonly result: BuildResult; readonly isWhole: boolean }> {
  try {
    return { result: await bundle(entries, options, hashes), isWhole: true };
  } catch (error) {
    if (options.splitting !== true || !(error instanceof SourceSyntaxError)) throw error;
    try {
      return { result: await bundle(entries, options, hashes, { plugins: [throwing(error)] }), isWhole: false };
    } catch {
      throw error;
    }
  }
}

/** Modules in place of what is imported dynamically, which throw an error of limbeck's own. */
function throwing({ message, name, code, hint, exitCode }: SourceSyntaxError): Plugin {
  const fields = JSON.stringify({ name, code, hint, exitCode });
  const contents = `throw Object.assign(new Error(${JSON.stringify(message)}), ${fields});`;
  return {
    name: "throwing",
    setup(build) {
      build.onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === "dynamic-import" && !/^(?:node:|limbeck(?:$|\/))/.test(path)
          ? { path, namespace: "throwing" }
          : undefined,
      );
      build.onLoad({ filter: /./, namespace: "throwing" }, () => ({ contents, loader: "js" }));
    },
  };
}

async function bundle(
  entries: readonly string[],
  options: CompileOptions,
  hashes: Map<string, string>,
  special: Pick<BuildOptions, "stdin" | "plugins"> = {},
): Promise<BuildResult> {
  const esbuild = await optionalPackage("esbuild", "Compiling TypeScript", () => import("esbuild"));
  try {
    return await esbuild.build({
      absWorkingDir: options.root,
      ...(special.stdin === undefined ? { entryPoints: [...entries] } : { stdin: special.stdin }),
      outdir: options.cacheFolder,
      // Equal names in different folders must not collide, and changed content must not meet Node's module cache.
      entryNames: "[name]-[hash]",
      chunkNames: "chunk-[hash]",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: options.splitting === true,
      format: "esm",
      platform: "node",
      target: "node20",
      // V8 looks for the strings of a tagged template among all those of its file, one after the other: a file of 10,000
      // models spent most of its time there.
      supported: { "template-literal": false },
      sourcemap: "inline",
      sourcesContent: false,
      keepNames: true,
      ignoreAnnotations: true,
      metafile: true,
      write: false,
      logLevel: "silent",
      define: { "import.meta.url": urlName, "import.meta.filename": fileName, "import.meta.dirname": folderName },
      plugins: [...(special.plugins ?? []), resolvePackages(options), keepOwnPaths(hashes)],
    });
  } catch (error) {
    throw syntaxError(error, entries, options.root);
  } finally {
    await esbuild.stop();
  }
}

const urlName = "__limbeck_url";
const fileName = "__limbeck_file";
const folderName = "__limbeck_folder";

/** Bundling moves code; a file that asks where it is must hear where it was written. */
function keepOwnPaths(hashes: Map<string, string>): Plugin {
  return {
    name: "own-paths",
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        hashes.set(path, hashText(source));
        const loader = path.endsWith("x") ? "tsx" : /\.[cm]?ts$/.test(path) ? "ts" : "js";
        if (!source.includes("import.meta")) return { contents: source, loader };
        // On the first line, so that line numbers stay.
        const own = [
          `const ${urlName} = ${JSON.stringify(pathToFileURL(path).href)}`,
          `${fileName} = ${JSON.stringify(path)}`,
          `${folderName} = ${JSON.stringify(dirname(path))};`,
        ].join(", ");
        return { contents: own + source.replace(/^#!.*/, ""), loader };
      });
    },
  };
}

/**
 * Packages stay outside of the bundle. limbeck itself is the one that runs, wherever it is installed. A package of the
 * same workspace that exports TypeScript is compiled along, for Node could not import it.
 */
function resolvePackages({ root, isAway }: CompileOptions): Plugin {
  return {
    name: "packages",
    setup(build) {
      build.onResolve({ filter: /^limbeck($|\/)/ }, ({ path }) => ({ path: ownEntry(path), external: true }));
      build.onResolve({ filter: /^[^./]/ }, async (request) => {
        if (request.pluginData === "inner" || isAbsolute(request.path) || request.path.startsWith("node:"))
          return undefined;
        const { path, importer, resolveDir, kind } = request;
        const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: "inner" });
        if (found.errors.length > 0) return { path, external: true };
        if (found.external || /\.([cm]?tsx?|json)$/.test(found.path)) return found;
        const ordinary =
          !isAway &&
          isInside(importer, root) &&
          found.path.includes(`${sep}node_modules${sep}`) &&
          !path.startsWith("#");
        return { path: ordinary ? path : pathToFileURL(found.path).href, external: true };
      });
    },
  };
}

function ownEntry(specifier: string): string {
  const name = specifier === "limbeck" ? "limbeck" : specifier.slice("limbeck/".length);
  return pathToFileURL(join(packageRoot, "dist", "public", `${name}.js`)).href;
}

function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== "" && !rest.startsWith("..") && !isAbsolute(rest);
}

interface EntryOutput {
  readonly name: string;
  /** Paths of the sources. */
  readonly sources: readonly string[];
}

function outputOf(entry: string, metafile: Metafile, options: LoadOptions): EntryOutput {
  const outputs = Object.entries(metafile.outputs);
  const own = outputs.find(
    ([, output]) => output.entryPoint !== undefined && resolve(options.root, output.entryPoint) === entry,
  );
  if (own === undefined) throw new SourceSyntaxError(entry, "the compiler gave no output for this file", undefined);
  // With splitting, an entry may reach every chunk.
  const sources = options.splitting === true ? outputs.map(([, output]) => output) : [own[1]];
  const inputs = sources.flatMap((output) => Object.keys(output.inputs));
  return { name: basename(own[0]), sources: [...inputs.map((path) => resolve(options.root, path)), entry] };
}

function writeManifest(
  entry: string,
  output: EntryOutput,
  options: LoadOptions,
  hashes: ReadonlyMap<string, string>,
): void {
  const files = new Set(output.sources);
  const inputs: Record<string, string | null> = {};
  for (const file of [...files, ...surroundings(files)]) inputs[file] = hashes.get(file) ?? hashFile(file);
  const manifest: Manifest = { key: cacheKey(options), output: output.name, inputs };
  writeWhole(manifestPath(entry, options), JSON.stringify(manifest));
}

/** Through a rename, because several processes may compile the same file at once. */
function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  write(() => {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  }, path);
}

function write<Result>(action: () => Result, path: string): Result {
  try {
    return action();
  } catch (error) {
    throw new FileNotWritableError(path, error);
  }
}

/** Keeps the state folder out of version control also where nobody ran `limbeck init`. */
function ignoreFolder(folder: string): void {
  try {
    writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx" });
  } catch {
    // It is there already, or the folder belongs to somebody else.
  }
}

const keptFor = 30 * 24 * 3600 * 1000;

function dropOldFiles(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    try {
      if (Date.now() - statSync(path).mtimeMs > keptFor) rmSync(path);
    } catch {
      // Another process was quicker.
    }
  }
}

function syntaxError(error: unknown, entries: readonly string[], root: string): unknown {
  const first = (error as Partial<BuildFailure>).errors?.[0];
  if (first === undefined) return error;
  const { location, text } = first;
  if (location === null) return new SourceSyntaxError(entries[0] as string, text, undefined);
  const file = relative(root, resolve(root, location.file));
  return new SourceSyntaxError(file, text, {
    file,
    line: location.line,
    column: location.column,
    text: location.lineText,
  });
}
