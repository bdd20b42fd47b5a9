/** Files by pattern: `**` for folders, `*`, `?` and `{a,b}` within a name. Node 20 has no `globSync` yet. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * The files of a folder that a pattern names, as paths from there with slashes, sorted. Folders that begin with a dot, and
 * `node_modules`, count only where the pattern names them.
 */
export function filesMatching(root: string, pattern: string): string[] {
  const found = new Set<string>();
  collect(
    root,
    "",
    pattern
      .replaceAll("\\", "/")
      .replace(/^(?:\.\/)+/, "")
      .split("/"),
    found,
  );
  return [...found].sort();
}

const isWild = (part: string): boolean => /[*?{]/.test(part);

function collect(root: string, folder: string, [part, ...rest]: readonly string[], found: Set<string>): void {
  if (part === undefined) return;
  const at = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
  if (part === "**") {
    collect(root, folder, rest.length === 0 ? ["*"] : rest, found);
    for (const name of namesIn(join(root, folder)))
      if (isFolder(join(root, at(name))) && !isHidden(name)) collect(root, at(name), [part, ...rest], found);
    return;
  }
  if (rest.length > 0 && !isWild(part)) return collect(root, at(part), rest, found);
  const matches = matcherOf(part);
  for (const name of namesIn(join(root, folder))) {
    if (!matches(name)) continue;
    if (rest.length > 0) collect(root, at(name), rest, found);
    else if (!isFolder(join(root, at(name)))) found.add(at(name));
  }
}

const isHidden = (name: string): boolean => name.startsWith(".") || name === "node_modules";

/** Nothing where the folder can't be read: what is missing is told by whoever asks. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A name that begins with a dot is meant only where the pattern begins with one. */
function matcherOf(part: string): (name: string) => boolean {
  if (!isWild(part)) return (name) => name === part;
  const source = part.replaceAll(/\{([^{}]*)\}|[*?]|[.+^$()|[\]{}\\]/g, (sign, choices?: string) => {
    if (choices !== undefined) return `(?:${choices.split(",").map(escaped).join("|")})`;
    return sign === "*" ? ".*" : sign === "?" ? "." : `\\${sign}`;
  });
  const pattern = new RegExp(`^${source}$`, "su");
  return (name) => (part.startsWith(".") || !isHidden(name)) && pattern.test(name);
}

const escaped = (text: string): string => text.replaceAll(/[.+^$()|[\]{}\\*?]/g, String.raw`\$&`);
