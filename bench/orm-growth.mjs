// How the session's cost grows with the number of objects, and what is left in memory after many:
//   node bench/orm-growth.mjs [largest] [flushed]
// CPU time of this process per object, and the heap after a collection. Needs `npm run build` and psql;
// LIMBECK_BENCH_URL names a server to use instead of a new one, LIMBECK_BENCH_DIST another build.
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createDatabase, psql, startServer } from "./server.mjs";

const dist = process.env.LIMBECK_BENCH_DIST;
const load = (path) =>
  import(dist === undefined ? `../dist/public/${path}.js` : pathToFileURL(`${dist}/public/${path}.js`));

const schema = `
create table owners (id integer generated always as identity primary key, name text not null);
create table things (id integer generated always as identity primary key, owner_id integer not null references owners on delete cascade, amount integer not null, note text);
create index on things (owner_id);`;

async function shop(url) {
  const { dataModel, integer, manyToOne, model, oneToMany, text } = await load("limbeck");
  const { createEngine, Session } = await load("orm");
  class Owner extends model("owners", {
    id: integer().identity({ always: true }).primaryKey(),
    name: text().notNull(),
    things: oneToMany("Thing", { backPopulates: "owner", cascade: "all, delete-orphan" }),
  }) {}
  class Thing extends model("things", {
    id: integer().identity({ always: true }).primaryKey(),
    ownerId: integer().notNull().references("owners.id", { onDelete: "cascade" }),
    amount: integer().notNull(),
    note: text(),
    owner: manyToOne("Owner", { backPopulates: "things" }),
  }) {}
  const all = dataModel({ Owner, Thing });
  const engine = await createEngine(url);
  return { Owner, Thing, engine, open: () => new Session(engine, all) };
}

/** Nine things for each owner. */
function build({ Owner, Thing }, count) {
  return Array.from({ length: Math.round(count / 10) }, (_, i) => {
    const things = Array.from({ length: 9 }, (__, k) => new Thing({ amount: k }));
    return new Owner({ name: `o${i}`, things });
  });
}

async function timed(work) {
  globalThis.gc();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { us: user + system, result };
}

async function growth(url, count) {
  const { Owner, Thing, engine, open } = await shop(url);
  // The same work on a few objects first, so that compiling it is nobody's cost.
  for (let warm = 0; warm < 5; warm += 1) {
    const session = open();
    session.add(...build({ Owner, Thing }, 2000));
    await session.commit();
    await session.close();
  }
  await engine.query("truncate owners, things");
  const inserting = open();
  const insert = await timed(async () => {
    inserting.add(...build({ Owner, Thing }, count));
    await inserting.commit();
  });
  await inserting.close();
  const working = open();
  const read = await timed(() => working.select(Owner).with({ things: true }).all());
  const update = await timed(async () => {
    for (const owner of read.result) for (const thing of owner.things) thing.amount += 1;
    await working.commit();
  });
  const remove = await timed(async () => {
    working.delete(...read.result);
    await working.commit();
  });
  await engine.close();
  return [insert, read, update, remove].map(({ us }) => us / count);
}

async function leak(url, count) {
  const parts = await shop(url);
  const heaps = [];
  const batch = 10_000;
  for (let done = 0; done < count; done += batch) {
    const session = parts.open();
    const owners = build(parts, batch);
    session.add(...owners);
    await session.flush();
    for (const owner of owners) owner.name += "!";
    await session.flush();
    await session.rollback();
    await session.close();
    if ((done / batch) % Math.max(1, Math.round(count / batch / 10)) === 0) {
      globalThis.gc();
      heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
    }
  }
  await parts.engine.close();
  return heaps;
}

const [task, url, number] = process.argv.slice(2);
if (task === "growth" || task === "leak") {
  const result = await { growth, leak }[task](url, Number(number));
  process.stdout.write(JSON.stringify(result));
  process.exit(0);
}

const server = await startServer(18);
const largest = Number(task ?? 100_000);
const flushed = Number(url ?? 1_000_000);
const run = (name, database, count) => {
  psql(database, schema);
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, ["--expose-gc", script, name, database, String(count)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`${name} ended with ${child.status}`);
  return JSON.parse(child.stdout);
};
console.log("objects    insert     load   update   delete   (µs of CPU time an object)");
for (const count of [1000, 10_000, 30_000, largest]) {
  const costs = run("growth", createDatabase(server, "bench_orm_growth"), count);
  console.log(`${String(count).padStart(7)}${costs.map((cost) => cost.toFixed(1).padStart(10)).join("")}`);
}
const heaps = run("leak", createDatabase(server, "bench_orm_leak"), flushed);
console.log(`heap after a collection, MB, over ${flushed} objects: ${heaps.map((heap) => heap.toFixed(1)).join(" ")}`);
process.exit(0);
