/**
 * What was compiled before: one manifest an entry file, listing every input with the hash of its content. Whatever can
 * change the output is an input, also the absence of a tsconfig.json.
 */
import { beside } from "../../util/beside.ts";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "./loader-version.ts";

export interface CacheContext {
  /** Folder of the project; bare imports resolve from it. */
  readonly root: string;
  /** Where compiled files are kept; lies inside the project. */
  readonly cacheFolder: string;
}

const replacements = new Map<string, string>();

/** Where this process writes compiled files: the cache folder, or what stands in for it. */
export function outputFolder({ cacheFolder }: Pick<CacheContext, "cacheFolder">): string {
  return replacements.get(cacheFolder) ?? cacheFolder;
}

/**
 * The cache folder; where it cannot be written, as in a container with a read-only file system, a folder of this process
 * alone: anybody else could plant code in one with a name that is known.
 *
 * @throws what the file system says when there is no other folder, either
 */
export function writableFolder(cacheFolder: string): string {
  const known = replacements.get(cacheFolder);
  if (known !== undefined) return known;
  try {
    mkdirSync(cacheFolder, { recursive: true });
    const probe = join(cacheFolder, `.${process.pid}.tmp`);
    writeFileSync(probe, "");
    rmSync(probe);
    return cacheFolder;
  } catch {
    const folder = mkdtempSync(join(tmpdir(), "limbeck-cache-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    replacements.set(cacheFolder, folder);
    return folder;
  }
}

export interface Manifest {
  readonly key: string;
  /** Name of the compiled entry inside the cache folder. */
  readonly output: string;
  /** Content hashes by path; null for a file that must not exist. */
  readonly inputs: Readonly<Record<string, string | null>>;
}

/** The root of this package: two copies of limbeck never share compiled files, for those import limbeck by path. */
export const packageRoot = fileURLToPath(beside("../../../", import.meta.url));

export function cacheKey(options: { readonly splitting?: boolean }): string {
  return `${version} ${packageRoot} ${options.splitting === true ? "split" : "whole"}`;
}

export function hashText(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

export function manifestPath(entry: string, context: CacheContext): string {
  return join(context.cacheFolder, `${hashText(entry)}.json`);
}

/** What entries that were compiled together are kept under; their order counts, for the output numbers them. */
export function togetherKey(entries: readonly string[]): string {
  return entries.join("\n");
}

/** The compiled file of an entry, when all its inputs are what they were. */
export function readCached(
  entry: string,
  context: CacheContext & { readonly splitting?: boolean },
): string | undefined {
  const manifest = readManifest(manifestPath(entry, context));
  if (manifest === undefined || manifest.key !== cacheKey(context)) return undefined;
  const output = join(context.cacheFolder, manifest.output);
  if (!existsSync(output)) return undefined;
  const fresh = Object.entries(manifest.inputs).every(([path, hash]) => hashFile(path) === hash);
  return fresh ? output : undefined;
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

export function hashFile(path: string): string | null {
  try {
    return hashText(readFileSync(path));
  } catch {
    return null;
  }
}

/** The tsconfig.json and package.json files that can change how these files compile, with what they extend. */
export function surroundings(files: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); !seen.has(folder); folder = dirname(folder)) {
      seen.add(folder);
      for (const name of ["tsconfig.json", "package.json"]) addWithExtends(join(folder, name), found);
      if (existsSync(join(folder, "package.json"))) break;
    }
  }
  return found;
}

function addWithExtends(path: string, found: Set<string>): void {
  if (found.has(path)) return;
  found.add(path);
  if (!path.endsWith(".json") || path.endsWith("package.json") || !existsSync(path)) return;
  for (const [, name] of readFileSync(path, "utf8").matchAll(/"extends"\s*:\s*"(\.[^"]+)"/g)) {
    const target = join(dirname(path), name as string);
    addWithExtends(target.endsWith(".json") ? target : `${target}.json`, found);
  }
}
