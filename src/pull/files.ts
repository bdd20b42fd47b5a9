/** Which file each declaration stands in, and the files' text. */
import type { ColumnNaming } from "../kinds/column-naming.ts";
import type { Key } from "../metadata/key.ts";
import type { FoundConvention } from "./conventions.ts";
import { exportedName, freeName } from "./identifiers.ts";
import { layOut } from "./layout.ts";
import type { PulledDeclaration } from "./declaration.ts";
import { camelCase, wordsOf } from "./words.ts";

/** All in one file, a file for each schema, or a file for each table. */
export type Split = "one" | "schema" | "table";

export interface PulledFile {
  /** Within the folder of the models. */
  readonly path: string;
  readonly text: string;
  readonly declarations: readonly PulledDeclaration[];
}

export interface FileOptions {
  readonly split: Split | undefined;
  readonly settings: { readonly columnNaming: ColumnNaming; readonly convention: FoundConvention | undefined };
}

export const dataModelFile = "data-model.ts";

/** More tables than this are hard to find one's way about in one file. */
const manyTables = 40;

/** The files of a model, `data-model.ts` last. */
export function filesOf(declarations: readonly PulledDeclaration[], { split, settings }: FileOptions): PulledFile[] {
  const way = split ?? splitFor(declarations);
  const byFile = new Map<string, PulledDeclaration[]>();
  const place = new FilePlaces(way);
  const fileOf = new Map<Key, string>();
  for (const declaration of declarations) fileOf.set(declaration.key, place.of(declaration));
  for (const declaration of declarations) {
    const path = (declaration.beside && fileOf.get(declaration.beside)) ?? fileOf.get(declaration.key)!;
    const known = byFile.get(path);
    if (known === undefined) byFile.set(path, [declaration]);
    else known.push(declaration);
  }
  const home = new Map([...byFile].flatMap(([path, list]) => list.map(({ name }) => [name, path] as const)));
  const files = [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, list]) => {
      const ordered = inOrder(list);
      return { path, text: fileText(path, ordered, home), declarations: ordered };
    });
  const text = dataModelText(
    files.map(({ path }) => path),
    settings,
  );
  return [...files, { path: dataModelFile, text, declarations: [] }];
}

function splitFor(declarations: readonly PulledDeclaration[]): Split {
  const tables = declarations.filter(({ group }) => group === "table");
  if (tables.length > manyTables) return "table";
  return new Set(tables.map(({ schema }) => schema)).size > 1 ? "schema" : "one";
}

class FilePlaces {
  readonly #split: Split;
  readonly #paths = new Map<string, string>();
  readonly #taken = new Set(["data-model", "types", "views", "functions", "objects"]);

  constructor(split: Split) {
    this.#split = split;
  }

  of(declaration: PulledDeclaration): string {
    const { group, schema, name } = declaration;
    if (this.#split === "one") return "models.ts";
    // Types stand apart, so that files that need one another need no values of one another.
    if (group === "type") return "types.ts";
    if (this.#split === "schema") {
      return schema === undefined ? "objects.ts" : this.#named(`schema ${schema}`, schema);
    }
    if (group === "table") return this.#named(`table ${name}`, name);
    return group === "view" ? "views.ts" : group === "routine" ? "functions.ts" : "objects.ts";
  }

  #named(identity: string, name: string): string {
    const known = this.#paths.get(identity);
    if (known !== undefined) return known;
    // Not all file systems tell capitals from small letters, nor take every letter.
    const words = wordsOf(name.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("ß", "ss"))
      .join("-")
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, "");
    const path = `${freeName(words === "" ? "models" : words, this.#taken)}.ts`;
    this.#paths.set(identity, path);
    return path;
  }
}

const groups = ["schema", "type", "table", "view", "routine", "other"] as const;

/** What is needed comes first; otherwise by group and name, and beside a table what belongs to it. */
function inOrder(list: readonly PulledDeclaration[]): PulledDeclaration[] {
  const sorted = [...list].sort(
    (a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || (a.name < b.name ? -1 : 1),
  );
  const byName = new Map(list.map((each) => [each.name, each]));
  const byKey = new Map(list.map((each) => [each.key, each]));
  const beside = new Map<Key, PulledDeclaration[]>();
  for (const each of sorted) {
    if (each.beside === undefined || !byKey.has(each.beside)) continue;
    beside.set(each.beside, [...(beside.get(each.beside) ?? []), each]);
  }
  const done = new Set<PulledDeclaration>();
  const ordered: PulledDeclaration[] = [];
  const visit = (each: PulledDeclaration, above: ReadonlySet<PulledDeclaration>): void => {
    if (done.has(each) || above.has(each)) return;
    const next = new Set([...above, each]);
    for (const name of each.uses) if (byName.has(name)) visit(byName.get(name)!, next);
    for (const key of each.after) if (byKey.has(key)) visit(byKey.get(key)!, next);
    if (done.has(each)) return;
    done.add(each);
    ordered.push(each);
    for (const other of beside.get(each.key) ?? []) visit(other, next);
  };
  for (const each of sorted) {
    const isBesideOther = each.beside !== undefined && byKey.has(each.beside);
    if (!isBesideOther) visit(each, new Set());
  }
  for (const each of sorted) visit(each, new Set());
  return ordered;
}

function fileText(path: string, list: readonly PulledDeclaration[], home: ReadonlyMap<string, string>): string {
  const builders = [...new Set(list.flatMap((each) => each.builders))].sort(byLetters);
  const imports = [importLine("import", builders, "limbeck")];
  const elsewhere = (names: readonly string[]): Map<string, string[]> => {
    const found = new Map<string, string[]>();
    for (const name of [...new Set(names)].sort(byLetters)) {
      const file = home.get(name);
      if (file === undefined || file === path) continue;
      found.set(file, [...(found.get(file) ?? []), name]);
    }
    return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const values = elsewhere(list.flatMap(({ uses }) => uses));
  const types = elsewhere(list.flatMap((each) => each.types));
  for (const [file, names] of types) imports.push(importLine("import type", names, `./${file}`));
  for (const [file, names] of values) imports.push(importLine("import", names, `./${file}`));
  return `${imports.join("\n")}\n\n${list.map(({ text }) => text).join("\n\n")}\n`;
}

const byLetters = (a: string, b: string): number => {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one === other ? (a < b ? -1 : 1) : one < other ? -1 : 1;
};

/** An import on one line, or a name a line where it is too long. */
export function importLine(word: string, names: readonly string[], from: string): string {
  const flat = `${word} { ${names.join(", ")} } from ${JSON.stringify(from)};`;
  if (flat.length <= 120) return flat;
  return `${word} {\n${names.map((name) => `  ${name},\n`).join("")}} from ${JSON.stringify(from)};`;
}

function dataModelText(paths: readonly string[], { columnNaming, convention }: FileOptions["settings"]): string {
  const taken = new Set(["database", "dataModel"]);
  const modules = paths.map((path) => ({
    path,
    name: freeName(exportedName(camelCase(path.replace(/\.ts$/, "")), "models"), taken),
  }));
  const options = [
    ...(columnNaming === "verbatim" ? ['columnNaming: "verbatim"'] : []),
    ...(convention === undefined ? [] : [`namingConvention: ${convention.source}`]),
  ];
  const given = options.length === 0 ? "" : `, { ${options.join(", ")} }`;
  const call = `dataModel([${modules.map(({ name }) => name).join(", ")}]${given})`;
  const imports = modules.map(({ name, path }) => `import * as ${name} from "./${path}";`);
  const lines = ['import { dataModel } from "limbeck";', ...imports];
  return `${lines.join("\n")}\n\n${layOut(call, { before: "export const database = ", after: ";" })}\n`;
}
