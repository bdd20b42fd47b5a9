/** Walks the sources and finds what each imports, for the tests of the architecture. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-5.9";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Paths of the repository's own files that it imports, for values or types, also by `import()`. */
  readonly imports: readonly string[];
  /** Packages that it imports, by their name without a subpath. */
  readonly packages: readonly string[];
}

/** All files below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashes(relative(root, join(entry.parentPath, entry.name))))
    .sort();
}

/** What a source imports, as written there. The scanner is the compiler's own, so comments don't count. */
export function importedNames(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

/** Reads the TypeScript files below a folder. */
export function readSources(folder: string): SourceFile[] {
  return filesBelow(folder)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const names = importedNames(text);
      const isOwn = (name: string): boolean => name.startsWith(".");
      return {
        path,
        text,
        imports: names.filter(isOwn).map((name) => slashes(join(dirname(path), name))),
        packages: [...new Set(names.filter((name) => !isOwn(name)).map(packageOf))],
      };
    });
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

const slashes = (path: string): string => path.replaceAll(sep, "/");
