/** Holds the sources to the layer table and the rules in docs/architecture.md. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { circlesOf, importedNames, readSources, root, valueImports, type SourceFile } from "./support/imports.ts";

interface Layer {
  readonly folder: string;
  readonly layer: number;
}

const layers = readLayers(readFileSync(join(root, "docs/architecture.md"), "utf8"));
const sources = readSources("src");

/** Rows of the table, the longest folder first. */
function readLayers(text: string): Layer[] {
  return [...text.matchAll(/^\| `(src\/[^`]+)` \| (\d+) \|/gm)]
    .map(([, folder, layer]) => ({ folder: folder as string, layer: Number(layer) }))
    .sort((a, b) => b.folder.length - a.folder.length);
}

function layerOf(path: string): Layer | undefined {
  return layers.find(({ folder }) => path.startsWith(`${folder}/`));
}

const isTest = (path: string): boolean => /\.test(-d)?\.ts$/.test(path);
const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** The dialect that a file belongs to: `src/dialects/postgresql`. */
function dialectOf(path: string): string | undefined {
  return /^src\/dialects\/[^/]+(?=\/)/.exec(path)?.[0];
}

/** Why one file may not import another; undefined where it may. */
function objection(from: string, to: string): string | undefined {
  const own = layerOf(from);
  const other = layerOf(to);
  if (own === undefined) return "it is in no folder of the layer table";
  if (isTest(from) && isForTests(to)) return undefined;
  if (other === undefined) return "that is in no folder of the layer table";
  if (dialectOf(to) !== undefined && !mayImportDialect(from, to)) return "a dialect is imported only by the registry";
  if (isBelow(from, other.folder) || other.layer < own.layer) return undefined;
  if (from === "src/dialects/registry.ts" || (isTest(from) && other.layer === own.layer)) return undefined;
  return `layer ${own.layer} may not import layer ${other.layer}`;
}

function isForTests(to: string): boolean {
  return isBelow(to, "src/testing") || isBelow(to, "tests/support") || dialectOf(to) !== undefined;
}

function mayImportDialect(from: string, to: string): boolean {
  const dialect = dialectOf(to) as string;
  return isBelow(from, dialect) || isBelow(from, "src/public") || from === "src/dialects/registry.ts";
}

function objections(check: (file: SourceFile) => readonly string[]): string[] {
  return sources.flatMap((file) => check(file).map((text) => `${file.path}: ${text}`));
}

describe("the layers", () => {
  it("are read from the imports, whatever their form", () => {
    const names = importedNames;
    expect(names('import type { A } from "./a.ts";\nexport * from "./b.ts";\n// import "./c.ts"')).toEqual([
      "./a.ts",
      "./b.ts",
    ]);
    expect(names('type T = import("./d.ts").T;\nconst e = await import("./e.ts");')).toEqual(["./d.ts", "./e.ts"]);
  });

  it("come from a table whose folders exist or are still to come", () => {
    expect(layers.length).toBeGreaterThan(15);
    expect(layers.filter(({ folder }) => existsSync(join(root, folder))).length).toBeGreaterThan(15);
  });

  it("are imported downward only, for values and for types", () => {
    const found = objections(({ path, imports }) =>
      imports.flatMap((to) => {
        const why = objection(path, to);
        return why === undefined ? [] : [`imports ${to}: ${why}`];
      }),
    );
    expect(found).toEqual([]);
  });

  it("are told apart by this test", () => {
    expect(objection("src/script/plan.ts", "src/metadata/kind.ts")).toMatch("layer 1 may not import layer 3");
    expect(objection("src/engine/engine.ts", "src/model/model.ts")).toMatch("layer 6 may not import layer 6");
    expect(objection("src/autogenerate/order.ts", "src/dialects/postgresql/kinds.ts")).toMatch("only by the registry");
    expect(objection("src/project/replay.ts", "src/commands/upgrade.ts")).toMatch("layer 8 may not import layer 9");
    expect(objection("src/nowhere/thing.ts", "src/util/errors.ts")).toMatch("no folder");
    expect(objection("src/dialects/dialect.ts", "src/dialects/postgresql/kinds.ts")).toMatch("only by the registry");
    expect(objection("src/dialects/postgresql/kinds.ts", "src/dialects/dialect.ts")).toBeUndefined();
    expect(objection("src/public/limbeck.ts", "src/dialects/postgresql/types/text.ts")).toBeUndefined();
    expect(objection("src/kinds/table/table.test.ts", "src/dialects/postgresql/types/text.ts")).toBeUndefined();
  });
});

describe("the sources", () => {
  it("import files that exist, by their whole name", () => {
    expect(objections(({ imports }) => imports.filter((to) => !existsSync(join(root, to))))).toEqual([]);
  });

  it("keep kinds out of the engines that run their phases", () => {
    const engines = ["src/autogenerate", "src/engine", "src/erd", "src/migration"];
    const found = objections(({ path, imports }) =>
      engines.some((folder) => isBelow(path, folder)) && !isTest(path)
        ? imports.filter((to) => /^src\/dialects\/[^/]+\//.test(to))
        : [],
    );
    expect(found).toEqual([]);
  });

  it("keep kinds of one dialect in the folder of that dialect", () => {
    const folders = sources.flatMap(({ path }) => /^src\/kinds\/([^/]+)\//.exec(path)?.[1] ?? []);
    const shared = ["check", "column", "default", "foreign-key", "index", "primary-key", "schema", "sequence"];
    // Parts of a table's declaration, so of `src/kinds/table`, and a range type's second name, which `src/model` asks for.
    const declaredWithTables = ["exclusion", "inheritance", "partition", "range"];
    expect([...new Set(folders)].sort()).toEqual([...shared, ...declaredWithTables, "table", "unique", "view"].sort());
  });

  it("import each other in no circle, neither at once nor by import()", () => {
    expect(circlesOf(sources)).toEqual([]);
  });

  it("are followed by what runs, for that test", () => {
    const text =
      'import type { A } from "./a.ts";\nimport { type B } from "./b.ts";\nimport { c, type D } from "./c.ts";';
    expect(valueImports(`${text}\nexport { e } from "./e.ts";\nconst f = () => import("./f.ts");`)).toEqual([
      "./c.ts",
      "./e.ts",
      "./f.ts",
    ]);
    const file = (path: string, ...runs: string[]) => ({ path, runs });
    expect(circlesOf([file("a", "b"), file("b", "c"), file("c", "b", "d"), file("d")])).toEqual([["b", "c"]]);
  });

  it("are all of use to the package: tests keep what only they need", () => {
    const loadedByPath = ["src/cli/bin.ts", "src/config/loader/run-script.ts"];
    const used = new Set([...loadedByPath, ...sources.flatMap(({ path, imports }) => (isTest(path) ? [] : imports))]);
    const isEntry = (path: string): boolean => isBelow(path, "src/public") || isBelow(path, "src/studio/client");
    const paths = sources.map(({ path }) => path);
    expect(paths.filter((path) => !isTest(path) && !isEntry(path) && !used.has(path))).toEqual([]);
  });

  it("leave packages to the folders at the edges", () => {
    const edges: Readonly<Record<string, readonly string[]>> = {
      "@clack/prompts": ["src/cli"],
      "@electric-sql/pglite": ["src/dialects"],
      commander: ["src/cli"],
      esbuild: ["src/config/loader", "src/studio"],
      "libpg-query": ["src/dialects"],
      pg: ["src/dialects"],
      picocolors: ["src/cli"],
    };
    const found = objections(({ path, packages }) =>
      packages.filter((name) => !isTest(path) && edges[name]?.some((folder) => isBelow(path, folder)) === false),
    );
    expect(found).toEqual([]);
  });

  it("have one barrel at most, and no catch-all file", () => {
    const paths = sources.map(({ path }) => path);
    expect(paths.filter((path) => basename(path) === "index.ts" && !isIndexKind(path))).toEqual([]);
    expect(paths.filter((path) => /(^|[-/])(utils?|helpers?|common|misc)\.ts$/.test(path))).toEqual([]);
  });

  it("have no file over 500 lines", () => {
    expect(objections(({ text }) => (lines(text) > 500 ? [`${lines(text)} lines`] : []))).toEqual([]);
  });
});

const lines = (text: string): number => text.split("\n").length - 1;

/** What concerns the kind `index` is no barrel: it holds no `export … from`. */
function isIndexKind(path: string): boolean {
  const text = sources.find((file) => file.path === path)?.text ?? "";
  return path === "src/public/index.ts" || !/^export .* from /m.test(text);
}
