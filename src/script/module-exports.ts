/**
 * What a module exports, read from its tokens in every form that compilers and bundlers print: `export const`,
 * `export { a as b }`, `exports.b = a`, `module.exports = { b: a }`, getters of a table of exports. Nothing is run.
 */
import { eraseTypes } from "./erase-types.ts";
import { closes, closingOf, isMark, isWord, opens, splitAtCommas, tokensOf } from "./tokens.ts";
import type { Token } from "./typescript-scanner.ts";

/** An expression, or undefined where the name comes from another module. */
type Expression = readonly Token[] | undefined;

export interface ModuleExports {
  readonly exports: ReadonlyMap<string, Expression>;
  /** What top-level names stand for. */
  readonly declared: ReadonlyMap<string, Expression>;
}

interface Reading {
  readonly exports: Map<string, Expression>;
  readonly declared: Map<string, Expression>;
  /** Objects with the keys of a revision: what a bundler's table of exports looks like, whoever it is given to. */
  readonly tables: (readonly Token[])[];
}

/** @param isTyped the text is TypeScript */
export function moduleExports(text: string, isTyped: boolean): ModuleExports {
  const tokens = tokensOf(text) ?? [];
  const reading: Reading = { exports: new Map(), declared: new Map(), tables: [] };
  for (const statement of statementsOf(isTyped ? eraseTypes(tokens) : tokens)) readStatement(statement, reading);
  for (const table of reading.tables) readTable(table, reading);
  return reading;
}

const withBody = new Set(["function", "class", "if", "for", "while", "try", "switch", "do"]);
const goesOnAfterBody = new Set(["else", "catch", "finally", "while"]);

function statementsOf(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  let depth = 0;
  const end = (): void => {
    if (current.length > 0) statements.push(current);
    current = [];
  };
  tokens.forEach((token, at) => {
    if (depth === 0 && token.newline && isOver(current, token)) end();
    if (depth === 0 && isMark(token, ";")) return end();
    current.push(token);
    if (opens(token)) depth++;
    else if (closes(token)) {
      depth = Math.max(0, depth - 1);
      const next = tokens[at + 1];
      if (depth > 0 || token.text !== "}" || !hasBody(current)) return;
      if (next?.kind !== "word" || !goesOnAfterBody.has(next.text)) end();
    }
  });
  end();
  return statements;
}

function hasBody(statement: readonly Token[]): boolean {
  const word = statement.find((token) => !["export", "default", "async"].includes(token.text));
  return word?.kind === "word" && withBody.has(word.text);
}

/** A new line ends a statement unless one of its sides needs the other. */
function isOver(statement: readonly Token[], next: Token): boolean {
  const last = statement.at(-1);
  if (last === undefined) return false;
  if (last.kind === "punctuation" && !closes(last)) return false;
  return next.kind !== "punctuation" && next.kind !== "template" && !isWord(next, "in") && !isWord(next, "instanceof");
}

function readStatement(statement: readonly Token[], reading: Reading): void {
  reading.tables.push(...tablesOf(statement));
  const first = statement[0]!;
  if (isWord(first, "export")) return readExport(statement.slice(1), reading);
  if (isWord(first, "import")) return readImport(statement, reading);
  if (first.kind === "word" && declarators.has(first.text)) return void readDeclarations(statement, reading);
  if (isWord(first, "function") || isWord(first, "async")) return void readFunction(statement, reading);
  for (const expression of splitAtCommas(statement)) readExpression(expression, reading);
}

const declarators = new Set(["const", "let", "var"]);

function readExport(rest: readonly Token[], reading: Reading): void {
  const first = rest[0];
  if (isMark(first, "{")) {
    const end = closingOf(rest, 0);
    const isForeign = isWord(rest[end + 1], "from");
    for (const part of splitAtCommas(rest.slice(1, end))) {
      reading.exports.set(part.at(-1)!.text, isForeign ? undefined : part.slice(0, 1));
    }
  } else if (first?.kind === "word" && declarators.has(first.text)) {
    for (const name of readDeclarations(rest, reading)) reading.exports.set(name, reading.declared.get(name));
  } else if (isWord(first, "function") || isWord(first, "async")) {
    const name = readFunction(rest, reading);
    if (name !== undefined) reading.exports.set(name, rest);
  }
}

function readImport(statement: readonly Token[], reading: Reading): void {
  for (const token of statement) if (token.kind === "word") reading.declared.set(token.text, undefined);
}

function readFunction(statement: readonly Token[], reading: Reading): string | undefined {
  const name = statement.find((token) => token.kind === "word" && token.text !== "async" && token.text !== "function");
  if (name !== undefined) reading.declared.set(name.text, statement);
  return name?.text;
}

/** `const a = 1, b = exports.c = 2`; returns the names. */
function readDeclarations(statement: readonly Token[], reading: Reading): string[] {
  const names: string[] = [];
  for (const [name, equals, ...value] of splitAtCommas(statement.slice(1))) {
    if (name?.kind !== "word" || !isMark(equals, "=")) continue;
    readExpression(value, reading);
    reading.declared.set(name.text, lastAssigned(value));
    names.push(name.text);
  }
  return names;
}

/** The value of `a = b = value`. */
function lastAssigned(tokens: readonly Token[]): readonly Token[] {
  const target = assignmentTarget(tokens);
  return target === undefined ? tokens : lastAssigned(tokens.slice(target.length + 1));
}

/** `a.b["c"]` before a single equals sign. */
function assignmentTarget(tokens: readonly Token[]): readonly Token[] | undefined {
  if (tokens[0]?.kind !== "word") return undefined;
  let at = 1;
  while (isMark(tokens[at], ".") || isMark(tokens[at], "["))
    at = isMark(tokens[at], ".") ? at + 2 : closingOf(tokens, at) + 1;
  return isMark(tokens[at], "=") && !isMark(tokens[at + 1], "=") ? tokens.slice(0, at) : undefined;
}

function readExpression(tokens: readonly Token[], reading: Reading): void {
  const target = assignmentTarget(tokens);
  if (target !== undefined) {
    const rest = tokens.slice(target.length + 1);
    const name = exportedName(target);
    if (name !== undefined && name !== "") reading.exports.set(name, lastAssigned(rest));
    return readExpression(rest, reading);
  }
  // Object.defineProperty(exports, "name", { get … } or { value })
  const isDefinition = isWord(tokens[0], "Object") && isWord(tokens[2], "defineProperty") && isMark(tokens[3], "(");
  if (!isDefinition) return;
  const [module, name, object] = splitAtCommas(tokens.slice(4, closingOf(tokens, 3)));
  if (exportedName(module ?? []) !== "" || name?.[0]?.kind !== "string" || object === undefined) return;
  const properties = propertiesOf(object);
  const value = properties.get("value") ?? properties.get("get");
  if (value !== undefined) reading.exports.set(name[0].text, got(value));
}

/** `""` for `exports` and `module.exports`, the name for a property of it. */
function exportedName(target: readonly Token[]): string | undefined {
  const rest = isWord(target[0], "module") && isMark(target[1], ".") ? target.slice(2) : target;
  if (!isWord(rest[0], "exports")) return undefined;
  if (rest.length === 1) return "";
  return rest.length <= 4 ? rest[2]?.text : undefined;
}

/** Object literals that name a revision and its function. */
function tablesOf(tokens: readonly Token[]): Token[][] {
  return tokens.flatMap((token, at) => {
    const isKey = token.text === "revision" && (token.kind === "word" || token.kind === "string");
    const begin = isKey ? openingBefore(tokens, at) : -1;
    if (begin < 0) return [];
    const object = tokens.slice(begin, closingOf(tokens, begin) + 1);
    const properties = propertiesOf(object);
    return properties.has("revision") && properties.has("upgrade") ? [object] : [];
  });
}

function openingBefore(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let place = at - 1; place >= 0; place--) {
    if (closes(tokens[place]!)) depth++;
    else if (opens(tokens[place]!) && depth-- === 0) return isMark(tokens[place], "{") ? place : -1;
  }
  return -1;
}

/** Fills in what no statement has exported by itself; tables that name what the module lacks are notes for Node. */
function readTable(table: readonly Token[], { exports, declared }: Reading): void {
  const properties = propertiesOf(table);
  const entries = [...properties].map(([name, value]) => [name, got(value)] as const);
  const isKnown = entries.every(
    ([, value]) => value.length !== 1 || value[0]?.kind !== "word" || isNamed(value[0].text),
  );
  if (!isKnown) return;
  for (const [name, value] of entries) if (!exports.has(name)) exports.set(name, value);

  function isNamed(name: string): boolean {
    return declared.has(name) || ["null", "undefined", "true", "false"].includes(name);
  }
}

/** The properties of an object literal with their values; a method and a getter are their tokens. */
function propertiesOf(object: readonly Token[]): Map<string, readonly Token[]> {
  const properties = new Map<string, readonly Token[]>();
  if (!isMark(object[0], "{")) return properties;
  for (const part of splitAtCommas(object.slice(1, -1))) {
    const isAccessor = part[1]?.kind === "word" && (isWord(part[0], "get") || isWord(part[0], "async"));
    const [name, next] = isAccessor ? [part[1]!, part[2]] : [part[0]!, part[1]];
    if (name.kind !== "word" && name.kind !== "string") continue;
    if (isMark(next, ":")) properties.set(name.text, part.slice(2));
    else properties.set(name.text, part);
  }
  return properties;
}

/** What a getter gives: `() => a`, `function () { return a }`, `get b() { return a }`; any other value itself. */
function got(value: readonly Token[]): readonly Token[] {
  if (isMark(value[0], "(") && isMark(value[1], ")") && isMark(value[2], "=>")) return value.slice(3);
  const parameters = value.findIndex((token, at) => isMark(token, "(") && isMark(value[at + 1], ")"));
  const isGetter = parameters === 1 || parameters === 2;
  if (!isGetter || !isMark(value[parameters + 2], "{") || !isWord(value[parameters + 3], "return")) return value;
  return value.slice(parameters + 4, closingOf(value, parameters + 2)).filter((token) => !isMark(token, ";"));
}
