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
  /** Those of them that run with it, at once or by `import()`: not what is imported for its types alone. */
  readonly runs: readonly string[];
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
        runs: valueImports(text)
          .filter(isOwn)
          .map((name) => slashes(join(dirname(path), name))),
        packages: [...new Set(names.filter((name) => !isOwn(name)).map(packageOf))],
      };
    });
}

/** What a source imports for values, as written there; `import()` counts, `import type` does not. */
export function valueImports(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = importedForValues(node);
    if (name !== undefined && ts.isStringLiteral(name)) found.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", text, ts.ScriptTarget.ES2022));
  return found;
}

function importedForValues(node: ts.Node): ts.Node | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  if (ts.isImportDeclaration(node)) {
    const { importClause: clause } = node;
    const names = clause?.namedBindings;
    const isTypes = clause?.isTypeOnly === true || (clause?.name === undefined && areTypes(names));
    return isTypes ? undefined : node.moduleSpecifier;
  }
  if (!ts.isExportDeclaration(node) || node.isTypeOnly || areTypes(node.exportClause)) return undefined;
  return node.moduleSpecifier;
}

function areTypes(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (names === undefined || !(ts.isNamedImports(names) || ts.isNamedExports(names))) return false;
  return names.elements.length > 0 && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** Groups of files that import each other for values, each sorted. */
export function circlesOf(files: readonly Pick<SourceFile, "path" | "runs">[]): string[][] {
  const imports = new Map(files.map(({ path, runs }) => [path, runs]));
  const reached = new Map([...imports.keys()].map((path) => [path, reachedFrom(path, imports)]));
  const groups = new Map<string, string[]>();
  for (const [path, others] of reached) {
    if (!others.has(path)) continue;
    const group = [...others].filter((other) => reached.get(other)?.has(path) === true).sort();
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachedFrom(path: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [path];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const to of imports.get(at) ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  }
  return reached;
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

const slashes = (path: string): string => path.replaceAll(sep, "/");
