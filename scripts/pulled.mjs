// Real schemas, pulled as models: what is written compiles, is formatted, says what the database has, and is written alike again.
//
//   node scripts/pulled.mjs [schema…] [--corpus DIR] [--version N] [--write]
//
// Needs `npm run build`. The corpus (LIMBECK_CORPUS or --corpus) holds schemas/*.sql and roles.sql. --write puts the table into
// docs/adoption.md.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadProduct } from "./corpus/product.mjs";
import { openServer } from "./corpus/server.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string", default: process.env.LIMBECK_CORPUS },
    version: { type: "string", default: "15" },
    write: { type: "boolean", default: false },
  },
});
if (values.corpus === undefined) {
  console.error("Say where the corpus is: --corpus DIR or LIMBECK_CORPUS.");
  process.exit(1);
}
const root = fileURLToPath(new URL("../", import.meta.url));
const require = createRequire(import.meta.url);
const corpus = resolve(values.corpus);
const folder = mkdtempSync(join(tmpdir(), "limbeck-pulled-"));
const env = { ...process.env, NO_COLOR: "1" };

const run = (file, argv, options) =>
  new Promise((resolved) => {
    execFile(file, argv, { maxBuffer: 1 << 28, ...options }, (error, stdout, stderr) =>
      resolved({ exitCode: error?.code ?? 0, stdout, stderr }),
    );
  });

const config = `import { defineConfig, env } from "limbeck/config";

export default defineConfig({
  target: () => import("./models/data-model.ts").then((m) => m.database),
  environments: { development: { url: env("PULLED_URL") } },
});
`;

/** One schema: loaded, pulled, checked, pulled again. */
async function prove(name, server) {
  const project = join(folder, name);
  mkdirSync(join(project, "migrations"), { recursive: true });
  writeFileSync(join(project, "limbeck.config.ts"), config);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }\n');
  await server.create("pulled");
  await server.script("pulled", readFileSync(join(corpus, "schemas", `${name}.sql`), "utf8"));
  const limbeck = async (...argv) => {
    const { exitCode, stdout, stderr } = await run(
      process.execPath,
      [join(root, "dist/cli/bin.js"), ...argv, "--json"],
      {
        cwd: project,
        env: { ...env, PULLED_URL: server.urlOf("pulled") },
      },
    );
    const told = stdout.trim().split("\n").at(-1);
    return { exitCode, told: told === "" ? {} : JSON.parse(told), stderr };
  };
  const pulled = await limbeck("pull");
  if (pulled.exitCode !== 0) return { name, error: pulled.told.error?.message ?? pulled.stderr };
  const checked = await limbeck("check");
  const again = await limbeck("pull", "--force");
  return {
    name,
    counts: pulled.told.counts,
    undeclared: pulled.told.undeclared,
    differences: (checked.told.differences ?? []).map(({ sign, text }) => sign + text),
    failed: [0, 2].includes(checked.exitCode) ? undefined : (checked.told.error?.message ?? checked.stderr),
    isKept: again.told.files?.every(({ state }) => state === "kept") === true,
    isFormatted: (await run(join(root, "node_modules/.bin/oxfmt"), formatting(project), { cwd: root })).exitCode === 0,
  };
}

const formatting = (project) => ["--check", "-c", join(root, ".oxfmtrc.json"), join(project, "models")];

/** What a compiler says of all models together, in its strictest form. */
async function compile(compiler, names) {
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noImplicitOverride: true,
    skipLibCheck: true,
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    noEmit: true,
    allowImportingTsExtensions: true,
    types: [],
  };
  const include = names.map((name) => `${name}/models`);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include }));
  const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), "bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", folder, "--pretty", "false"], { cwd: folder });
  return stdout.split("\n").filter((line) => line !== "");
}

const header = [
  "schema",
  "tables",
  "classes",
  "relationships",
  "without a builder",
  "`check`",
  "formatted",
  "second pull",
];

function row({ name, error, counts, undeclared, differences, failed, isKept, isFormatted }) {
  if (error !== undefined) return [name, "", "", "", "", `**not pulled**: ${shortened(error)}`, "", ""];
  const checked = failed === undefined ? `**${differences.length} differ**` : `**failed**: ${shortened(failed)}`;
  return [
    name,
    counts.tables,
    counts.classes,
    counts.relationships,
    undeclared.length,
    differences.length === 0 && failed === undefined ? "silent" : checked,
    isFormatted ? "yes" : "**no**",
    isKept ? "0 bytes" : "**differs**",
  ];
}

const shortened = (text) => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 160);

function writeDocument(results, compiled) {
  const path = join(root, "docs/adoption.md");
  const table = [header, header.map(() => "---"), ...results.map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  const said = compiled.map(({ compiler, errors }) => `${compiler}: ${errors.length} errors.`).join(" ");
  const text = `${table.join("\n")}\n\nAll files compiled together by ${said}\n`;
  const [before, , after] = readFileSync(path, "utf8").split(/<!-- (?:measured|end) -->\n/);
  writeFileSync(path, `${before}<!-- measured -->\n\n${text}\n<!-- end -->\n${after}`);
}

const product = await loadProduct();
const server = await openServer(product, undefined, Number(values.version));
try {
  await server.script("postgres", readFileSync(join(corpus, "roles.sql"), "utf8"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/limbeck"));
  const known = readdirSync(join(corpus, "schemas")).filter((file) => file.endsWith(".sql"));
  const names = positionals.length > 0 ? positionals : known.map((file) => file.slice(0, -4)).toSorted();
  const results = [];
  for (const name of names) {
    const result = await prove(name, server).catch((error) => ({ name, error: String(error.message) }));
    results.push(result);
    console.log(row(result).join("  "));
    for (const text of result.differences ?? []) console.log(`    ${text}`);
    for (const text of result.undeclared ?? []) console.log(`    without a builder: ${JSON.stringify(text)}`);
  }
  const pulled = results.filter(({ error }) => error === undefined).map(({ name }) => name);
  const compiled = [];
  for (const compiler of ["typescript", "typescript-5.9"]) {
    const errors = await compile(compiler, pulled);
    console.log(`${compiler}: ${errors.length} errors`, errors.slice(0, 10));
    compiled.push({ compiler: compiler === "typescript" ? "TypeScript 7" : "TypeScript 5.9", errors });
  }
  if (values.write) writeDocument(results, compiled);
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
