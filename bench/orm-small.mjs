// What a small request costs: round trips, time and the client's processor time, at 0 ms and with a delay of each message.
//   node bench/orm-small.mjs [--peers[=mikro-orm,typeorm,drizzle,prisma]] [--delay=5] [--times=300] [--rounds=5]
// Contestants take turns, each in a process of its own that lives as long as the benchmark. Needs `npm run build` and psql;
// LIMBECK_BENCH_URL names a server to use instead of a new one. Peers are installed as for bench/orm.mjs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { countingProxy } from "./counting-proxy.mjs";
import { finish, median, printMachine, target, temporaryFolder } from "./measure.mjs";
import { schema } from "./orm-models.mjs";
import { installPeer, peers, versionOf } from "./orm-peers.mjs";
import { createDatabase, psql, startServer } from "./server.mjs";

const option = (name) => process.argv.find((each) => each.startsWith(`--${name}`))?.split("=")[1];
const wanted = process.argv.some((each) => each.startsWith("--peers"));
const chosen = wanted ? (option("peers")?.split(",") ?? peers) : [];
const [delay, times, rounds] = [
  ["delay", 5],
  ["times", 300],
  ["rounds", 5],
].map(([n, d]) => Number(option(n) ?? d));
const folder = process.env.LIMBECK_BENCH_PEERS ?? temporaryFolder();
const steps = {
  get: "get by key",
  page: "page of 20 with two relationships",
  insert: "insert one",
  change: "load, change, commit",
  count: "filter and count",
  parents: "100 with their parent",
};

const names = ["raw pg", "session"];
for (const name of chosen) {
  try {
    await installPeer(name, folder);
    names.push(name);
  } catch (error) {
    console.log(`${name} is left out: ${error.message.split("\n")[0]}`);
  }
}
printMachine();
console.log((await Promise.all(names.slice(2).map(versionOf))).join(", "));
const server = await startServer(18);

/** All of them first: it takes this process's time, in which no proxy would pass anything on. */
function prepare(name) {
  const database = createDatabase(server, `bench_small_${name.replace(/\W/g, "_")}`);
  const lines = "insert into order_products select o, 1 + (o * 7 + k * 331) % 1000 from generate_series(1, 1000) o";
  psql(
    database,
    `${schema}
     insert into orders (customer_id) select i from generate_series(1, 1000) i;
     ${lines}, generate_series(0, 2) k; analyze;`,
  );
  return database;
}

async function start(name, database, delayMs) {
  const proxy = await countingProxy(database, delayMs);
  const script = fileURLToPath(new URL("orm-small-task.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, name, proxy.url, folder], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const run = async (step, count) => {
    child.stdin.write(`${step} ${count}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`${name} ended in ${step}`);
    return JSON.parse(value);
  };
  const stop = async () => {
    child.stdin.end();
    await once(child, "close");
    proxy.close();
  };
  return { run, stop, trips: proxy.taken };
}

async function measure(delayMs, perRound) {
  const results = Object.fromEntries(names.map((name) => [name, {}]));
  const running = {};
  const databases = names.map(prepare);
  for (const [index, name] of names.entries()) running[name] = await start(name, databases[index], delayMs);
  for (const step of Object.keys(steps)) {
    for (const name of names) {
      results[name][step] = { ms: [], cpu: [], trips: 0 };
      await running[name].run(step, Math.min(50, perRound));
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        running[name].trips();
        const { ms, cpu } = await running[name].run(step, perRound);
        const result = results[name][step];
        result.ms.push(ms / perRound);
        result.cpu.push(cpu / perRound);
        result.trips = running[name].trips() / perRound;
      }
    }
  }
  for (const each of Object.values(running)) await each.stop();
  return results;
}

function print(title, results, cell) {
  console.log(`\n${title}\n\n| | ${names.join(" | ")} |\n|---|${"---|".repeat(names.length)}`);
  for (const [step, label] of Object.entries(steps)) {
    console.log(`| ${label} | ${names.map((name) => cell(results[name][step], step)).join(" | ")} |`);
  }
}

const near = await measure(0, times);
const far = await measure(delay, Math.max(5, Math.round(times / 15)));
print("Round trips", near, ({ trips }) => trips.toFixed(trips % 1 === 0 ? 0 : 2));
const ratio = (results, name, step, what) =>
  median(results[name][step][what].map((value, round) => value / results["raw pg"][step][what][round]));
print("Client CPU, ms, and times raw pg in the same round", near, (result, step) => {
  const name = names.find((each) => near[each][step] === result);
  return `${median(result.cpu).toFixed(2)} (${ratio(near, name, step, "cpu").toFixed(1)} ×)`;
});
print("ms at 0 ms a message", near, ({ ms }) => median(ms).toFixed(2));
print(`ms at ${delay} ms a message`, far, ({ ms }) => median(ms).toFixed(1));
console.log("");
for (const step of Object.keys(steps)) {
  const { trips } = near.session[step];
  target(`${step}: round trips, session ÷ raw pg`, trips / near["raw pg"][step].trips, 1.3, "×");
  target(`${step}: CPU, session ÷ raw pg`, ratio(near, "session", step, "cpu"), 2, "×");
  for (const name of names.slice(2)) {
    target(`${step}: ms at ${delay} ms a message, session ÷ ${name}`, timesOf(far, step, name), 1.02, "×");
    target(`${step}: CPU, session ÷ ${name}`, timesOf(near, step, name, "cpu"), 1, "×");
  }
}
finish();

function timesOf(results, step, name, what = "ms") {
  return median(results.session[step][what].map((value, round) => value / results[name][step][what][round]));
}
