// `upgrade` of many small revisions, against psql running the same statements in the same transactions.
//
//   node bench/upgrade.mjs [revisions (default 500)] [--rounds N]
//
// Needs `npm run build`, and psql on the PATH.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  finish,
  limbeck,
  limbeckBin,
  measure,
  printMachine,
  printResults,
  target,
  temporaryFolder,
} from "./measure.mjs";
import { createDatabase, startServer } from "./server.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "7" } },
});
const count = Number(positionals[0] ?? 500);
const id = (at) => (at + 0x100000000000).toString(16);

const revision = (at) => `/** Change number ${at}. */
import { integer, type Op } from "limbeck/migration";

export const revision = "${id(at)}";
export const downRevision = ${at === 0 ? "null" : `"${id(at - 1)}"`};

export function upgrade(op: Op) {
  op.createTable("table_${at}", { id: integer().identity({ always: true }).primaryKey(), amount: integer() });
}

export function downgrade(op: Op) {
  op.dropTable("table_${at}");
}
`;

printMachine();
const server = await startServer(18);
const folder = temporaryFolder();
mkdirSync(join(folder, "migrations"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
writeFileSync(
  join(folder, "limbeck.config.ts"),
  `import { defineConfig, env } from "limbeck/config";
export default defineConfig({ environments: { development: { url: env("BENCH_URL") } } });
`,
);
for (let at = 0; at < count; at++) writeFileSync(join(folder, "migrations", `${id(at)}_change_${at}.ts`), revision(at));

const database = `bench_upgrade`;
const env = { BENCH_URL: createDatabase(server, database) };
const sql = join(folder, "upgrade.sql");
writeFileSync(sql, limbeck(folder, ["upgrade", "--sql", "head"], env));

const fresh = () => void createDatabase(server, database);
const results = await measure(
  {
    "limbeck upgrade head": {
      command: [process.execPath, limbeckBin, "upgrade", "head"],
      cwd: folder,
      env,
      before: fresh,
    },
    "psql -f, the SQL of upgrade --sql": {
      command: ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", sql, env.BENCH_URL],
      before: fresh,
    },
  },
  Number(values.rounds),
);
printResults(`${count} revisions of one table each, medians`, results);
const [own, psql] = Object.values(results);
target("limbeck ÷ psql", own.wall / psql.wall, 1.5, "×");
finish();
