/** A whole text as a list of tokens; what stands between the braces of a template is tokens, too. */
import { TypeScriptScanner, unescapeString } from "./typescript-scanner.ts";
import type { Token } from "./typescript-scanner.ts";

/**
 * All tokens of a TypeScript or JavaScript text, or undefined where a string or a template is not closed. A template
 * becomes its pieces with their values, and `${` … `}` as punctuation between them.
 */
export function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const scanner = new TypeScriptScanner(text);
  for (let token = scanner.next(); token.kind !== "end"; token = scanner.next()) {
    if (token.kind === "unclosed") return undefined;
    if (token.kind === "template") tokens.push(...templateTokens(token));
    else tokens.push(token);
  }
  return tokens;
}

function templateTokens(token: Token): Token[] {
  const raw = token.text;
  const tokens: Token[] = [];
  const piece = (from: number, to: number): Token => ({
    ...token,
    kind: from === 1 && to === raw.length - 1 ? "string" : "template",
    text: unescapeString(raw.slice(from, to)),
    start: token.start + from,
  });
  let from = 1;
  for (let at = 1; at < raw.length - 1; at++) {
    if (raw[at] === "\\") at++;
    else if (raw[at] === "$" && raw[at + 1] === "{") {
      tokens.push(piece(from, at), punctuation("${", token.start + at));
      const inner = substitution(raw, at + 2, token.start);
      tokens.push(...inner.tokens);
      at = inner.end;
      from = at + 1;
    }
  }
  tokens.push(piece(from, raw.length - 1));
  return tokens;
}

/** The tokens up to the brace that closes a substitution, and where that brace is. */
function substitution(raw: string, begin: number, offset: number): { tokens: Token[]; end: number } {
  const scanner = new TypeScriptScanner(raw.slice(begin, -1));
  const tokens: Token[] = [];
  let depth = 0;
  for (let token = scanner.next(); token.kind !== "end"; token = scanner.next()) {
    const shift = begin + offset;
    const placed = { ...token, start: token.start + shift, end: token.end + shift };
    if (token.kind === "punctuation") {
      if (token.text === "{") depth++;
      else if (token.text === "}" && depth-- === 0) {
        tokens.push(placed);
        return { tokens, end: token.start + begin };
      }
    }
    if (token.kind === "template") tokens.push(...templateTokens(placed));
    else tokens.push(placed);
  }
  return { tokens, end: raw.length - 2 };
}

const punctuation = (text: string, start: number): Token => ({
  kind: "punctuation",
  text,
  start,
  end: start + text.length,
  newline: false,
});

/** True for this punctuation, which a string with the same text is not. */
export const isMark = (token: Token | undefined, text: string): boolean =>
  token?.kind === "punctuation" && token.text === text;

export const isWord = (token: Token | undefined, text?: string): boolean =>
  token?.kind === "word" && (text === undefined || token.text === text);

const opening = new Set(["(", "[", "{", "${"]);
const closing = new Set([")", "]", "}"]);

export const opens = (token: Token): boolean => token.kind === "punctuation" && opening.has(token.text);
export const closes = (token: Token): boolean => token.kind === "punctuation" && closing.has(token.text);

/** The place of the bracket that closes the one at `at`; the end of the list where none does. */
export function closingOf(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let next = at; next < tokens.length; next++) {
    if (opens(tokens[next]!)) depth++;
    else if (closes(tokens[next]!) && --depth === 0) return next;
  }
  return tokens.length;
}

/** The parts of a list between commas that stand in no bracket; none of an empty list. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (opens(token)) depth++;
    else if (closes(token)) depth--;
    if (depth === 0 && isMark(token, ",")) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
