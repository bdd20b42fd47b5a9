/** Why a name is not there while a file is loaded: the file imports one that imports it again. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isWord, tokensOf } from "../../script/tokens.ts";

/** Files that import one another, from `start` back to it; undefined where none leads back. */
export function importCycle(start: string): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (file: string, above: readonly string[]): readonly string[] | undefined => {
    for (const next of importsOf(file)) {
      if (next === start) return [...above, file, start];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...above, file]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, []);
}

/** `a.ts imports b.ts, which imports a.ts` */
export function cycleText(cycle: readonly string[]): string {
  return cycle
    .map((file) => basename(file))
    .reduce((text, name, at) => `${text}${at === 1 ? " imports " : ", which imports "}${name}`);
}

/** Files beside it that a file imports when it is loaded; types and what is imported later do not count. */
function importsOf(file: string): string[] {
  if (!existsSync(file)) return [];
  const tokens = tokensOf(readFileSync(file, "utf8")) ?? [];
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1];
    if (token.kind !== "string" || !token.text.startsWith(".") || !(isWord(before, "from") || isWord(before, "import")))
      return [];
    const path = resolve(dirname(file), token.text);
    const stem = path.replace(/\.[cm]?js$/, "");
    const found = [path, `${stem}.ts`, `${stem}.mts`, `${path}.ts`, `${path}.js`, `${path}/index.ts`].find(
      (candidate) => existsSync(candidate) && /\.[cm]?[jt]sx?$/.test(candidate),
    );
    return found === undefined ? [] : [found];
  });
}
