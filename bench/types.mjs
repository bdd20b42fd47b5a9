// What the types of a program of many models cost, on both compilers:
//   node bench/types.mjs [models]
// The program uses the built package as an application would. Needs `npm run build`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

const source = readFileSync(new URL("../tests/support/type-budget.ts", import.meta.url), "utf8");
const { code } = transformSync(source, { loader: "ts" });
const { typeBudgetProgram } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const count = Number(process.argv[2] ?? 200);
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(`${root}bench/.types-`);
const dist = process.env.LIMBECK_BENCH_DIST ?? `${root}dist`;
const from = { models: `${dist}/public/limbeck.js`, orm: `${dist}/public/orm.js` };
const compilerOptions = {
  target: "es2022",
  lib: ["es2023", "dom"],
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/** CPU time counts, since others may be at work on the machine. */
function measure(compiler, program) {
  writeFileSync(`${folder}/program.ts`, program);
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  const script = `const { spawnSync } = require("node:child_process");
    const before = process.resourceUsage();
    const start = performance.now();
    const child = spawnSync(process.execPath, [${JSON.stringify(`${root}node_modules/${compiler}/bin/tsc`)}, "-p", ${JSON.stringify(folder)}, "--extendedDiagnostics"], { encoding: "utf8", maxBuffer: 1 << 26 });
    console.log(JSON.stringify({ status: child.status, output: child.stdout, ms: performance.now() - start }));`;
  const child = spawnSync("bash", ["-c", `TIMEFORMAT='%U %S'; time ${process.execPath} -e '${script}'`], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const { status, output, ms } = JSON.parse(child.stdout);
  if (status !== 0) throw new Error(output.slice(0, 2000));
  const number = (name) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(output)?.[1]);
  const cpu = child.stderr.trim().split(/\s+/).slice(-2).map(Number);
  return {
    instantiations: number("Instantiations"),
    types: number("Types"),
    check: number("Check time"),
    cpu: cpu[0] + cpu[1],
    ms,
  };
}

try {
  for (const compiler of ["typescript", "typescript-5.9"]) {
    const empty = measure(compiler, typeBudgetProgram(1, from));
    const full = measure(compiler, typeBudgetProgram(count, from));
    console.log(
      `${compiler}: ${count} models: ${full.instantiations} instantiations (one model: ${empty.instantiations}), ${full.types} types, check ${full.check} s, whole run ${(full.ms / 1000).toFixed(2)} s (CPU ${full.cpu.toFixed(2)} s)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
