/** Reads all revisions of one or several folders, in the order of their file names: the order that settles every tie. */
import { readdirSync, realpathSync } from "node:fs";
import type { Dirent } from "node:fs";
import { join } from "node:path";
import { DuplicateRevisionError, RevisionFolderError } from "./errors.ts";
import { isRevisionFileName, readRevisionFile } from "./parse-revision.ts";
import type { Revision } from "./revision.ts";

export interface LoadOptions {
  /** Folders that hold revisions; one that does not exist holds none. */
  readonly locations: readonly string[];
  /** Also reads the folders inside. */
  readonly recursive?: boolean;
}

/**
 * All revisions of the given folders.
 *
 * @throws RevisionMalformedError, DuplicateRevisionError, RevisionFolderError
 * @example
 * ```ts
 * const map = new RevisionMap(loadRevisions({ locations: ["migrations"] }));
 * ```
 */
export function loadRevisions(options: LoadOptions): Revision[] {
  const seen = new Set<string>();
  const byId = new Map<string, Revision>();
  for (const location of options.locations) {
    for (const path of revisionFiles(location, options.recursive === true, seen)) {
      const revision = readRevisionFile(path);
      if (revision === undefined) continue;
      const before = byId.get(revision.id);
      if (before !== undefined) throw new DuplicateRevisionError(revision.id, [before.path, path]);
      byId.set(revision.id, revision);
    }
  }
  return [...byId.values()];
}

/** Files that can hold a revision. `seen` keeps the same real file or folder from being read twice. */
function revisionFiles(folder: string, recursive: boolean, seen: Set<string>): string[] {
  const real = realPath(folder);
  if (real === undefined || seen.has(`${real}/`)) return [];
  seen.add(`${real}/`);
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of list(folder).sort(byName)) {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? "link" : entry.isDirectory() ? "folder" : "file";
    if (kind === "folder") folders.push(path);
    else if (isRevisionFileName(entry.name)) {
      const realFile = kind === "link" ? (realPath(path) ?? path) : join(real, entry.name);
      if (!seen.has(realFile)) files.push(path);
      seen.add(realFile);
    }
  }
  if (!recursive) return files;
  for (const inner of folders) {
    const name = inner.slice(folder.length + 1);
    if (!name.startsWith(".") && name !== "node_modules") files.push(...revisionFiles(inner, true, seen));
  }
  return files;
}

/** Undefined where nothing is there. */
function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new RevisionFolderError(folder, cause);
  }
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new RevisionFolderError(folder, cause);
  }
}

/** By code unit, so that the order does not depend on the locale. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
