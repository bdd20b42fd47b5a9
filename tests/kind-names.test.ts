/**
 * Engines run over kinds and know none by name: a string that is a kind's name is a shape of PostgreSQL that no compiler sees.
 * What is left of such strings is listed with its number, which may only become smaller.
 */
import { expect, it } from "vitest";
import ts from "typescript-5.9";
import { kinds } from "../src/dialects/postgresql/kinds.ts";
import { readSources } from "./support/imports.ts";

const engines = ["src/autogenerate", "src/erd", "src/migration", "src/commands"];

const left: Readonly<Record<string, number>> = {
  "src/autogenerate/arrange.ts": 1,
  "src/autogenerate/autogenerate.ts": 1,
  "src/autogenerate/follow-texts.ts": 3,
  "src/autogenerate/losses.ts": 20,
  "src/autogenerate/managed.ts": 2,
  "src/autogenerate/moved-extensions.ts": 3,
  "src/autogenerate/rename-answers.ts": 10,
  "src/autogenerate/rename-candidates.ts": 11,
  "src/autogenerate/rename-labels.ts": 2,
  "src/autogenerate/rename-names.ts": 23,
  "src/autogenerate/rename-object.ts": 31,
  "src/autogenerate/rename-schemas.ts": 4,
  "src/autogenerate/renames.ts": 6,
  "src/autogenerate/steps.ts": 8,
  "src/commands/definitions.ts": 3,
  "src/commands/erd.ts": 2,
  "src/commands/missing-roles.ts": 1,
  "src/erd/box-key.ts": 1,
  "src/erd/diagram.ts": 12,
  "src/erd/difference.ts": 1,
  "src/erd/layout/communities.ts": 1,
  "src/erd/layout/measure-box.ts": 5,
  "src/erd/layout/place.ts": 1,
  "src/erd/part-text.ts": 5,
  "src/erd/read-diagram.ts": 26,
  "src/erd/renames.ts": 16,
  "src/erd/render/dbml.ts": 6,
  "src/erd/render/dot.ts": 1,
  "src/erd/render/mermaid.ts": 2,
  "src/erd/render/svg-box.ts": 2,
  "src/erd/render/svg.ts": 5,
  "src/erd/select.ts": 1,
  "src/migration/revision-code.ts": 1,
  "src/migration/revision-run.ts": 1,
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

it("finds no names of kinds in the engines besides those that are left", () => {
  const found = engines
    .flatMap(readSources)
    .filter(({ path }) => !path.includes(".test."))
    .map(({ path, text }) => [path, kindNames(path, text).length] as const)
    .filter(([, count]) => count > 0);
  expect(Object.fromEntries(found)).toEqual(left);
});
