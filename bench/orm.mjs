// The session against the same work with the raw driver at its best, on the models of the guide:
//   node bench/orm.mjs [orders] [rounds] [--peers[=mikro-orm,typeorm,drizzle,prisma,sqlalchemy]]
// Rounds alternate between the contestants, each in a process of its own. Needs `npm run build` and psql;
// LIMBECK_BENCH_URL names a server to use instead of a new one, LIMBECK_BENCH_DIST another build.
// With `--peers` other libraries do the same work in the same rounds. They are installed from the npm registry into
// LIMBECK_BENCH_PEERS, or a temporary folder; SQLAlchemy takes part where python3 finds it and psycopg2.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cpus } from "node:os";
import { readFileSync } from "node:fs";
import { finish, median, target, temporaryFolder } from "./measure.mjs";
import { schema } from "./orm-models.mjs";
import { installPeer, peers, versionOf } from "./orm-peers.mjs";
import { createDatabase, psql, startServer } from "./server.mjs";

const [orders = 10_000, rounds = 5] = process.argv
  .slice(2)
  .filter((each) => /^\d+$/.test(each))
  .map(Number);
const steps = ["insert", "load", "update", "remove"];
const sqlalchemy = fileURLToPath(new URL("orm-peers/sqlalchemy-task.py", import.meta.url));

const wanted = process.argv.find((each) => each.startsWith("--peers"));
const chosen = wanted === undefined ? [] : (wanted.split("=")[1]?.split(",") ?? [...peers, "sqlalchemy"]);
const folder = chosen.length === 0 ? undefined : (process.env.LIMBECK_BENCH_PEERS ?? temporaryFolder());
const contestants = ["floor", "session"];
const versions = [];
for (const name of chosen) {
  if (name === "sqlalchemy") {
    const asked = spawnSync("python3", [sqlalchemy], {
      encoding: "utf8",
      env: { ...process.env, LIMBECK_BENCH_ASK: "1" },
    });
    if (asked.status !== 0) {
      console.log("sqlalchemy is left out: python3 does not find it, or psycopg2");
      continue;
    }
    versions.push(asked.stdout.trim());
  } else {
    await installPeer(name, folder);
    versions.push(await versionOf(name));
  }
  contestants.push(name);
}

const url = await startServer(18);
const samples = Object.fromEntries(contestants.map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const name of round % 2 === 0 ? contestants : contestants.toReversed()) samples[name].push(run(name));
}

function run(name) {
  const database = createDatabase(url, `bench_orm_${name}`);
  psql(database, schema);
  const script = fileURLToPath(new URL("orm-task.mjs", import.meta.url));
  const [program, args] =
    name === "sqlalchemy"
      ? ["python3", [sqlalchemy, database, String(orders)]]
      : [process.execPath, ["--expose-gc", script, name, database, String(orders), folder ?? ""]];
  const child = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (child.status !== 0) throw new Error(`${name} ended with ${child.status}`);
  return JSON.parse(child.stdout);
}

const of = (name, step, what) => median(samples[name].map((result) => result[step][what]));
const load = readFileSync("/proc/loadavg", "utf8").split(" ")[0];
console.log(
  `${orders} orders, ${orders * 3} order products, medians of ${rounds} processes, node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load}; ${versions.join(", ")}\n`,
);
console.log("Each cell: ms, times the floor, client CPU ms (times the floor's).\n");
console.log(`| | ${steps.join(" | ")} | peak MB |\n|---|---|---|---|---|---|`);
for (const name of contestants) {
  const cells = steps.map((step) => {
    const [ms, cpu] = [of(name, step, "ms"), of(name, step, "cpu")];
    const times = (own, floor) => (own / floor).toFixed(own / floor < 10 ? 2 : 0);
    return `${ms.toFixed(0)}, ${times(ms, of("floor", step, "ms"))} ×, ${cpu.toFixed(0)} (${times(cpu, of("floor", step, "cpu"))} ×)`;
  });
  console.log(`| ${name} | ${cells.join(" | ")} | ${median(samples[name].map((result) => result.memory))} |`);
}
console.log(`\nreading a property: ${median(samples.session.map((r) => r.read.ratio)).toFixed(2)} times a plain one`);
console.log(`get() of an object in the session: ${median(samples.session.map((r) => r.get.ns)).toFixed(0)} ns\n`);

// A round's own ratio says more than the ratio of medians: both ran one after the other on the same machine.
const ratio = (step, one, other) =>
  median(samples[one].map((result, round) => result[step].ms / samples[other][round][step].ms));
for (const step of steps) target(`${step}, session ÷ floor`, ratio(step, "session", "floor"), 2, "×");
if (contestants.includes("mikro-orm"))
  target("insert, session ÷ mikro-orm", ratio("insert", "session", "mikro-orm"), 0.33, "×");
for (const name of contestants.slice(2)) target(`load, session ÷ ${name}`, ratio("load", "session", name), 1, "×");
finish();
