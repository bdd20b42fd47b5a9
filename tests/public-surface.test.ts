/**
 * The names that each entry of the package exports, kept in tests/public-surface/. A name that comes or goes is a
 * decision: look at the difference, then `npx vitest run tests/public-surface.test.ts -u`.
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript-5.9";
import { expect, it } from "vitest";
import { root } from "./support/imports.ts";

const folder = join(root, "src/public");
const files = readdirSync(folder)
  .filter((file) => /^[\w-]+\.ts$/.test(file) && file !== "column-types.ts")
  .map((file) => join(folder, file));

// Nothing is checked, so that reading the sources and binding their names is all that is done.
const program = ts.createProgram(files, {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  allowImportingTsExtensions: true,
  noLib: true,
  noEmit: true,
  types: [],
});
const checker = program.getTypeChecker();

it.each(files.map((file) => [basename(file, ".ts"), file]))("%s exports what it should", async (name, file) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
  const names = module === undefined ? [] : checker.getExportsOfModule(module).map(describeExport);
  const lines = names.sort().map((line) => `${line}\n`);
  await expect(lines.join("")).toMatchFileSnapshot(`./public-surface/${name}.txt`);
});

/** `function upgrade`, `type Op`, `class MetaData`, `value integer`. */
function describeExport(symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const word =
    target.flags & ts.SymbolFlags.Class
      ? "class"
      : target.flags & ts.SymbolFlags.Function
        ? "function"
        : target.flags & ts.SymbolFlags.Value
          ? "value"
          : "type";
  return `${word} ${symbol.name}`;
}

it("explains everything that it exports", () => {
  const silent = files.flatMap((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
    return module === undefined ? [] : checker.getExportsOfModule(module).filter((symbol) => !isExplained(symbol));
  });
  expect(silent.map(describeExport)).toEqual([]);
});

function isExplained(symbol: ts.Symbol): boolean {
  return [symbol, original(symbol)].some((each) => each.getDocumentationComment(checker).length > 0);
}

it("exports every class of errors from the entry that it belongs to", () => {
  const exported = new Set(
    files.flatMap((file) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
      return module === undefined ? [] : checker.getExportsOfModule(module).map(original);
    }),
  );
  const missing = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(join(root, "src")))
    .flatMap((file) => file.statements.filter(ts.isClassDeclaration))
    .filter((node) => node.name !== undefined && isError(node))
    .map((node) => checker.getSymbolAtLocation(node.name as ts.Identifier) as ts.Symbol)
    .filter((symbol) => !exported.has(symbol))
    .map((symbol) => symbol.name);
  expect(missing).toEqual([]);
});

function original(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isError(node: ts.ClassDeclaration): boolean {
  const above = node.heritageClauses?.[0]?.types[0]?.expression.getText() ?? "";
  return above !== "Error" && above.endsWith("Error");
}
