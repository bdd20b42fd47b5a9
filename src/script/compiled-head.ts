/**
 * The identifiers of a revision whose exports are not at the head of its file in the form that limbeck writes: what
 * compilers, bundlers and minifiers print, and what people write otherwise.
 */
import { RevisionMalformedError } from "./errors.ts";
import { moduleExports, type ModuleExports } from "./module-exports.ts";
import { docText } from "./parse-typescript.ts";
import { fields, revisionOf, type Value } from "./revision-fields.ts";
import type { RevisionInput } from "./revision.ts";
import { closingOf, isMark, isWord, splitAtCommas } from "./tokens.ts";
import { TypeScriptScanner, type Token } from "./typescript-scanner.ts";

/**
 * The revision that a whole text exports, or undefined where it exports none.
 *
 * @throws RevisionMalformedError when a field is exported but its value can't be read
 */
export function readCompiledHead(text: string, path: string): RevisionInput | undefined {
  if (!text.includes("revision")) return undefined;
  const module = moduleExports(text, /\.[cm]?ts$/.test(path));
  if (!module.exports.has("revision")) return undefined;
  const values = new Map<string, Value>();
  let begin = 0;
  for (const [name, rule] of Object.entries(fields)) {
    if (!module.exports.has(name)) continue;
    const tokens = module.exports.get(name);
    const value = tokens === undefined ? undefined : valueOf(tokens, module, 0);
    if (value === undefined || !rule.accepts(value)) {
      const at = tokens?.[0]?.start ?? Math.max(0, text.indexOf(name));
      const found = tokens === undefined ? "a name of another file" : `\`${written(text, tokens)}\``;
      throw malformed(text, path, { at, expected: `${rule.expected} as the value of \`${name}\``, found });
    }
    if (name === "revision") begin = tokens?.[0]?.start ?? 0;
    values.set(name, value);
  }
  if (!values.has("downRevision"))
    throw malformed(text, path, {
      at: begin,
      expected: "an export `downRevision`: null, or the identifiers of the parents",
    });
  return revisionOf(values, path, docOf(text, begin));
}

function malformed(
  text: string,
  path: string,
  facts: { at: number; expected: string; found?: string },
): RevisionMalformedError {
  const line = text.slice(0, facts.at).split("\n").length;
  return new RevisionMalformedError({ path, line, expected: facts.expected, found: facts.found });
}

function written(text: string, tokens: readonly Token[]): string {
  const source = text.slice(tokens[0]!.start, tokens.at(-1)!.start + tokens.at(-1)!.text.length);
  return source.length > 40 ? `${source.slice(0, 40)}…` : source;
}

/** How many names a value may go through before it is a literal. */
const deepest = 10;

/** The literal that an expression is, also by names of the module; undefined for any other expression. */
function valueOf(tokens: readonly Token[], module: ModuleExports, depth: number): Value | undefined {
  const first = tokens[0];
  if (first === undefined || depth > deepest) return undefined;
  if (isMark(first, "(") && closingOf(tokens, 0) === tokens.length - 1)
    return valueOf(tokens.slice(1, -1), module, depth);
  if (isWord(first, "void") && tokens.length === 2 && tokens[1]!.kind === "number") return null;
  if (isMark(first, "[") && closingOf(tokens, 0) === tokens.length - 1) {
    const items = splitAtCommas(tokens.slice(1, -1)).map((part) => valueOf(part, module, depth + 1));
    return items.every((item) => typeof item === "string") ? items : undefined;
  }
  if (tokens.length > 1) return undefined;
  if (first.kind === "string") return first.text;
  if (first.text === "null" || first.text === "undefined") return null;
  const declared = first.kind === "word" ? module.declared.get(first.text) : undefined;
  return declared === undefined ? undefined : valueOf(declared, module, depth + 1);
}

/** The first comment of the form `/** … *\/`, as long as it stands above the identifier. */
function docOf(text: string, before: number): string {
  const scanner = new TypeScriptScanner(text);
  for (let token = scanner.next(); token.kind !== "end" && token.start < before; token = scanner.next()) {
    if (scanner.docEnd >= 0) break;
  }
  return scanner.docEnd < 0 || scanner.docEnd > before ? "" : docText(text.slice(scanner.docStart, scanner.docEnd));
}
