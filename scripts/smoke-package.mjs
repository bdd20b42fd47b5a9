// Packs the package, installs it into an empty folder as a user would, and uses it there: every export, the first
// commands of the command line, and the published declarations with TypeScript 7 and 5.9.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
const specifiers = entries.map((entry) => name + entry.slice(1));

const folder = mkdtempSync(join(tmpdir(), "limbeck-smoke-"));
const project = join(folder, "shop");

function run(command, ...args) {
  console.log(`$ ${command.split("/").at(-1)} ${args.join(" ")}`);
  try {
    const out = execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    if (out.trim() !== "") console.log(out.trimEnd().replace(/^/gm, "  "));
    return out;
  } catch (error) {
    console.log(`${error.stdout}${error.stderr}`.trimEnd().replace(/^/gm, "  "));
    throw error;
  }
}

function expect(what, holds) {
  if (!holds) throw new Error(`expected ${what}`);
}

/** As a user would: an empty folder, one dependency. */
function install() {
  mkdirSync(project);
  const packed = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root }));
  const [{ filename, size, unpackedSize, entryCount }] = Array.isArray(packed) ? packed : Object.values(packed);
  console.log(
    `${filename}: ${(size / 1e6).toFixed(1)} MB, ${entryCount} files, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked`,
  );
  writeFileSync(join(project, "package.json"), '{ "name": "shop", "private": true, "type": "module" }\n');
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", join(folder, filename));
}

function importEverything() {
  const source = `for (const name of ${JSON.stringify(specifiers)}) console.log(name, Object.keys(await import(name)).length);`;
  run(process.execPath, "--input-type=module", "-e", source);
}

function useCommandLine() {
  const limbeck = (...args) => run("npx", "--no-install", "limbeck", ...args);
  limbeck("init", "--yes");
  limbeck("revision", "--autogenerate", "-m", "First tables");
  expect("one revision", readdirSync(join(project, "migrations")).length === 1);
  limbeck("upgrade", "head");
  limbeck("check");
  expect("the database to be at the head", limbeck("current").includes("(head)"));
  limbeck("downgrade", "base");
  expect("the database to be at its base", limbeck("current").trim() === "");
}

/** Without skipLibCheck, so that the declarations themselves are checked, in the strictest of settings. */
function compileDeclarations() {
  const lines = specifiers.map((specifier, at) => `export * as entry${at} from ${JSON.stringify(specifier)};`);
  writeFileSync(join(project, "entries.ts"), `${lines.join("\n")}\n`);
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  };
  const files = ["entries.ts", "limbeck.config.ts", "models.ts"];
  files.push(...readdirSync(join(project, "migrations")).map((file) => `migrations/${file}`));
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  for (const typescript of ["typescript", "typescript-5.9"]) {
    run(process.execPath, join(root, "node_modules", typescript, "bin/tsc"), "-p", "tsconfig.json");
  }
}

try {
  install();
  importEverything();
  useCommandLine();
  compileDeclarations();
  console.log("The packed package works.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
