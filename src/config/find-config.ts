/** Finds the config file: upward from a folder to the root of the package it lies in. */
import { existsSync, readFileSync, statSync } from "node:fs";
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
export function findConfig(
  cwd: string,
  named?: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): string {
  if (named !== undefined) return fileNamed(resolve(cwd, named), named, "--config");
  const variable = variables["LIMBECK_CONFIG"];
  if (variable !== undefined && variable !== "") return fileNamed(resolve(cwd, variable), variable, "LIMBECK_CONFIG");
  const found = searchConfig(cwd);
  if (found === undefined) throw new ConfigNotFoundError(cwd);
  return found;
}

function fileNamed(path: string, shown: string, by: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new ConfigNotFoundError(shown, by);
  return path;
}

/** `{ "limbeck": { "config": "config/limbeck.config.ts" } }` of a package, relative to it. */
function namedByPackage(manifest: string): string | undefined {
  let config: unknown;
  try {
    const { limbeck } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly limbeck?: { readonly config?: unknown };
    };
    config = limbeck?.config;
  } catch {
    return undefined;
  }
  return typeof config === "string"
    ? fileNamed(resolve(dirname(manifest), config), config, `"limbeck" in ${manifest}`)
    : undefined;
}

/** As `findConfig`, undefined where there is none. */
function searchConfig(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of configNames) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
    const manifest = join(folder, "package.json");
    const named = existsSync(manifest) ? namedByPackage(manifest) : undefined;
    if (named !== undefined) return named;
    const atPackageRoot = existsSync(manifest) || existsSync(join(folder, ".git"));
    if (atPackageRoot || dirname(folder) === folder) return undefined;
  }
}
