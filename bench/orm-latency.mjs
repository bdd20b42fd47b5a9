// What a session's commit costs over a network: new objects of several tables that do not need one another, over a
// connection whose every message takes some time.
//   node bench/orm-latency.mjs [tables] [delay in ms, one way] [rounds]
// Needs `npm run build` and psql; LIMBECK_BENCH_URL names a server to use instead of a new one, LIMBECK_BENCH_DIST
// another build to compare with.
import { connect, createServer } from "node:net";
import { pathToFileURL } from "node:url";
import { median, printMachine } from "./measure.mjs";
import { createDatabase, psql, startServer } from "./server.mjs";

const [tables = 8, delay = 5, rounds = 40] = process.argv.slice(2).map(Number);
const dist = process.env.LIMBECK_BENCH_DIST;
const load = (path) =>
  import(dist === undefined ? `../dist/public/${path}.js` : pathToFileURL(`${dist}/public/${path}.js`));

/** A TCP port in front of the server's socket; each message arrives later, in order, and none waits for another. */
async function slowly(url, ms) {
  const socket = new URL(url).searchParams.get("host");
  const server = createServer((client) => {
    client.setNoDelay(true);
    const upstream =
      socket === null ? connect(new URL(url).port, new URL(url).hostname) : connect(`${socket}/.s.PGSQL.5432`);
    const pass = (from, to) => {
      from.on("data", (bytes) => (ms === 0 ? to.write(bytes) : setTimeout(() => to.write(bytes), ms)));
      from.on("close", () => to.destroy()).on("error", () => {});
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.searchParams.delete("host");
  through.hostname = "127.0.0.1";
  through.port = String(server.address().port);
  return through.href;
}

async function commits(url) {
  const { dataModel, integer, model, text } = await load("limbeck");
  const { createEngine, Session } = await load("orm");
  const classes = Array.from({ length: tables }, (_, index) => {
    const id = integer().identity({ always: true }).primaryKey();
    return class extends model(`t${index}`, { id, name: text().notNull() }) {};
  });
  const all = dataModel(Object.fromEntries(classes.map((each, index) => [`T${index}`, each])));
  const engine = await createEngine(url);
  const times = [];
  for (let round = 0; round < rounds + 5; round += 1) {
    const session = new Session(engine, all);
    for (const Model of classes) session.add(new Model({ name: "a" }), new Model({ name: "b" }));
    const start = performance.now();
    await session.commit();
    times.push(performance.now() - start);
    await session.close();
  }
  await engine.close();
  return median(times.slice(5));
}

printMachine();
const database = createDatabase(await startServer(18), "bench_orm_latency");
const ddl = (_, index) =>
  `create table t${index} (id integer generated always as identity primary key, name text not null);`;
psql(database, Array.from({ length: tables }, ddl).join("\n"));
const ways = {
  "unix socket": database,
  TCP: await slowly(database, 0),
  [`TCP, ${delay} ms each way`]: await slowly(database, delay),
};
console.log(`a commit of 2 new objects in each of ${tables} tables, median of ${rounds}`);
for (const [name, url] of Object.entries(ways)) console.log(`${name}: ${(await commits(url)).toFixed(1)} ms`);
process.exit(0);
