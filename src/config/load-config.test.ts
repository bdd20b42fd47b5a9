import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { env } from "./env.ts";
import { createProject, loadConfig } from "./load-config.ts";
import { readCached } from "./loader/cache.ts";
import { loadModule, loadModules } from "./loader/loader.ts";
import { validateConfig } from "./validate.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-config-")));
  write("package.json", '{ "name": "project", "type": "module" }');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const context = (): { root: string; cacheFolder: string } => ({ root, cacheFolder: join(root, ".limbeck", "cache") });
const load = (path: string): Promise<Readonly<Record<string, unknown>>> => loadModule(join(root, path), context());

describe("finding the config", () => {
  test("looks upward to the root of the package and no further", async () => {
    write("limbeck.config.ts", "export default { revisions: 'found' };");
    write("inner/deep/file.txt", "");
    expect((await loadConfig({ cwd: join(root, "inner/deep") })).revisionFolders).toEqual([join(root, "found")]);
    write("inner/package.json", "{}");
    await expect(loadConfig({ cwd: join(root, "inner/deep") })).rejects.toMatchObject({ code: "config.not-found" });
  });

  test.each([
    ["limbeck.config.ts", "export default { revisions: 'x' satisfies string };"],
    ["limbeck.config.mts", "export default async () => ({ revisions: 'x' as string });"],
    ["limbeck.config.js", "export default () => ({ revisions: 'x' });"],
    [
      "limbeck.config.mjs",
      "import { defineConfig } from 'limbeck/config';\nexport default defineConfig(Promise.resolve({ revisions: 'x' }));",
    ],
  ])("%s may export an object, a function or a promise", async (name, text) => {
    write(name, text);
    expect((await loadConfig({ cwd: root })).revisionFolders).toEqual([join(root, "x")]);
  });

  test("--config names another file, and its folder is the root", async () => {
    write("other/my.config.ts", "export default {};");
    expect((await loadConfig({ cwd: root, path: "other/my.config.ts" })).root).toBe(join(root, "other"));
    await expect(loadConfig({ cwd: root, path: "nowhere.ts" })).rejects.toMatchObject({ code: "config.not-found" });
  });

  test("a config without a default export is refused", async () => {
    write("limbeck.config.ts", "export const config = {};");
    await expect(loadConfig({ cwd: root })).rejects.toMatchObject({ code: "source.export" });
  });
});

describe("environments", () => {
  test("that are URLs are refused without a word of their password", () => {
    for (const environment of ["postgres://u:sekret@h/db", "u:sekret@h/db", "postgresql://u:sek ret@h"]) {
      const refused = (): unknown => createProject({ environments: { ci: {} } }, { root, environment });
      expect(refused).toThrow(/There is no environment/);
      expect(refused).toThrow(expect.not.objectContaining({ message: expect.stringContaining("sek") }) as Error);
    }
  });

  test("development is the default, otherwise the first, otherwise what the config says", () => {
    const nameOf = (config: object): string => createProject(config, { root }).environment.name;
    expect(nameOf({})).toBe("development");
    expect(nameOf({ environments: { ci: {}, development: {} } })).toBe("development");
    expect(nameOf({ environments: { ci: {}, other: {} } })).toBe("ci");
    expect(nameOf({ environments: { ci: {}, other: {} }, defaultEnvironment: "other" })).toBe("other");
  });

  test("one without a URL is embedded, beside the config", async () => {
    const { environment } = createProject({}, { root });
    expect(await environment.url()).toBe(`pglite://${join(root, ".limbeck/databases/development")}`);
  });

  test("a URL is read when it is needed: from a variable, or from a function", async () => {
    const config = {
      environments: {
        a: { url: env("A_URL") },
        b: { url: async () => "postgres://b" },
        c: { url: env("C_URL", "postgres://c") },
      },
    };
    const { environments } = createProject(config, { root, variables: {} });
    await expect(environments["a"]?.url()).rejects.toMatchObject({
      code: "config.env-missing",
      variable: "A_URL",
      field: "environments.a.url",
    });
    expect(await environments["b"]?.url()).toBe("postgres://b");
    expect(await environments["c"]?.url()).toBe("postgres://c");
  });

  test("a URL that is undefined is no embedded database, and is refused only where it is read", async () => {
    const unset: { url?: string } = { url: undefined as never };
    const { environments } = createProject({ environments: { a: {}, b: unset } }, { root });
    expect([environments["a"]?.embedded, environments["b"]?.embedded]).toEqual([true, false]);
    await expect(environments["b"]?.url()).rejects.toMatchObject({
      code: "config.invalid",
      field: "environments.b.url",
      hint: expect.stringContaining('env("NAME")'),
    });
  });

  test("an environment's version table overrides the config's", () => {
    const config = {
      versionTable: { name: "alembic_version" },
      environments: { a: {}, b: { versionTable: { schema: "ops" } } },
    };
    const { environments } = createProject(config, { root });
    expect(environments["a"]?.versionTable).toEqual({ name: "alembic_version", schema: undefined });
    expect(environments["b"]?.versionTable).toEqual({ name: "alembic_version", schema: "ops" });
  });
});

describe("validation", () => {
  test("what is near a word says so, and a secret in the wrong field is not repeated", () => {
    const refused = (scratch: string): unknown => {
      try {
        return validateConfig({ environments: { a: { scratch } } }, "limbeck.config.ts");
      } catch (error) {
        return error;
      }
    };
    expect(refused("servr")).toMatchObject({ hint: expect.stringContaining('"server"') });
    expect(JSON.stringify(refused("s3cret-Word"))).not.toContain("s3cret");
    expect(refused("postgres://localhost/scratch")).toMatchObject({ environments: {} });
  });

  test.each([
    [{ environments: { production: { url: 5 } } }, "environments.production.url"],
    [{ environments: { production: { protcted: true } } }, "environments.production.protcted"],
    [{ environments: {} }, "environments"],
    [{ revisions: [] }, "revisions"],
    [{ postWriteHooks: [["a"], "b"] }, "postWriteHooks[1]"],
    [{ plugins: [{ operations: 1 }] }, "plugins[0].operations"],
    [{ timezone: "Mars/Olympus" }, "timezone"],
    [{ defaultEnvironment: "x", environments: { a: {} } }, "defaultEnvironment"],
    [{ defaultEnvironment: "x" }, "defaultEnvironment"],
    [{ environments: { a: { serverVersion: 9 } } }, "environments.a.serverVersion"],
    [{ plugins: [{ operations: { x: 5 } }] }, "plugins[0].operations.x"],
    [{ plugins: [{ kinds: { x: { name: "x" } } }] }, "plugins[0].kinds.x"],
    [{ environments: { a: { scratch: "embeded" } } }, "environments.a.scratch"],
    [7, ""],
  ])("%j is refused at %s", (config, field) => {
    expect(() => validateConfig(config, "limbeck.config.ts")).toThrow(
      expect.objectContaining({ code: "config.invalid", field, file: "limbeck.config.ts" }),
    );
  });
});

describe("TypeScript", () => {
  test("what type stripping alone could not run is run: enums and parameter properties", async () => {
    write(
      "file.ts",
      "enum Color { Red = 3 }\nclass Point { constructor(readonly x: number) {} }\nexport const value = Color.Red + new Point(4).x;",
    );
    expect((await load("file.ts"))["value"]).toBe(7);
  });

  test("paths of a tsconfig that another extends, imports of package.json, and files without an ending resolve", async () => {
    write("package.json", '{ "type": "module", "imports": { "#lib/*": "./lib/*.ts" } }');
    write("tsconfig.json", '{ "extends": "./tsconfig.base" }');
    write("tsconfig.base.json", '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }');
    write("lib/a.ts", "export const a = 'a';");
    write("lib/b.ts", "export const b = 'b';");
    write("lib/c.ts", "export const c = 'c';");
    write(
      "file.ts",
      'import { a } from "@lib/a";\nimport { b } from "#lib/b";\nimport { c } from "./lib/c";\nexport const value = a + b + c;',
    );
    expect((await load("file.ts"))["value"]).toBe("abc");
  });

  test("packages are imported by Node; TypeScript of the same workspace is compiled along", async () => {
    write("node_modules/dep/package.json", '{ "main": "x.cjs" }');
    write("node_modules/dep/x.cjs", "module.exports = { dep: __filename };");
    write("packages/models/package.json", '{ "type": "module", "exports": "./m.ts" }');
    write("packages/models/m.ts", "export const here: string = import.meta.url;");
    mkdirSync(join(root, "node_modules/@shop"));
    symlinkSync(join(root, "packages/models"), join(root, "node_modules/@shop/models"));
    write(
      "file.ts",
      'import dep from "dep";\nimport { here } from "@shop/models";\nexport const value = [dep.dep, here];',
    );
    const [dep, here] = (await load("file.ts"))["value"] as string[];
    expect(dep).toBe(join(root, "node_modules/dep/x.cjs"));
    expect(here).toMatch(/packages\/models\/m\.ts$/);
  });

  test.each(["commonjs", "module"])("a project of type %s loads .ts and .js with import", async (type) => {
    write("package.json", JSON.stringify({ type }));
    write("a.ts", 'import { b } from "./b.js";\nexport const value: number = b + 1;');
    write("b.js", "export const b = 1;");
    expect((await load("a.ts"))["value"]).toBe(2);
    expect((await load("b.js"))["b"]).toBe(1);
  });

  test("is compiled once, and again when an input or a tsconfig changes", async () => {
    write("a.ts", 'import { b } from "./b.ts";\nexport const value = b;');
    write("b.ts", "export const b = 1;");
    const entry = join(root, "a.ts");
    expect(readCached(entry, context())).toBeUndefined();
    expect((await load("a.ts"))["value"]).toBe(1);
    const before = readdirSync(context().cacheFolder).map(
      (name) => statSync(join(context().cacheFolder, name)).mtimeMs,
    );
    await load("a.ts");
    expect(
      readdirSync(context().cacheFolder).map((name) => statSync(join(context().cacheFolder, name)).mtimeMs),
    ).toEqual(before);
    write("b.ts", "export const b = 2;");
    expect(readCached(entry, context())).toBeUndefined();
    expect((await load("a.ts"))["value"]).toBe(2);
    expect(readCached(entry, context())).toBeDefined();
    write("tsconfig.json", "{}");
    expect(readCached(entry, context())).toBeUndefined();
  });

  test("several entries of the same name don't collide", async () => {
    const one = write("one/x.ts", "export const value = 1;");
    const two = write("two/x.ts", "export const value = 2;");
    const modules = await loadModules([one, two], context());
    expect([modules.get(one)?.["value"], modules.get(two)?.["value"]]).toEqual([1, 2]);
  });

  test("very many files become one, which is compiled again when one of them changes", async () => {
    write("shared.ts", "export const shared = { count: 0 };");
    const source = (at: number): string =>
      `import { shared } from "../shared.ts";\nexport const at: number = ${at};\nexport const seen = ++shared.count;`;
    const paths = Array.from({ length: 40 }, (_, at) => write(`many/file${at}.ts`, source(at)));
    const values = async (): Promise<unknown[]> => {
      const modules = await loadModules(paths, context());
      return paths.map((path) => modules.get(path)?.["at"]);
    };
    const numbers = paths.map((_, at) => at);
    expect(await values()).toEqual(numbers);
    expect((await loadModules(paths, context())).get(paths[39] as string)?.["seen"]).toBe(40);
    expect(readdirSync(context().cacheFolder).filter((name) => name.endsWith(".mjs"))).toHaveLength(1);
    write("many/file7.ts", "export const at: number = 700;");
    expect(await values()).toEqual(numbers.map((at) => (at === 7 ? 700 : at)));
  });

  test("one of very many files that throws, or is no TypeScript, is the one that is named", async () => {
    const paths = Array.from({ length: 40 }, (_, at) => write(`many/file${at}.ts`, `export const at = ${at};`));
    write("many/file30.ts", "export const at = 30;\nthrow new Error('not today');");
    await expect(loadModules(paths, context())).rejects.toMatchObject({
      code: "source.threw",
      place: { file: join("many", "file30.ts"), line: 2 },
    });
    write("many/file30.ts", "export const at: = 30;");
    await expect(loadModules(paths, context())).rejects.toMatchObject({
      code: "source.syntax",
      place: { file: join("many", "file30.ts"), line: 1 },
    });
  });

  test("what is imported dynamically is loaded only when it is reached", async () => {
    write("limbeck.config.ts", 'export default { target: () => import("./models.ts").then((m) => m.shop) };');
    write("models.ts", 'throw new Error("loaded");\nexport const shop = {};');
    const { config } = await loadConfig({ cwd: root });
    await expect((config.target as () => Promise<unknown>)()).rejects.toThrow("loaded");
  });

  test("a syntax error names file, line and text", async () => {
    write("inner/bad.ts", "export const a = 1;\nexport const b = = 2;\n");
    write("file.ts", 'export * from "./inner/bad.ts";');
    await expect(load("file.ts")).rejects.toMatchObject({
      code: "source.syntax",
      place: { file: "inner/bad.ts", line: 2, text: "export const b = = 2;" },
    });
  });

  test("a missing import names the line that asks for it", async () => {
    write("file.ts", '\nimport { x } from "./nowhere.ts";\nexport const value = x;');
    await expect(load("file.ts")).rejects.toMatchObject({ code: "source.syntax", place: { file: "file.ts", line: 2 } });
  });

  test("what a file throws is placed in the source, also through functions", async () => {
    write(
      "lib.ts",
      "interface Long { a: string }\n\nexport function fail(): never {\n  throw new TypeError('broken');\n}\n",
    );
    write("file.ts", 'import { fail } from "./lib.ts";\nfail();\n');
    await expect(load("file.ts")).rejects.toMatchObject({
      code: "source.threw",
      place: { file: "lib.ts", line: 4 },
      message: "lib.ts:4: TypeError: broken",
    });
  });
});
