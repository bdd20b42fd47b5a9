/** What a revision file says once comments and layout are set aside: an edit that leaves it alone changes nothing. */
import { eraseTypes } from "./erase-types.ts";
import { wordsOf } from "./meaning.ts";
import { endOfToken } from "./parse-sql.ts";
import { closes, isMark, isWord, tokensOf } from "./tokens.ts";
import { TypeScriptScanner, type Token } from "./typescript-scanner.ts";

/** `sql`, TypeScript (`typed`), or JavaScript, which may have been compiled from it (`plain`). */
export type Writing = "sql" | "typed" | "plain";

export interface CodeForms {
  /** Texts with the same code do the same. A text that can't be read is its own code. */
  readonly code: string;
  /** Texts with the same words are forms of one revision, as compilers and bundlers print it. */
  readonly words: string;
}

export function codeForms(text: string, writing: Writing): CodeForms {
  if (writing === "sql") return { code: sqlForm(text), words: "" };
  const tokens = tokensOf(text);
  if (tokens === undefined) return { code: text, words: text };
  const untyped = writing === "typed" ? eraseTypes(tokens) : tokens;
  return { code: codeOf(untyped), words: wordsOf(untyped).join("\n") };
}

/** Without what printers add and leave out: semicolons, commas at the end, brackets around one parameter. */
function codeOf(tokens: readonly Token[]): string {
  const code: string[] = [];
  tokens.forEach((token, at) => {
    const [before, next] = [tokens[at - 1], tokens[at + 1]];
    if (token.kind === "string" || token.kind === "template") return code.push(JSON.stringify(token.text));
    if (isMark(token, ";") || (isMark(token, ",") && next !== undefined && closes(next))) return 0;
    if (isMark(token, "(") && next?.kind === "word" && isMark(tokens[at + 2], ")") && isMark(tokens[at + 3], "=>"))
      return 0;
    if (isMark(token, ")") && before?.kind === "word" && isMark(tokens[at - 2], "(") && isMark(next, "=>")) return 0;
    return code.push(isWord(token, "undefined") ? "void 0" : token.text);
  });
  return code.join("\n");
}

/** The code that checksums of version 2 were made of. */
export function formerCode(text: string, writing: Writing): string {
  return writing === "sql" ? sqlForm(text) : formerTypescript(text);
}

function formerTypescript(text: string): string {
  const scanner = new TypeScriptScanner(text);
  const tokens: string[] = [];
  for (let token = scanner.next(); token.kind !== "end"; token = scanner.next()) {
    if (token.kind === "unclosed") return text;
    tokens.push(token.kind === "string" ? JSON.stringify(token.text) : token.text);
  }
  return tokens.join("\n");
}

// Comments that mean something: identifiers at the head, where a section begins, and how a statement runs.
const directive =
  /^--[ \t]*(?:(?:revision|downRevision|branchLabels|dependsOn|replaces|decision)[ \t]*:|(?:up|down)grade\b|no[ \t]+transaction$)/i;

function sqlForm(text: string): string {
  const tokens: string[] = [];
  for (let at = 0; at < text.length;) {
    if (text.startsWith("--", at)) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const comment = text.slice(at, end).trim();
      if (directive.test(comment)) tokens.push(comment);
      at = end;
      continue;
    }
    const end = endOfToken(text, at, text.charCodeAt(at));
    const token = text.slice(at, end);
    if (token.trim() !== "" && !token.startsWith("/*")) tokens.push(token);
    at = end;
  }
  return tokens.join("\n");
}
