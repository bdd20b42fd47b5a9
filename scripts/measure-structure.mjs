// The figures of the sources that the structure is judged by: node scripts/measure-structure.mjs [folder …]. Tests are left out.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-5.9";

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["src"];

const files = folders
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !/\.test(-d)?\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  .sort();

const quantile = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? 0;
const share = (part, whole) => `${((100 * part) / whole).toFixed(2)} %`;

const isFunction = (node) =>
  (ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)) &&
  node.body !== undefined;

const branches = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
]);
const logical = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function complexity(body) {
  let count = 1;
  const visit = (node) => {
    if (isFunction(node)) return;
    if (branches.has(node.kind) || (ts.isBinaryExpression(node) && logical.has(node.operatorToken.kind))) count += 1;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return count;
}

const found = { lines: [], functions: [], complexities: [], parameters: [], comments: 0, casts: 0, bangs: 0, anys: 0 };
for (const path of files) {
  const text = readFileSync(path, "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  found.lines.push(text.split("\n").length - 1);
  found.comments += text.split("\n").filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line)).length;
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node) => {
    const isConst = ts.isAsExpression(node) && node.type.getText(source) === "const";
    if (ts.isAsExpression(node) && !isConst) found.casts += 1;
    if (ts.isNonNullExpression(node)) found.bangs += 1;
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.anys += 1;
    if (isFunction(node)) {
      found.functions.push(lineOf(node.end) - lineOf(node.getStart(source)) + 1);
      found.complexities.push(complexity(node.body));
      found.parameters.push(node.parameters.length);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

const { lines, functions, complexities, parameters, comments, casts, bangs, anys } = found;
const total = lines.reduce((sum, each) => sum + each, 0);
const over = (numbers, limit) => numbers.filter((each) => each > limit).length;
const perThousand = (count) => ((1000 * count) / total).toFixed(1);
const rows = [
  ["files", files.length],
  ["lines", total],
  ["file median / p90 / max", [quantile(lines, 0.5), quantile(lines, 0.9), Math.max(...lines)].join(" / ")],
  ["files > 300 / > 500 lines", `${over(lines, 300)} / ${over(lines, 500)}`],
  ["functions", functions.length],
  ["function p90 / max", `${quantile(functions, 0.9)} / ${Math.max(...functions)}`],
  [
    "functions > 25 / > 60 lines",
    `${share(over(functions, 25), functions.length)} / ${share(over(functions, 60), functions.length)}`,
  ],
  ["cyclomatic > 10 / max", `${share(over(complexities, 10), complexities.length)} / ${Math.max(...complexities)}`],
  ["functions with > 3 positional", `${over(parameters, 3)} (max ${Math.max(...parameters)})`],
  ["comment lines", share(comments, total)],
  ["`as` / `!` per 1,000 lines", `${perThousand(casts)} / ${perThousand(bangs)}`],
  ["any", anys],
];
for (const [name, value] of rows) console.log(`${name.padEnd(32)} ${value}`);
