// Packs the package, installs it into an empty folder as a user would, and uses it there: every export, the first
// commands of the command line, and the published declarations with TypeScript 7 and 5.9.
//
//   node scripts/smoke-package.mjs [--node 22,24] [PACKED.tgz]
//
// Without a packed package it packs one itself.
// --node does the first commands on other versions of Node as well, which come from npm's package `node`.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { node: { type: "string", default: "" } },
  allowPositionals: true,
});
const otherVersions = values.node.split(",").filter((version) => version !== "");

const root = fileURLToPath(new URL("..", import.meta.url));
const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
const specifiers = entries.map((entry) => name + entry.slice(1));

const folder = mkdtempSync(join(tmpdir(), "limbeck-smoke-"));
const project = join(folder, "shop");

const run = (command, ...args) => runIn(project, command, ...args);

function runIn(cwd, command, ...args) {
  console.log(`$ ${command.split("/").at(-1)} ${args.join(" ")}`);
  try {
    const out = execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
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
  const file = positionals[0] === undefined ? pack() : resolve(positionals[0]);
  writeFileSync(join(project, "package.json"), '{ "name": "shop", "private": true, "type": "module" }\n');
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", file);
}

function pack() {
  const packed = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root }));
  const [{ filename, size, unpackedSize, entryCount }] = Array.isArray(packed) ? packed : Object.values(packed);
  console.log(
    `${filename}: ${(size / 1e6).toFixed(1)} MB, ${entryCount} files, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked`,
  );
  return join(folder, filename);
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

/** The program of another version of Node. */
function installNode(version) {
  const place = join(folder, `node-${version}`);
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), "{}\n");
  runIn(place, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", `node@${version}`);
  return join(place, "node_modules/node/bin/node");
}

/** A project that finds its models through paths of tsconfig.json and imports of package.json, on a version of Node. */
function useImports(node, name) {
  const place = join(project, name);
  mkdirSync(join(place, "src/tables"), { recursive: true });
  const write = (path, text) => writeFileSync(join(place, path), text);
  const json = (path, value) => write(path, `${JSON.stringify(value)}\n`);
  json("package.json", { name: "imports", type: "module", imports: { "#tables/*": "./src/tables/*.ts" } });
  json("tsconfig.json", { compilerOptions: { baseUrl: ".", paths: { "@/*": ["./src/*"] } } });
  write(
    "src/tables/customer.ts",
    `import { integer, model } from "limbeck";
export class Customer extends model("customers", { customerId: integer().identity().primaryKey() }) {}\n`,
  );
  write(
    "src/shop.ts",
    `import { dataModel } from "limbeck";
import { Customer } from "#tables/customer";
export const shop = dataModel({ Customer });\n`,
  );
  write(
    "limbeck.config.ts",
    `import { defineConfig } from "limbeck/config";
export default defineConfig({ target: () => import("@/shop.ts").then((m) => m.shop) });\n`,
  );
  const bin = join(project, "node_modules/limbeck/dist/cli/bin.js");
  const limbeck = (...args) => runIn(place, node, bin, ...args);
  console.log(`${name}: Node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}`);
  limbeck("revision", "-a", "-m", "Customers", "--rev-id", "c1");
  const written = readFileSync(join(place, "migrations/c1_customers.ts"), "utf8");
  expect("the table of the model", written.includes('createTable("customers"'));
  limbeck("upgrade");
  limbeck("check");
  limbeck("downgrade", "base");
}

/** The first commands of a newcomer, on another version of Node. */
function startOver(node, name) {
  const place = join(project, name);
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "name": "again", "private": true, "type": "module" }\n');
  const bin = join(project, "node_modules/limbeck/dist/cli/bin.js");
  const limbeck = (...args) => runIn(place, node, bin, ...args);
  limbeck("init", "--yes");
  limbeck("revision", "--autogenerate", "-m", "First tables");
  limbeck("upgrade", "head");
  expect("the database to be at the head", limbeck("current").includes("(head)"));
}

const compile = (...args) => {
  for (const typescript of ["typescript", "typescript-5.9"])
    run(process.execPath, join(root, "node_modules", typescript, "bin/tsc"), ...args);
};

/** What `init` and autogenerate wrote, by the tsconfig.json that `init` wrote, whatever package.json says of modules. */
function compileAsWritten() {
  const path = join(project, "package.json");
  const text = readFileSync(path, "utf8");
  for (const type of ["module", "commonjs"]) {
    writeFileSync(path, JSON.stringify({ ...JSON.parse(text), type }));
    compile("-p", ".");
  }
  writeFileSync(path, text);
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
  compile("-p", "tsconfig.json");
}

try {
  install();
  importEverything();
  useCommandLine();
  compileAsWritten();
  compileDeclarations();
  useImports(process.execPath, "imports");
  for (const version of otherVersions) {
    const node = installNode(version);
    startOver(node, `again-${version}`);
    useImports(node, `imports-${version}`);
  }
  console.log("The packed package works.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
