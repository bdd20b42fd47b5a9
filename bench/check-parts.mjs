// Where the time of `limbeck check` goes: node bench/check-parts.mjs [tables (default 1000)]
// Each part in one process, its wall and processor time, garbage collection included. Needs `npm run build` and psql.
import { join } from "node:path";
import { limbeck, printMachine, root, temporaryFolder } from "./measure.mjs";
import { createDatabase, psql, startServer } from "./server.mjs";
import { writeProject } from "./tables.mjs";

const count = Number(process.argv[2] ?? 1000);
const load = (path) => import(join(root, "dist", path));

printMachine();
const folder = temporaryFolder();
writeProject(folder, count);
const url = createDatabase(await startServer(18), `bench_parts_${count}`);
process.env.BENCH_URL = url;
limbeck(folder, ["revision", "--autogenerate", "-m", "All tables"]);
limbeck(folder, ["upgrade", "head"]);
limbeck(folder, ["check"]);
psql(url, "VACUUM ANALYZE");

async function part(name, run) {
  const begin = performance.now();
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1000;
  console.log(`| ${name} | ${(performance.now() - begin).toFixed(0)} | ${cpu.toFixed(0)} |`);
  return result;
}

console.log("| part | wall ms | CPU ms |\n|---|---|---|");
const { loadConfig } = await load("config/load-config.js");
const { autogenerate } = await load("autogenerate/autogenerate.js");
const { managedBy } = await load("autogenerate/managed.js");
const { openDriver, dialectFor } = await load("dialects/registry.js");
const project = await part("config", () => loadConfig({ cwd: folder, variables: process.env }));
const dialect = await part("dialect", () => dialectFor(url));
const model = await part("load the models, dataModel()", () => project.config.target());
const target = await part("metadata", () => model.metadata);
const driver = await openDriver(url);
const connection = await part("connect", () => driver.connect());
const database = await part("reflect", () =>
  dialect.reflect(connection, { includeName: (name) => !name.startsWith("limbeck_") }),
);
const settled = await part("settle", () => dialect.settle(connection, database, target));
const result = await part("compare, order", () =>
  autogenerate({
    dialect,
    database: settled.database ?? database,
    target,
    canonical: settled.canonical,
    serverVersion: 180000,
    isManaged: managedBy(target, dialect, {}),
  }),
);
console.log(`\n${database.objects.size} objects, ${result.differences.length} differences`);
await connection.close();
await driver.close();
process.exit(result.differences.length === 0 ? 0 : 2);
