/**
 * The identifiers of a revision written in TypeScript or JavaScript: `export const` statements with literal values at the
 * head of the file, where limbeck writes them, or else whatever form of export the whole file has (compiled-head.ts).
 * The file is not run.
 */
import { RevisionMalformedError } from "./errors.ts";
import { fields, revisionOf, type Value } from "./revision-fields.ts";
import type { RevisionInput } from "./revision.ts";
import { TypeScriptScanner, unescapeString } from "./typescript-scanner.ts";
import type { Token } from "./typescript-scanner.ts";

export interface ParsedHead {
  /** Undefined when the text exports no `revision`. */
  readonly found: RevisionInput | undefined;
  /** The text ended before the head was over, so that more text could change the answer. */
  readonly truncated: boolean;
  /** Fields that the head does not name. */
  readonly missing: readonly string[];
}

/** @throws RevisionMalformedError when a field is there but is not a literal */
export function parseTypeScriptHead(text: string, path: string): ParsedHead {
  const scanner = new TypeScriptScanner(text);
  const values = new Map<string, Value>();
  let docEnd = -1;
  const truncated = walkHead(scanner, (name) => {
    const at = scanner.peek().start;
    if (values.has(name)) throw malformed(scanner, path, at, `one \`${name}\``, "a second one");
    const value = readField(scanner, name, path);
    values.set(name, value);
    if (name === "revision" && docEnd < 0) docEnd = scanner.docEnd;
  });
  if (typeof values.get("revision") !== "string" || (truncated && !values.has("downRevision")))
    return { found: undefined, truncated, missing: [] };
  return {
    truncated,
    missing: Object.keys(fields).filter((name) => !values.has(name)),
    found: revisionOf(values, path, docEnd < 0 ? "" : docText(text.slice(scanner.docStart, scanner.docEnd))),
  };
}

/** Calls `onField` with the scanner behind each known name. Returns true when the text ended inside the head. */
function walkHead(scanner: TypeScriptScanner, onField: (name: string) => void): boolean {
  for (;;) {
    const token = scanner.next();
    if (token.kind === "end" || token.kind === "unclosed") return true;
    if (token.kind === "word" && endsHead.has(token.text)) return false;
    if (token.text === "export" && token.kind === "word") {
      const keyword = scanner.next();
      if (endsHead.has(keyword.text)) return false;
      if (declares.has(keyword.text)) {
        let isList = true;
        while (isList && Object.hasOwn(fields, scanner.peek().text)) {
          onField(scanner.next().text);
          isList = scanner.peek().text === "," && scanner.next().kind === "punctuation";
        }
        if (!isList) continue;
      }
    }
    skipStatement(scanner);
  }
}

const declares = new Set(["const", "let", "var"]);
const endsHead = new Set(["function", "async", "class", "default", "abstract"]);
const beginsStatement = new Set([
  "export",
  "import",
  "const",
  "let",
  "var",
  "function",
  "async",
  "class",
  "interface",
  "type",
  "declare",
]);

function skipStatement(scanner: TypeScriptScanner): void {
  let depth = 0;
  for (;;) {
    const token = scanner.peek();
    if (token.kind === "end" || token.kind === "unclosed") return;
    if (depth === 0 && token.newline && token.kind === "word" && beginsStatement.has(token.text)) return;
    scanner.next();
    if (token.kind !== "punctuation") continue;
    if (token.text === ";" && depth === 0) return;
    if ("([{".includes(token.text)) depth++;
    else if (")]}".includes(token.text)) depth = Math.max(0, depth - 1);
  }
}

function readField(scanner: TypeScriptScanner, name: string, path: string): Value {
  skipTypeAnnotation(scanner);
  const rule = fields[name]!;
  const refuse = (token: Token, expected: string): RevisionMalformedError =>
    malformed(scanner, path, token.start, expected, describe(token));
  const equals = scanner.next();
  if (equals.text !== "=") throw refuse(equals, `\`${name} = \` and a literal`);
  const begin = scanner.peek();
  const value = readValue(scanner, (token) => refuse(token, `${rule.expected} as the value of \`${name}\``));
  if (!rule.accepts(value)) throw refuse(begin, `${rule.expected} as the value of \`${name}\``);
  skipAssertions(scanner);
  const after = scanner.peek();
  if (after.text === ";" && after.kind === "punctuation") scanner.next();
  else if (
    after.kind !== "end" &&
    after.text !== "," &&
    (!after.newline || (after.kind === "punctuation" && continuesExpression.has(after.text)))
  ) {
    throw refuse(after, `a plain literal as the value of \`${name}\``);
  }
  return value;
}

const continuesExpression = new Set(["+", "-", "*", "/", "%", ".", "?", "[", "(", "&", "|", "<", ">", "="]);

function readValue(scanner: TypeScriptScanner, refuse: (token: Token) => RevisionMalformedError): Value {
  const token = scanner.next();
  if (token.kind === "string") return token.text;
  if (isPlainTemplate(token)) return unescapeString(token.text.slice(1, -1));
  if (token.kind === "word" && (token.text === "null" || token.text === "undefined")) return null;
  if (token.kind !== "punctuation") throw refuse(token);
  if (token.text === "(") {
    const value = readValue(scanner, refuse);
    skipAssertions(scanner);
    const close = scanner.next();
    if (close.text !== ")") throw refuse(close);
    return value;
  }
  if (token.text !== "[") throw refuse(token);
  return readList(scanner, refuse);
}

function readList(scanner: TypeScriptScanner, refuse: (token: Token) => RevisionMalformedError): readonly string[] {
  const items: string[] = [];
  for (;;) {
    const token = scanner.next();
    if (token.text === "]" && token.kind === "punctuation") return items;
    if (token.kind === "string") items.push(token.text);
    else if (isPlainTemplate(token)) items.push(unescapeString(token.text.slice(1, -1)));
    else throw refuse(token);
    const separator = scanner.peek();
    if (separator.text === ",") scanner.next();
    else if (separator.text !== "]") throw refuse(separator);
  }
}

function isPlainTemplate(token: Token): boolean {
  return token.kind === "template" && !token.text.includes("${");
}

function skipTypeAnnotation(scanner: TypeScriptScanner): void {
  if (scanner.peek().text !== ":") return;
  scanner.next();
  skipType(scanner);
}

/** Passes over `as const`, `as string[]` and `satisfies readonly string[]`. */
function skipAssertions(scanner: TypeScriptScanner): void {
  while (scanner.peek().text === "as" || scanner.peek().text === "satisfies") {
    scanner.next();
    skipType(scanner);
  }
}

const typeEnds = new Set([";", ")", ",", "=", "as", "satisfies"]);

/** A type ends where nothing is open and a new line begins that does not go on with `|` or `&`. */
function skipType(scanner: TypeScriptScanner): void {
  let depth = 0;
  let goesOn = true;
  for (let token = scanner.peek(); token.kind !== "end" && token.kind !== "unclosed"; token = scanner.peek()) {
    const joins = token.text === "|" || token.text === "&";
    if (depth === 0 && (typeEnds.has(token.text) || (token.newline && !goesOn && !joins))) return;
    if (token.kind === "punctuation" && "([{<".includes(token.text)) depth++;
    else if (token.kind === "punctuation" && ")]}>".includes(token.text)) depth--;
    goesOn = joins;
    scanner.next();
  }
}

function describe(token: Token): string {
  if (token.kind === "end") return "the end of the file";
  if (token.kind === "unclosed") return "a string that is not closed";
  return `\`${token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text}\``;
}

function malformed(
  scanner: TypeScriptScanner,
  path: string,
  at: number,
  expected: string,
  found?: string,
): RevisionMalformedError {
  return new RevisionMalformedError({ path, line: scanner.lineOf(at), expected, found });
}

/** The text of a doc comment without its frame. A slash that was escaped to keep the comment open is restored. */
export function docText(comment: string): string {
  return comment
    .slice(3, -2)
    .split(/\r?\n/)
    .map((line, at) => (at === 0 ? line : line.replace(/^\s*(?:\* ?)?/, "")).trimEnd())
    .join("\n")
    .trim()
    .replaceAll(/\*\\(\\*)\//g, "*$1/");
}
