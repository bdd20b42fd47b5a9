/** Parts a compiled module into imports and exports, and a body that can run as a script: see `run-script.ts`. */
import vm from "node:vm";

export interface ScriptFiles {
  /** Imports, runs the script, exports. */
  readonly module: string;
  readonly script: string;
}

// As esbuild prints them, each at the beginning of a line. Nothing else begins so: it writes no template literals here.
const imports =
  /^import (?:(?:[\w$]+|\* as [\w$]+|\{[^{}"]*\})(?:, (?:\* as [\w$]+|\{[^{}"]*\}))? from )?"(?:[^"\\\n]|\\.)*";$/gm;
const exportList = /^export \{([^{}"]*)\};$/gm;
const others = /^export\b|\bimport\b *[.("'{*]|^ *(?:\/\*|\*)|\bawait *\(/m;

/**
 * The same module in two files, or undefined where it must stay in one: it exports what another one exports, imports
 * dynamically (Node 20 forgets for kept code who does), waits at its top level, or has comments that were to be kept.
 *
 * @param name of the script's file, beside the module's
 * @param runner URL of the module with `runScript`
 */
export function scriptFiles(code: string, name: string, runner: string): ScriptFiles | undefined {
  const lists = [...code.matchAll(exportList)];
  const [list] = lists;
  if (list === undefined || lists.length > 1) return undefined;
  const statements = [...code.matchAll(imports)].map(([text]) => text);
  const exported = namesIn(list[1] as string).map(([local, outside]) => ({ local, outside }));
  const locals = statements.flatMap(localNames);
  const body = code.replace(imports, blank).replace(exportList, (text) => {
    const values = exported.map(({ local, outside }) => `${outside}: ${local}`);
    return `return { ${values.join(", ")} };})${blank(text)}`;
  });
  if (others.test(body)) return undefined;
  // On the first line, so that line numbers stay.
  const script = `"use strict";(function ({ ${locals.join(", ")} }) {${body}`;
  if (!isScript(script)) return undefined;
  return { module: moduleOf({ statements, locals, exported, name, runner }), script };
}

function isScript(code: string): boolean {
  try {
    return new vm.Script(code) instanceof vm.Script;
  } catch {
    return false;
  }
}

interface Parts {
  readonly statements: readonly string[];
  readonly locals: readonly string[];
  readonly exported: readonly { readonly outside: string }[];
  readonly name: string;
  readonly runner: string;
}

function moduleOf({ statements, locals, exported, name, runner }: Parts): string {
  const own = exported.map(({ outside }, at) => ({ outside, local: `__limbeck_${at}` }));
  return `${statements.join("\n")}
import { runScript as __limbeck_run } from ${JSON.stringify(runner)};
const { ${own.map(({ outside, local }) => `${outside}: ${local}`).join(", ")} } =
  __limbeck_run(new URL(${JSON.stringify(`./${name}`)}, import.meta.url), { ${locals.join(", ")} });
export { ${own.map(({ outside, local }) => `${local} as ${outside}`).join(", ")} };
`;
}

/** As many lines, with nothing on them. */
const blank = (text: string): string => text.replaceAll(/[^\n]/g, "");

/** `a, b as c` → `[["a", "a"], ["b", "c"]]`. */
function namesIn(list: string): [string, string][] {
  return list
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => {
      const [one, other] = each.split(/\s+as\s+/) as [string, string?];
      return [one, other ?? one];
    });
}

/** The names that an import statement brings. */
function localNames(statement: string): string[] {
  const clause = /^import ([\s\S]*?) from "/.exec(statement)?.[1];
  if (clause === undefined) return [];
  const braces = /\{([^{}]*)\}/.exec(clause);
  const named = braces === null ? [] : namesIn(braces[1] as string).map(([, local]) => local);
  const rest = clause
    .replace(/\{[^{}]*\}/, "")
    .split(",")
    .map((each) => each.trim().replace(/^\* as /, ""))
    .filter((each) => each !== "");
  return [...rest, ...named];
}
