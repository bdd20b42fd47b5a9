/** The files that a path, a folder or a pattern means. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { SqlFileMissingError } from "./errors.ts";

/** In the order of their names. @throws SqlFileMissingError where there is none */
export function findFiles(path: string): string[] {
  const at = path.search(/[*]/);
  if (at === -1) return filesAt(located(path), path);
  const folder = located(dirname(`${path.slice(0, at)}x`));
  const pattern = patternOf(resolve(folder, relativePattern(path, at)).split(sep).join("/"));
  const files = everyFile(folder, path).filter((file) => pattern.test(file.split(sep).join("/")));
  if (files.length === 0) throw new SqlFileMissingError(named(path), undefined);
  return files.sort();
}

/** As it was written, or seen from the current folder where it was a URL. */
const named = (path: string): string => (isAbsolute(path) ? relative(process.cwd(), path) : path);

const relativePattern = (path: string, at: number): string => relative(dirname(`${path.slice(0, at)}x`), path);

function filesAt(place: string, written: string): string[] {
  try {
    if (!statSync(place).isDirectory()) return [place];
    return readdirSync(place)
      .filter((name) => name.endsWith(".sql"))
      .sort()
      .map((name) => join(place, name));
  } catch (error) {
    throw new SqlFileMissingError(named(written), error);
  }
}

/** A relative path is the same whichever folder of the project a command runs in. */
function located(path: string): string {
  if (isAbsolute(path)) return path;
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const place = resolve(folder, path);
    if (existsSync(place)) return place;
    if (folder === dirname(folder)) return resolve(path);
  }
}

function everyFile(folder: string, written: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    );
  } catch (error) {
    throw new SqlFileMissingError(named(written), error);
  }
}

/** `*` is anything within a name, `**` any number of folders. */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("**/", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", "(?:[^/]+/)*");
  return new RegExp(`^${source}$`);
}
