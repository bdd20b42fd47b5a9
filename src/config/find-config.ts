/** Finds the config file: upward from a folder to the root of the package it lies in. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigNotFoundError } from "./errors.ts";

export const configNames = [
  "limbeck.config.ts",
  "limbeck.config.mts",
  "limbeck.config.js",
  "limbeck.config.mjs",
] as const;

/**
 * The path of the config file that belongs to a folder.
 *
 * @throws ConfigNotFoundError
 */
export function findConfig(cwd: string, named?: string): string {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new ConfigNotFoundError(named, true);
    return path;
  }
  const found = searchConfig(cwd);
  if (found === undefined) throw new ConfigNotFoundError(cwd, false);
  return found;
}

/** As `findConfig`, undefined where there is none. */
function searchConfig(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of configNames) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
    const atPackageRoot = existsSync(join(folder, "package.json")) || existsSync(join(folder, ".git"));
    if (atPackageRoot || dirname(folder) === folder) return undefined;
  }
}
