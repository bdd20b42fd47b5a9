/** What a revision file says once comments and layout are set aside: an edit that leaves it alone changes nothing. */
import { endOfToken } from "./parse-sql.ts";
import type { RevisionFormat } from "./revision.ts";
import { TypeScriptScanner } from "./typescript-scanner.ts";

/** Texts with the same code form do the same. A text that can't be read is its own form. */
export function codeForm(text: string, format: RevisionFormat): string {
  return format === "sql" ? sqlForm(text) : typescriptForm(text);
}

function typescriptForm(text: string): string {
  const scanner = new TypeScriptScanner(text);
  const tokens: string[] = [];
  for (let token = scanner.next(); token.kind !== "end"; token = scanner.next()) {
    if (token.kind === "unclosed") return text;
    tokens.push(token.kind === "string" ? JSON.stringify(token.text) : token.text);
  }
  return tokens.join("\n");
}

// Comments that mean something: identifiers at the head, and where a section begins.
const directive = /^--[ \t]*(?:(?:revision|downRevision|branchLabels|dependsOn|replaces)[ \t]*:|(?:up|down)grade\b)/i;

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
