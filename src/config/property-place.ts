/** From the call that declares a model to the line of one of its properties. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TypeScriptScanner } from "../script/typescript-scanner.ts";
import type { SourcePlace } from "./errors.ts";

/** The place of a property in the call that a place points at; the call's own where it isn't written there. */
export function propertyPlace(call: SourcePlace, property: string | undefined, root: string): SourcePlace {
  if (property === undefined) return call;
  let text: string;
  try {
    text = readFileSync(join(root, call.file), "utf8");
  } catch {
    return call;
  }
  const start = offsetOf(text, call);
  const at = start === undefined ? undefined : findProperty(text.slice(start), property);
  if (start === undefined || at === undefined) return call;
  const before = text.slice(0, start + at).split("\n");
  return { file: call.file, line: before.length, column: (before.at(-1) as string).length };
}

function offsetOf(text: string, { line, column = 0 }: SourcePlace): number | undefined {
  const lines = text.split("\n");
  if (line > lines.length) return undefined;
  return lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column;
}

const opening: ReadonlySet<string> = new Set(["(", "{", "["]);
const closing: ReadonlySet<string> = new Set([")", "}", "]"]);

/** Offset of the property's name in the first object of the call's arguments. */
function findProperty(text: string, property: string): number | undefined {
  const scanner = new TypeScriptScanner(text);
  for (let depth = 0; ;) {
    const token = scanner.next();
    if (token.kind === "end" || token.kind === "unclosed") return undefined;
    if (opening.has(token.text) && token.kind === "punctuation") depth += 1;
    else if (closing.has(token.text) && token.kind === "punctuation") {
      depth -= 1;
      if (depth === 0) return undefined;
    } else if (depth === 2 && token.text === property && (token.kind === "word" || token.kind === "string")) {
      const { text: after } = scanner.peek();
      if (after === ":" || after === ",") return token.start;
    }
  }
}
