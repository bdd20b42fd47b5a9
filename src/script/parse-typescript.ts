/**
 * The identifiers of a revision written in TypeScript, read from the head of its file: `export const` statements with
 * literal values that stand before the first function. The file is not run.
 */
import { RevisionMalformedError } from "./errors.ts";
import type { RevisionInput } from "./revision.ts";
import { TypeScriptScanner } from "./typescript-scanner.ts";
import type { Token } from "./typescript-scanner.ts";

type Value = string | readonly string[] | null;

interface FieldRule {
  readonly accepts: (value: Value) => boolean;
  readonly expected: string;
}

const list: FieldRule = { accepts: () => true, expected: "a list of strings, a string or null" };
const fields: Readonly<Record<string, FieldRule>> = {
  revision: { accepts: (value) => typeof value === "string" && value !== "", expected: "a string that is not empty" },
  downRevision: { accepts: () => true, expected: "null, a string or a list of strings" },
  branchLabels: list,
  dependsOn: list,
  createdAt: { accepts: (value) => value === null || typeof value === "string", expected: "a string" },
  replaces: list,
};

export interface ParsedHead {
  /** Undefined when the text exports no `revision`. */
  readonly found: RevisionInput | undefined;
  /** The text ended before the head was over, so that more text could change the answer. */
  readonly truncated: boolean;
}

/** @throws RevisionMalformedError when a field is there but is not a literal */
export function parseTypeScriptHead(text: string, path: string): ParsedHead {
  const scanner = new TypeScriptScanner(text);
  const values = new Map<string, Value>();
  let docEnd = -1;
  const truncated = walkHead(
    scanner,
    (name) => {
      const at = scanner.peek().start;
      if (values.has(name)) throw malformed(scanner, path, at, `one \`${name}\``, "a second one");
      const value = readField(scanner, name, path);
      values.set(name, value);
      if (name === "revision" && docEnd < 0) docEnd = scanner.docEnd;
    },
    (name, token) => malformed(scanner, path, token.start, `\`export const ${name}\``, `\`${token.text}\``),
  );
  const id = values.get("revision");
  if (typeof id !== "string") return { found: undefined, truncated };
  if (!values.has("downRevision")) {
    if (truncated) return { found: undefined, truncated };
    throw malformed(
      scanner,
      path,
      0,
      "`export const downRevision = null`, or the identifiers of the parents, before the first function",
    );
  }
  const createdAt = values.get("createdAt");
  return {
    truncated,
    found: {
      id,
      downRevision: values.get("downRevision") ?? null,
      branchLabels: asList(values.get("branchLabels")),
      dependsOn: asList(values.get("dependsOn")),
      ...(typeof createdAt === "string" ? { createdAt } : {}),
      ...(values.has("replaces") ? { replaces: asList(values.get("replaces")) } : {}),
      doc: docEnd < 0 ? "" : docText(text.slice(scanner.docStart, scanner.docEnd)),
      path,
      format: "typescript",
    },
  };
}

/** Calls `onField` with the scanner behind each known name. Returns true when the text ended inside the head. */
function walkHead(
  scanner: TypeScriptScanner,
  onField: (name: string) => void,
  notConst: (name: string, token: Token) => Error,
): boolean {
  for (;;) {
    const token = scanner.next();
    if (token.kind === "end" || token.kind === "unclosed") return true;
    if (token.kind === "word" && endsHead.has(token.text)) return false;
    if (token.text === "export" && token.kind === "word") {
      const keyword = scanner.next();
      if (endsHead.has(keyword.text)) return false;
      if (keyword.text === "const" || keyword.text === "let" || keyword.text === "var") {
        const name = scanner.peek().text;
        if (Object.hasOwn(fields, name)) {
          if (keyword.text !== "const") throw notConst(name, keyword);
          scanner.next();
          onField(name);
          continue;
        }
      }
    }
    skipStatement(scanner);
  }
}

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
    (!after.newline || (after.kind === "punctuation" && continuesExpression.has(after.text)))
  ) {
    throw refuse(after, `a plain literal as the value of \`${name}\``);
  }
  return value;
}

const continuesExpression = new Set(["+", "-", "*", "/", "%", ".", "?", "[", "(", "&", "|", "<", ">", "=", ","]);

function readValue(scanner: TypeScriptScanner, refuse: (token: Token) => RevisionMalformedError): Value {
  const token = scanner.next();
  if (token.kind === "string") return token.text;
  if (token.kind === "template" && isPlainTemplate(token.text)) return token.text.slice(1, -1);
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
    const isText = token.kind === "string" || (token.kind === "template" && isPlainTemplate(token.text));
    if (!isText) throw refuse(token);
    items.push(token.kind === "string" ? token.text : token.text.slice(1, -1));
    const separator = scanner.peek();
    if (separator.text === ",") scanner.next();
    else if (separator.text !== "]") throw refuse(separator);
  }
}

function isPlainTemplate(text: string): boolean {
  return !text.includes("${") && !text.includes("\\");
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

function asList(value: Value | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return typeof value === "string" ? [value] : value;
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
