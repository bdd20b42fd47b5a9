// `heads`, `history` and planning over a large history: node bench/history.mjs [revisions (default 10000)] [--rounds N]
// Needs `npm run build`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { finish, limbeckBin, measure, printMachine, printResults, target, temporaryFolder } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "9" } },
});
const count = Number(positionals[0] ?? 10_000);
const id = (at) => (at + 0x100000000000).toString(16);

/** A trunk with a short branch now and then, merged again, as a team leaves it. */
function parentsOf(at) {
  if (at === 0) return "null";
  if (at % 50 === 11) return `"${id(at - 2)}"`;
  if (at % 50 === 12) return `["${id(at - 1)}", "${id(at - 2)}"]`;
  return `"${id(at - 1)}"`;
}

const revision = (at) => `/** Change number ${at}, with a sentence that says why it was made. */
import { integer, text, type Op } from "limbeck/migration";

export const revision = "${id(at)}";
export const downRevision = ${parentsOf(at)};
export const branchLabels = [];
export const dependsOn = [];
export const createdAt = "2026-01-26T17:30:18Z";

export function upgrade(op: Op) {
  op.createTable("table_${at}", {
    id: integer().identity({ always: true }).primaryKey(),
${Array.from({ length: 8 }, (_, column) => `    column_${column}: text().notNull().serverDefault("value ${column}"),\n`).join("")}  });
}

export function downgrade(op: Op) {
  op.dropTable("table_${at}");
}
`;

const folder = temporaryFolder();
mkdirSync(join(folder, "migrations"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
writeFileSync(join(folder, "limbeck.config.ts"), "export default { environments: { development: {} } };\n");
for (let at = 0; at < count; at++) writeFileSync(join(folder, "migrations", `${id(at)}_change_${at}.ts`), revision(at));

// Planning alone, without the SQL of ten thousand revisions: what `upgrade` does before its first statement.
const plan = `
  import { loadRevisions } from "${join(limbeckBin, "../../script/load-revisions.js")}";
  import { RevisionMap } from "${join(limbeckBin, "../../script/revision-map.js")}";
  import { planUpgrade } from "${join(limbeckBin, "../../script/plan.js")}";
  const map = new RevisionMap(loadRevisions({ locations: ["${join(folder, "migrations")}"] }));
  if (process.argv[1] === "plan" && planUpgrade(map, [], "head").length < ${count}) process.exit(1);`;

const run = (...args) => ({ command: [process.execPath, limbeckBin, ...args], cwd: folder });
const script = (word) => ({ command: [process.execPath, "--input-type=module", "-e", plan, word] });

printMachine();
const results = await measure(
  {
    "limbeck heads": run("heads"),
    "limbeck history": run("history"),
    "read and build the graph": script("read"),
    "the same, and plan an upgrade from nothing": script("plan"),
  },
  Number(values.rounds),
);
printResults(`${count} revision files, medians`, results);
target("heads", results["limbeck heads"].wall, 1000, "ms");
target("history", results["limbeck history"].wall, 1000, "ms");
const planned = results["the same, and plan an upgrade from nothing"].wall - results["read and build the graph"].wall;
target("planning an upgrade, above reading", planned, 200, "ms");
finish();
