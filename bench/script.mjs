// Measures reading and planning in a large history: node bench/script.mjs [revisions]. Needs `npm run build`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRevisions } from "../dist/script/load-revisions.js";
import { planDowngrade, planUpgrade } from "../dist/script/plan.js";
import { history } from "../dist/script/history.js";
import { RevisionMap } from "../dist/script/revision-map.js";

const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), "limbeck-bench-"));
const id = (at) => (at + 0x100000000000).toString(16);

/** A trunk with a short branch now and then, merged again, as a team leaves it. */
function parentsOf(at) {
  if (at === 0) return "null";
  if (at % 50 === 11) return `"${id(at - 2)}"`;
  if (at % 50 === 12) return `["${id(at - 1)}", "${id(at - 2)}"]`;
  return `"${id(at - 1)}"`;
}

for (let at = 0; at < count; at++) {
  writeFileSync(
    join(folder, `${id(at)}_change_number_${at}.ts`),
    `/** Change number ${at}, with a sentence that says why it was made. */
import { integer, text, type Op } from "limbeck/migration";

export const revision = "${id(at)}";
export const downRevision = ${parentsOf(at)};
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-01-26T17:30:18Z";

export function upgrade(op: Op) {
  op.createTable("table_${at}", {
    id: integer().identity({ always: true }).primaryKey(),
${Array.from({ length: 12 }, (_, column) => `    column_${column}: text().notNull().serverDefault("value ${column}"),\n`).join("")}  });
}

export function downgrade(op: Op) {
  op.dropTable("table_${at}");
}
`,
  );
}

function measure(name, run) {
  const times = [];
  let result;
  for (let round = 0; round < 5; round++) {
    const begin = performance.now();
    result = run();
    times.push(performance.now() - begin);
  }
  console.log(`${name}: first ${times[0].toFixed(1)} ms, best ${Math.min(...times).toFixed(1)} ms`);
  return result;
}

try {
  const revisions = measure(`read ${count} files`, () => loadRevisions({ locations: [folder] }));
  const map = measure("build the graph", () => new RevisionMap(revisions));
  measure("plan an upgrade from nothing", () => planUpgrade(map, [], "head"));
  measure("plan an upgrade at the head", () => planUpgrade(map, [...map.heads], "head"));
  measure("plan a downgrade to base", () => planDowngrade(map, [...map.heads], "base"));
  measure("history", () => history(map));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
