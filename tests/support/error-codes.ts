/** Reads the classes of errors in the sources: code, cause (the comment) and remedy (the hint, or `@remedy`). */
import { readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import ts from "typescript-5.9";
import { root } from "./imports.ts";

export interface ErrorFacts {
  readonly code: string;
  readonly name: string;
  /** `limbeck/commands`; undefined for what only the command line throws. */
  readonly entry: string | undefined;
  readonly cause: string;
  /** None where neither the hint nor the comment says. */
  readonly remedies: readonly string[];
  readonly exitCodes: readonly string[];
}

const folder = join(root, "src/public");
const publicFiles = readdirSync(folder)
  .filter((file) => /^[\w-]+\.ts$/.test(file) && file !== "column-types.ts")
  .map((file) => join(folder, file));

/** Entries in the order in which a class that several export is looked for. */
const order = ["limbeck", "config", "orm", "postgresql", "plugin", "commands", "testing", "migration"];

/** All errors of the package, by code. */
export function readErrors(): ErrorFacts[] {
  const files = [...publicFiles, join(root, "src/cli/main.ts"), join(root, "src/studio/server.ts")];
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
    strict: true,
    lib: ["lib.es5.d.ts"],
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const entries = entriesOf(program, checker);
  const found = program
    .getSourceFiles()
    .filter(({ fileName }) => relative(root, fileName).startsWith("src"))
    .flatMap((file) => file.statements.filter(ts.isClassDeclaration))
    .filter((node) => node.name !== undefined && nameAbove(node).endsWith("Error") && nameAbove(node) !== "Error")
    .flatMap((node) => factsOf(node, checker, entries));
  return found.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.name < b.name ? -1 : 1));
}

const nameAbove = (node: ts.ClassDeclaration): string =>
  node.heritageClauses?.[0]?.types[0]?.expression.getText() ?? "";

function entriesOf(program: ts.Program, checker: ts.TypeChecker): ReadonlyMap<ts.Symbol, string> {
  const entries = new Map<ts.Symbol, string>();
  for (const name of order) {
    const file = program.getSourceFile(join(folder, `${name}.ts`)) as ts.SourceFile;
    for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol)) {
      const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (!entries.has(own)) entries.set(own, name === "limbeck" ? "limbeck" : `limbeck/${basename(name)}`);
    }
  }
  return entries;
}

function factsOf(
  node: ts.ClassDeclaration,
  checker: ts.TypeChecker,
  entries: ReadonlyMap<ts.Symbol, string>,
): ErrorFacts[] {
  const given = superObject(node);
  const code = given && propertyOf(given, "code");
  if (code === undefined) return [];
  const symbol = checker.getSymbolAtLocation(node.name as ts.Identifier) as ts.Symbol;
  const remedy = symbol.getJsDocTags(checker).find(({ name }) => name === "remedy");
  const hint = propertyOf(given!, "hint");
  return literalsOf(checker.getTypeAtLocation(code)).map((each) => ({
    code: each,
    name: symbol.name,
    entry: entries.get(symbol),
    cause: oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
    remedies: remedy === undefined ? textsOf(hint) : [oneLine(ts.displayPartsToString(remedy.text))],
    exitCodes: exitCodesOf(exitCodeOf(node, checker)),
  }));
}

/** The object that the constructor hands to `super`. */
function superObject(node: ts.ClassDeclaration): ts.ObjectLiteralExpression | undefined {
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (child: ts.Node): void => {
    if (ts.isCallExpression(child) && child.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const [first] = child.arguments;
      if (first !== undefined && ts.isObjectLiteralExpression(first)) found ??= first;
    }
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return property.name;
  }
  return undefined;
}

function literalsOf(type: ts.Type): string[] {
  if (type.isUnion()) return type.types.flatMap(literalsOf);
  if (type.isStringLiteral()) return [type.value];
  throw new Error("the code of an error must be a literal, or a union of them");
}

/** What an expression may come to, with `…` for what is known only then; none where nothing can be said. */
function textsOf(node: ts.Expression | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [templateText(node)];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return [...textsOf(node.left), ...textsOf(node.right)];
  if (ts.isElementAccessExpression(node)) return textsOf(node.expression);
  if (ts.isIdentifier(node)) return textsOf(initializerOf(node));
  if (!ts.isObjectLiteralExpression(node)) return [];
  return [
    ...new Set(node.properties.flatMap((each) => (ts.isPropertyAssignment(each) ? textsOf(each.initializer) : []))),
  ];
}

function templateText(node: ts.TemplateExpression): string {
  const parts = node.templateSpans.map(({ expression, literal }) => `${spanText(expression)}${literal.text}`);
  return `${node.head.text}${parts.join("")}`.replace(/^… ?(?=[A-Z`])/, "");
}

/** A part that is there or not is left out. */
function spanText(node: ts.Expression): string {
  if (!ts.isConditionalExpression(node)) return "…";
  const texts = textsOf(node);
  return texts.includes("") ? "" : (texts.at(-1) ?? "…");
}

/** The value of a `const` of the same file. */
function initializerOf(node: ts.Identifier): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (child: ts.Node): void => {
    const isIt = ts.isVariableDeclaration(child) && ts.isIdentifier(child.name) && child.name.text === node.text;
    if (isIt && child.initializer !== undefined) found ??= child.initializer;
    if (found === undefined) ts.forEachChild(child, visit);
  };
  visit(node.getSourceFile());
  return found;
}

/** Of the class itself, or of the one that it extends. */
function exitCodeOf(node: ts.ClassDeclaration, checker: ts.TypeChecker): ts.Expression | undefined {
  const given = superObject(node);
  const own = given && propertyOf(given, "exitCode");
  const above = node.heritageClauses?.[0]?.types[0]?.expression;
  if (own !== undefined || above === undefined || nameAbove(node) === "LimbeckError") return own;
  const symbol = checker.getSymbolAtLocation(above);
  const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const parent = original?.declarations?.find(ts.isClassDeclaration);
  return parent && exitCodeOf(parent, checker);
}

function exitCodesOf(node: ts.Expression | undefined): string[] {
  if (node === undefined) return ["usage"];
  const names = [...node.getText().matchAll(/exitCodes\.(\w+)/g)].map(([, name]) => name as string);
  return [...new Set(names)];
}

const oneLine = (text: string): string => text.split("\n\n")[0]!.replaceAll(/\s+/g, " ").trim();
