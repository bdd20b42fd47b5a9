/**
 * Engines run over kinds and know none by name: a string that is a kind's name is a shape of PostgreSQL that no compiler sees.
 * What is left of such strings is counted, and the number may only become smaller.
 */
import { expect, it } from "vitest";
import ts from "typescript-5.9";
import { kinds } from "../src/dialects/postgresql/kinds.ts";
import { readSources } from "./support/imports.ts";

/** How many there are below each folder. */
const left: Readonly<Record<string, number>> = {
  "src/autogenerate": 67,
  "src/commands": 11,
  "src/erd": 78,
  "src/migration": 2,
};

const names: ReadonlySet<string> = new Set(Object.keys(kinds));

/** Strings that are names of kinds, but for `typeof … === "function"`. */
function kindNames(path: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && names.has(node.text) && !isOfTypeof(node.parent)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

const isOfTypeof = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) && (ts.isTypeOfExpression(node.left) || ts.isTypeOfExpression(node.right));

it("reads strings, and nothing else that looks like them", () => {
  expect(
    kindNames("a.ts", 'if (kind === "policy") f({ table: 1 }); // "view"\ntypeof x === "function"; `index`'),
  ).toEqual(["policy", "index"]);
});

it.each(Object.entries(left))("finds no more names of kinds in %s than are left", (folder, most) => {
  const found = readSources(folder)
    .filter(({ path }) => !path.includes(".test."))
    .map(({ path, text }) => `${path}: ${kindNames(path, text).join(" ")}`)
    .filter((line) => !line.endsWith(": "));
  const count = found.reduce((sum, line) => sum + line.split(" ").length - 1, 0);
  expect(count, found.join("\n")).toBeLessThanOrEqual(most);
});
