/**
 * What a revision says, whoever compiled it: the words of its texts and the names of what it calls. Minifiers rename
 * what is local, join and reorder statements, move functions to where they are called; none of this touches the words.
 * So two forms of one revision have the same words, and a form of another one hardly ever has.
 */
import { isMark, isWord } from "./tokens.ts";
import type { Token } from "./typescript-scanner.ts";

/** The words of a module, sorted, each once. `tokens` are without types. */
export function wordsOf(tokens: readonly Token[]): string[] {
  const words = new Set<string>();
  const uses = new Set<string>();
  const imported = new Map<string, string>();
  for (let at = 0; at < tokens.length; at++) {
    const list = pastNames(tokens, at, imported);
    if (list !== undefined) {
      at = list - 1;
      continue;
    }
    const token = tokens[at]!;
    if (token.kind === "string" || token.kind === "template") addText(token, tokens[at - 2], words);
    else if (token.kind === "number") addNumber(tokens, at, words);
    else if (token.kind === "word" && isName(tokens, at)) words.add(token.text);
    else if (token.kind === "word") uses.add(token.text);
    const flag = flagAt(tokens, at);
    if (flag !== undefined) words.add(flag);
  }
  for (const [local, name] of imported) if (uses.has(local)) words.add(name);
  return [...words].filter((word) => !scaffolding.has(word) && !word.startsWith("__")).sort();
}

/** Behind a list of imports, whose names are noted, or of exports. */
function pastNames(tokens: readonly Token[], at: number, imported: Map<string, string>): number | undefined {
  const isImport = isWord(tokens[at], "import") && !isMark(tokens[at + 1], "(") && !isMark(tokens[at + 1], ".");
  if (!isImport && !(isWord(tokens[at], "export") && isMark(tokens[at + 1], "{"))) return undefined;
  let next = at + 1;
  for (; next < tokens.length && tokens[next]!.kind !== "string" && !isMark(tokens[next], ";"); next++) {
    const token = tokens[next]!;
    if (isMark(tokens[next - 1], "}") && !isWord(token, "from")) return next;
    if (!isImport || token.kind !== "word" || isWord(tokens[next - 1], "as")) continue;
    const local = isWord(tokens[next + 1], "as") ? tokens[next + 2] : token;
    if (local !== undefined) imported.set(local.text, token.text);
  }
  return tokens[next]?.kind === "string" ? next + 1 : next;
}

function addText(token: Token, function_: Token | undefined, words: Set<string>): void {
  if (isWord(function_, "require")) return;
  for (const [word] of token.text.matchAll(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu)) words.add(word);
}

/** Numbers by value; `void 0`, `!0`, `!1` and the zeros of `(0, a.b)()` and `0 && …` are none. */
function addNumber(tokens: readonly Token[], at: number, words: Set<string>): void {
  const [before, token, after] = [tokens[at - 1], tokens[at]!, tokens[at + 1]];
  const isZero =
    token.text === "0" && (isWord(before, "void") || (isMark(before, "(") && isMark(after, ",")) || isMark(after, "&"));
  if (isZero || isMark(before, "!")) return;
  const value = Number(token.text.replaceAll("_", ""));
  words.add(Number.isNaN(value) ? token.text : String(value));
}

/** A name that no minifier changes: behind a dot, or the key of an object. */
function isName(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  if (isMark(before, ".")) return true;
  const inObject = isMark(before, "{") || isMark(before, ",");
  return (
    inObject && (isMark(after, ":") || ((isMark(after, ",") || isMark(after, "}")) && openedBy(tokens, at) === "{"))
  );
}

/** The innermost bracket around a place. */
function openedBy(tokens: readonly Token[], at: number): string | undefined {
  let depth = 0;
  for (let place = at - 1; place >= 0; place--) {
    const { kind, text } = tokens[place]!;
    if (kind !== "punctuation") continue;
    if (")]}".includes(text)) depth++;
    else if ((text === "(" || text === "[" || text === "{" || text === "${") && depth-- === 0) return text;
  }
  return undefined;
}

/** `key: true` with its key, in both spellings. */
function flagAt(tokens: readonly Token[], at: number): string | undefined {
  const key = tokens[at]!;
  if ((key.kind !== "word" && key.kind !== "string") || !isMark(tokens[at + 1], ":")) return undefined;
  const value = tokens[at + 2];
  if (isWord(value, "true") || isWord(value, "false")) return `${key.text}=${value!.text}`;
  if (!isMark(value, "!") || !/^[01]$/.test(tokens[at + 3]?.text ?? "")) return undefined;
  return `${key.text}=${tokens[at + 3]!.text === "0"}`;
}

/** What compilers and bundlers write around a module, and the names of its exports. */
const scaffolding = new Set(
  `revision downRevision branchLabels dependsOn createdAt replaces upgrade downgrade exports module require default
use strict Object defineProperty getOwnPropertyDescriptor getOwnPropertyNames prototype hasOwnProperty __esModule
value value=true value=false resolve get set enumerable enumerable=true enumerable=false configurable writable Symbol toStringTag Module object function
call apply bind next throw return done then`.split(/\s+/),
);
