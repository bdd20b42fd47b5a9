/** What the pages say is tried: TypeScript compiles, console blocks print what is shown, lists are complete. */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { main as sourceMain } from "../src/cli/main.ts";
import { commandDefinitions } from "../src/commands/definitions.ts";
import { typeDefinitions, types } from "../src/dialects/postgresql/types/types.ts";
import { exitCodes } from "../src/util/errors.ts";
import { consoleSteps, readPages, shownPattern, type Block, type Page } from "./support/documents.ts";
import { root } from "./support/imports.ts";

const pages = readPages();
const pageAt = (path: string): Page => pages.find((page) => page.path === path) as Page;
let folder: string;

/** A folder where `limbeck` is installed: this checkout, as built. */
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "limbeck-docs-")));
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/limbeck"), "dir");
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/cli/bin.js")}" "$@"\n`;
  writeFileSync(join(folder, "node_modules/.bin/limbeck"), command, { mode: 0o755 });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("TypeScript in the pages", () => {
  it("compiles", { timeout: 300_000 }, async () => {
    const places = new Map<string, string>();
    for (const page of pages) for (const [file, place] of writeModules(page)) places.set(file, place);
    const typeTable = writeTypeTable();
    writeFileSync(join(folder, "tsconfig.json"), compilerConfig([...places.keys(), typeTable]));
    const errors = await compile();
    expect(errors.map((line) => line.replace(/^types\/[^(]+/, (file) => places.get(file) ?? file))).toEqual([]);
    expect(places.size).toBeGreaterThan(10);
  });
});

/** A block sees the files that the blocks before it on its page have named. */
function writeModules(page: Page): Map<string, string> {
  const places = new Map<string, string>();
  const files = new Map([["models.ts", 'import { dataModel } from "limbeck";\nexport const shop = dataModel({});\n']]);
  const blocks = page.blocks.filter(({ language }) => language === "ts");
  blocks.forEach((block, at) => {
    const own = `types/${page.path}/${at}`;
    const name = block.title === "" ? "example.ts" : block.title;
    if (block.title !== "") files.set(name, block.text);
    // Files that a page shows one after the other may import one another.
    for (const { title, text } of blocks.slice(at).reverse()) if (title !== "") write(`${own}/${title}`, text);
    for (const [other, text] of files) write(`${own}/${other}`, text);
    write(`${own}/${name}`, block.text);
    places.set(`${own}/${name}`, block.place);
  });
  return places;
}

function compilerConfig(files: readonly string[]): string {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  };
  return JSON.stringify({ compilerOptions, files });
}

function compile(): Promise<string[]> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, "-p", "tsconfig.json"], { cwd: folder }, (_error, stdout) =>
      resolve(stdout.split("\n").filter(Boolean)),
    );
  });
}

/** Rows of docs/guide/types.md: builder, type in the database, value in TypeScript. */
const typeRows = [...pageAt("docs/guide/types.md").text.matchAll(/^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)`/gm)].map(
  ([, builder, canonical, value]) => ({
    builder: builder as string,
    canonical: canonical as string,
    value: (value as string).replaceAll("\\|", "|"),
  }),
);

function writeTypeTable(): string {
  const names = Object.keys(types).join(", ");
  const checks = typeRows.map(
    ({ builder, value }, at) =>
      `const column${at} = ${builder}.notNull();\nconst same${at}: Same<ValueOf<typeof column${at}>, ${value}> = true; void same${at};\n`,
  );
  write(
    "types/table.ts",
    `import type { ValueOf } from "limbeck";\nimport { ${names} } from "limbeck";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
void [${names}];\n${checks.join("")}`,
  );
  return "types/table.ts";
}

describe("the table of column types", () => {
  it("names every builder", () => {
    const named = new Set(typeRows.map(({ builder }) => builder.replace(/[<(].*/, "")));
    expect([...typeDefinitions.keys()].filter((name) => !named.has(name))).toEqual([]);
  });

  it.each(typeRows.map((row) => [row.builder, row.canonical]))("says that %s is %s", (builder, canonical) => {
    const build = new Function(...Object.keys(types), `return ${builder.replace(/<.*>/, "")}`) as (
      ...values: unknown[]
    ) => unknown;
    const column = build(...Object.values(types)) as { declaration: { type: unknown } };
    expect(column.declaration.type).toEqual({ kind: "named", text: canonical });
  });
});

describe("console blocks", () => {
  const withConsole = pages.filter((page) => page.blocks.some(({ language }) => language === "console"));

  it("are there to be run", () => expect(withConsole.length).toBeGreaterThan(5));

  it.each(withConsole.map(({ path }) => path))("of %s print what is shown", { timeout: 600_000 }, async (path) => {
    const cwd = `console/${path}`;
    write(`${cwd}/package.json`, '{ "private": true, "type": "module" }\n');
    symlinkSync(join(folder, "node_modules"), join(folder, cwd, "node_modules"), "dir");
    let status = 0;
    for (const block of pageAt(path).blocks) {
      if (block.language === "console") {
        for (const { command, shown } of consoleSteps(block)) {
          if (command === "echo $?") {
            expect(`${status}\n`, block.place).toBe(shown);
            continue;
          }
          const result = await run(join(folder, cwd), command);
          status = result.status;
          expect(result.output, `${block.place}: $ ${command}`).toMatch(shownPattern(shown));
        }
      } else if (block.title !== "") write(`${cwd}/${block.title}`, block.text);
    }
  });
});

/** As in a shell, with both outputs together; commands of limbeck run in this process, which is quicker. */
async function run(cwd: string, command: string): Promise<{ output: string; status: number }> {
  const own = /^(?:npx )?limbeck (.*)$/s.exec(command);
  if (own !== null && !/[|>&;$]/.test(command)) return runOwn(cwd, splitWords(own[1] as string));
  const path = `${join(folder, "node_modules/.bin")}:${dirname(process.execPath)}:${process.env["PATH"]}`;
  const env = { ...process.env, NO_COLOR: "1", PATH: path };
  const result = spawnSync("bash", ["-c", `exec 2>&1; ${command.replaceAll("npx limbeck", "limbeck")}`], {
    cwd,
    env,
    encoding: "utf8",
  });
  return { output: result.stdout, status: result.status ?? 1 };
}

async function runOwn(cwd: string, argv: readonly string[]): Promise<{ output: string; status: number }> {
  const { main } = (await import(join(root, "dist/cli/main.js"))) as { main: typeof sourceMain };
  let output = "";
  const status = await main(argv, {
    cwd,
    env: { DATABASE_URL: `pglite://${join(cwd, "production-database")}` },
    writeOut: (text) => void (output += text),
    writeError: (text) => void (output += text),
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: 100,
    onInterrupt: () => () => {},
  });
  return { output, status };
}

function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

describe("the pages", () => {
  it("hold JSON that parses", () => {
    const json = pages.flatMap(({ blocks }) => blocks).filter(({ language }) => language === "json");
    const broken = json.filter(({ text }) => !parses(text)).map(({ place }) => place);
    expect(broken).toEqual([]);
  });

  it("link to files and headings that exist", () => {
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  it("write fenced blocks in languages that are checked or plain", () => {
    const known = new Set(["ts", "console", "sh", "json", "sql", "text", "mermaid", "yaml"]);
    const blocks = pages.flatMap((page): readonly Block[] => page.blocks);
    expect(blocks.filter(({ language }) => !known.has(language)).map(({ place }) => place)).toEqual([]);
  });

  it("explain every command and every option", () => {
    const text = pages
      .filter(({ path }) => path.startsWith("docs/guide/"))
      .map((page) => page.text)
      .join("\n");
    const missing = commandDefinitions.flatMap(({ name, options = [] }) => [
      ...(text.includes(`\`limbeck ${name}`) ? [] : [name]),
      ...options.map(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? flags).filter((flag) => !text.includes(flag)),
    ]);
    expect([...new Set(missing)]).toEqual([]);
  });

  it("explain every exit code", () => {
    const text = pageAt("docs/guide/exit-codes.md").text;
    expect(Object.values(exitCodes).filter((code) => !text.includes(`\n| ${code} |`))).toEqual([]);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function brokenLinks(page: Page): string[] {
  const prose = page.text.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] as string)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = "", heading] = link.split("#");
      const target = path === "" ? page.path : join(dirname(page.path), path);
      if (!existsSync(join(root, target))) return true;
      return heading !== undefined && !headingsOf(target).includes(heading);
    })
    .map((link) => `${page.path}: ${link}`);
}

function headingsOf(path: string): string[] {
  const text = pages.find((page) => page.path === path)?.text ?? "";
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] as string)
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}
