// Measures limbeck on real schema histories: from each version to the next and back, judged by pg_dump.
//
//   npm run corpus [-- project… | evolution | pairs | schemas] [--corpus DIR] [--jobs N] [--db URL] [--show N] [--keep DIR]
//                                                 [--only TEXT] [--again] [--rest] [--minimum] [--results FILE] [--write]
//
// The corpus (LIMBECK_CORPUS or --corpus) holds schemas/*.sql, evolution/*.tar.gz, pairs/*.tar.gz, roles.sql and judge/.
// pg_dump 15 must be on the PATH. Results are kept in --results as they come, the newest of each step, so that --rest goes on where
// a run ended: it measures the steps that are not there yet. --again measures those that were not exact, --only those whose name
// holds a text; --minimum leaves out each statement in turn in all steps, not in some of them. --write puts the table of all results
// into docs/fidelity.md.
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadProduct } from "./corpus/product.mjs";
import { listProjects, selectSteps } from "./corpus/projects.mjs";
import { forgetResults, mergeResults, report, writeDocument } from "./corpus/report.mjs";
import { openServer } from "./corpus/server.mjs";
import { measure } from "./corpus/steps.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string", default: process.env.LIMBECK_CORPUS },
    jobs: { type: "string", default: "3" },
    db: { type: "string" },
    show: { type: "string", default: "10" },
    keep: { type: "string" },
    results: { type: "string", default: "node_modules/.cache/limbeck/corpus.json" },
    only: { type: "string" },
    again: { type: "boolean", default: false },
    rest: { type: "boolean", default: false },
    minimum: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
if (values.corpus === undefined) {
  console.error("Say where the corpus is: --corpus DIR or LIMBECK_CORPUS.");
  process.exit(1);
}

// The server makes and drops some thousand databases, which in memory takes half the time; its folder follows TMPDIR.
if (process.env.TMPDIR === undefined && isWritable("/dev/shm")) process.env.TMPDIR = "/dev/shm";

const judge = await import(join(process.cwd(), values.corpus, "judge/sqltext.mjs")).catch(
  () => import(join(values.corpus, "judge/sqltext.mjs")),
);
const product = await loadProduct();
const folder = mkdtempSync(join(tmpdir(), "limbeck-corpus-"));
const server = await openServer(product, values.db);
const started = performance.now();
try {
  await server.script("postgres", readFileSync(join(values.corpus, "roles.sql"), "utf8"));
  const projects = selectSteps(listProjects(values.corpus, folder, positionals), isWanted());
  if (!values.rest && !values.again) forgetResults(values.results, projects);
  const save = (some) => mergeResults(values.results, some);
  const results = await measure(projects, {
    product,
    server,
    judge,
    jobs: Number(values.jobs),
    keep: values.keep,
    minimum: values.minimum,
    save,
  });
  const seconds = (performance.now() - started) / 1000;
  const failed = report(results, seconds, Number(values.show));
  const all = mergeResults(values.results, results);
  if (values.write) writeDocument(all, listProjects(values.corpus, folder, []));
  process.exitCode = failed === 0 ? 0 : 2;
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Which steps to measure; undefined for all. */
function isWanted() {
  if (values.only !== undefined) return (project, id) => `${project} ${id}`.includes(values.only);
  if (!values.again && !values.rest) return undefined;
  const known = existsSync(values.results) ? JSON.parse(readFileSync(values.results, "utf8")) : [];
  const done = known.filter((result) => result.unloadable === undefined);
  const chosen = values.again ? done.filter((result) => result.failure !== undefined) : done;
  const names = new Set(chosen.map(({ project, id }) => `${project} ${id}`));
  return (project, id) => names.has(`${project} ${id}`) === values.again;
}
