/** Large compiled files run as scripts whose compiled code is kept: nothing else about them changes. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadModule, type LoadedModule } from "./loader.ts";
import { scriptFiles } from "./script-file.ts";

const runner = "file:///run.js";
const parts = (code: string) => scriptFiles(code, "x.script.js", runner);

describe("a module in two files", () => {
  test("keeps its imports and exports, and its line numbers", () => {
    const code = `import {
  a,
  b as b2
} from "./chunk.mjs";
import one, { default as two } from "one";
import * as all from "all";
import three, * as rest from "three";
import "effect";

// models.ts
var value = a + b2;
var late = () => value;
export {
  value as default,
  late
};
`;
    const { module, script } = parts(code)!;
    expect(script.split("\n").findIndex((line) => line.includes("var value"))).toBe(
      code.split("\n").findIndex((line) => line.includes("var value")),
    );
    expect(script).toContain('"use strict";(function ({ a, b2, one, two, all, three, rest }) {');
    expect(script).toContain("return { default: value, late: late };})");
    expect(script).not.toContain('from "');
    for (const statement of ['} from "./chunk.mjs";', 'import one, { default as two } from "one";', 'import "effect";'])
      expect(module).toContain(statement);
    expect(module).toContain("{ a, b2, one, two, all, three, rest }");
    expect(module).toContain("as default");
  });

  test.each([
    ["waits", 'var a = await import("x");\nexport {\n  a\n};\n'],
    ["waits for a call", "var a = await (0, f)();\nexport {\n  a\n};\n"],
    ["exports what another one exports", 'export * from "x";\nvar a = 1;\nexport {\n  a\n};\n'],
    ["exports nothing", 'import "x";\n'],
    ["has comments that were to be kept", '/*! of somebody\nimport x from "y";\n*/\nvar a;\nexport {\n  a\n};\n'],
    ["has names that are none", 'var a;\nexport {\n  a as "an export"\n};\n'],
    ["imports dynamically", 'var a = () => import("./late.mjs");\nexport {\n  a\n};\n'],
    ["asks where it is", "var a = import.meta.resolve('x');\nexport {\n  a\n};\n"],
  ])("stays in one where it %s", (_, code) => {
    expect(parts(code)).toBeUndefined();
  });
});

const isKept = !("enableCompileCache" in (await import("node:module")).default);

describe("a large file", () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-script-")));
    write("package.json", '{ "name": "project", "type": "module" }');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const pad = Array.from({ length: 1500 }, (_, at) => `export const pad${at} = "${"x".repeat(80)}";`).join("\n");
  const options = () => ({ root, cacheFolder: join(root, ".limbeck", "cache"), splitting: true });
  const load = (path: string): Promise<LoadedModule> => loadModule(join(root, path), options());
  const files = (): string[] => readdirSync(join(root, ".limbeck", "cache"));
  /** In a process of its own, with the built package. */
  const loadElsewhere = (path: string, expression: string): unknown => {
    const loader = new URL("../../../dist/config/loader/loader.js", import.meta.url).href;
    const code = `const { loadModule } = await import(${JSON.stringify(loader)});
      const m = await loadModule(${JSON.stringify(join(root, path))}, ${JSON.stringify(options())});
      console.log(JSON.stringify(${expression}));`;
    const out = execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
    return JSON.parse(out) as unknown;
  };

  const source = `import { basename } from "node:path";
import common, { named } from "common";
import * as os from "node:os";
import { sql, table, text } from "limbeck";
import { near, count } from "./near.ts";
export const t = table("t", { a: text().check(sql\`a <> ''\`) });
export class Base {}
export default class Named extends Base {}
export const all = [basename("/a/b"), common.value, named, typeof os.tmpdir, near, count(), typeof t, typeof this];
export const here = import.meta.url;
${pad}
`;
  const setUp = (): void => {
    write("node_modules/common/package.json", '{ "name": "common", "main": "index.cjs" }');
    write("node_modules/common/index.cjs", "exports.value = 'common'; exports.named = 'named';");
    write("near.ts", "export const near = 'near'; export function count(): number { return 1; }");
    write("models.ts", source);
  };

  test("has the same exports", async () => {
    setUp();
    const loaded = await load("models.ts");
    expect(loaded["all"]).toEqual(["b", "common", "named", "function", "near", 1, "object", "undefined"]);
    expect((loaded["default"] as { name: string }).name).toBe("Named");
    expect(loaded["here"]).toBe(pathToFileURL(join(root, "models.ts")).href);
    expect(loaded["pad1499"]).toBe("x".repeat(80));
    expect(files().some((name) => name.endsWith(".script.js"))).toBe(isKept);
  });

  test.runIf(isKept)("is the same from kept code, and from code that cannot be used", async () => {
    setUp();
    const read = (): unknown => loadElsewhere("models.ts", "[m.all, m.default.name]");
    const first = read();
    const [kept] = files().filter((name) => name.endsWith(".cache"));
    expect(kept).toBeDefined();
    expect(read()).toEqual(first);
    const path = join(root, ".limbeck", "cache", kept as string);
    const size = readFileSync(path).length;
    writeFileSync(path, "no code");
    expect(read()).toEqual(first);
    expect(readFileSync(path).length).toBeGreaterThan(size / 2);
  });

  test("tells the line of what it throws", async () => {
    write(
      "models.ts",
      `${pad}\nexport const a: number =\n  fails();\nfunction fails(): never {\n  throw new Error("on purpose");\n}\n`,
    );
    await expect(load("models.ts")).rejects.toMatchObject({
      code: "source.threw",
      message: expect.stringContaining("models.ts:1504") as string,
    });
  });

  test("imports dynamically as before", async () => {
    write("late.ts", "export const later = 4;");
    write("models.ts", `export const late = async () => (await import("./late.ts")).later;\n${pad}\n`);
    expect(await ((await load("models.ts"))["late"] as () => Promise<number>)()).toBe(4);
    expect(loadElsewhere("models.ts", "await m.late()")).toBe(4);
  });

  test("waits at its top level as before", async () => {
    write("models.ts", `export const a = await Promise.resolve(1);\n${pad}\n`);
    expect((await load("models.ts"))["a"]).toBe(1);
  });
});

test("the built runner lies where compiled files look for it", () => {
  const path = fileURLToPath(new URL("../../../dist/config/loader/run-script.js", import.meta.url));
  expect(readFileSync(path, "utf8")).toContain("runScript");
});
