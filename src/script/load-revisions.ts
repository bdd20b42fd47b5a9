/** Reads all revisions of one or several folders, in the order of their file names: the order that settles every tie. */
import { readdirSync, realpathSync } from "node:fs";
import type { Dirent } from "node:fs";
import { basename, join } from "node:path";
import { DuplicateRevisionError, NotARevisionError, RevisionFolderError } from "./errors.ts";
import { isRevisionFileName, readRevisionFile, readRevisionText } from "./parse-revision.ts";
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
 * @throws RevisionMalformedError, RevisionEncodingError, NotARevisionError, DuplicateRevisionError, RevisionFolderError
 * @example
 * ```ts
 * const map = new RevisionMap(loadRevisions({ locations: ["migrations"] }));
 * ```
 */
export function loadRevisions(options: LoadOptions): Revision[] {
  const seen = new Set<string>();
  const byId = new Map<string, Revision>();
  const others: string[] = [];
  for (const location of options.locations) {
    for (const path of revisionFiles(location, options.recursive === true, seen)) {
      const revision = readRevisionFile(path);
      if (revision === undefined) {
        if (!basename(path).startsWith("_")) others.push(path);
        continue;
      }
      const before = byId.get(revision.id);
      if (before !== undefined) throw new DuplicateRevisionError(revision.id, [before.path, path]);
      byId.set(revision.id, revision);
    }
  }
  const revisions = [...byId.values()];
  if (others.length > 0) refuseUnused(others, revisions);
  return revisions;
}

/**
 * A file without identifiers helps the revisions that name it, or was one itself: that must not be passed over.
 *
 * @throws NotARevisionError
 */
function refuseUnused(others: readonly string[], revisions: readonly Revision[]): void {
  const left = new Set(others);
  const reading = revisions.map((revision) => revision.path);
  for (let path = reading.pop(); path !== undefined && left.size > 0; path = reading.pop()) {
    const text = readRevisionText(path);
    for (const other of left) {
      if (!names(text, other)) continue;
      left.delete(other);
      reading.push(other);
    }
  }
  const [first] = left;
  if (first !== undefined) throw new NotARevisionError(first, readRevisionText(first).trim() === "");
}

/** True where a text imports or reads the file: its name stands behind a slash or a quote. */
function names(text: string, path: string): boolean {
  const name = basename(path);
  const stem = name.slice(0, name.lastIndexOf("."));
  for (let at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
    if (/[/"'`]/.test(text[at - 1] ?? "") && /[."'`]/.test(text[at + stem.length] ?? "")) return true;
  }
  return false;
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
