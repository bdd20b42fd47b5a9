// `limbeck check` with nothing changed, against pg_dump --schema-only on the same database: once agreement is remembered, and
// with --no-cache, which reads and compares everything.
//
//   node bench/check.mjs [tables … (default 1000)] [--rounds N]
//
// Needs `npm run build`, and psql and pg_dump on the PATH.
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
import { clientVersion, createDatabase, psql, startServer } from "./server.mjs";
import { writeProject } from "./tables.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "7" } },
});
const counts = positionals.length === 0 ? [1000] : positionals.map(Number);

printMachine();
const version = clientVersion("pg_dump");
const server = await startServer(version);
const walls = new Map();

for (const count of counts) {
  const folder = temporaryFolder();
  writeProject(folder, count);
  const url = createDatabase(server, `bench_${count}`);
  const env = { BENCH_URL: url };
  const timed = (what, args) => {
    const begin = performance.now();
    limbeck(folder, args, env);
    console.log(`${what}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  };
  timed(`first revision of ${count} tables`, ["revision", "--autogenerate", "-m", "All tables"]);
  timed("upgrade", ["upgrade", "head"]);
  psql(url, "VACUUM ANALYZE");
  limbeck(folder, ["check"], env);
  const results = await measure(
    {
      "limbeck check": { command: [process.execPath, limbeckBin, "check"], cwd: folder, env },
      "limbeck check --no-cache": { command: [process.execPath, limbeckBin, "check", "--no-cache"], cwd: folder, env },
      "pg_dump --schema-only": { command: ["pg_dump", "--schema-only", "-f", "/dev/null", url] },
    },
    Number(count > 5000 ? 3 : values.rounds),
  );
  console.log("");
  printResults(`${count} tables, PostgreSQL ${version}, medians`, results);
  const check = results["limbeck check"];
  walls.set(count, check.wall);
  const dump = results["pg_dump --schema-only"];
  const whole = results["limbeck check --no-cache"];
  target(`check ÷ pg_dump at ${count} tables`, check.wall / dump.wall, 1, "×");
  target(`check --no-cache ÷ pg_dump at ${count} tables`, whole.wall / dump.wall, 1, "×");
  if (count >= 10_000) {
    target(`peak memory at ${count} tables`, check.memory, 700, "MB");
    target(`peak memory with --no-cache`, whole.memory, 700, "MB");
  }
  if (count === 10_000 && walls.has(1000)) target("10,000 ÷ 1,000 tables", check.wall / walls.get(1000), 11, "×");
  console.log("");
}
finish();
