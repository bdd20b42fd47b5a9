// The session against the same work with the raw driver at its best, on the models of the guide:
//   node bench/orm.mjs [orders] [rounds]
// Rounds alternate between the two, each in a process of its own. Needs `npm run build` and psql; LIMBECK_BENCH_URL
// names a server to use instead of a new one. LIMBECK_BENCH_DIST names another build.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createDatabase, psql, startServer } from "./server.mjs";

const [orders = 10_000, rounds = 5] = process.argv.slice(2, 4).map(Number);
const contestants = ["floor", "session"];
const steps = ["insert", "load", "update", "remove"];

const schema = `
create table customers (customer_id integer generated always as identity primary key, first_name varchar not null, last_name varchar not null, email_address varchar not null);
create table orders (order_id integer generated always as identity primary key, customer_id integer not null references customers on delete cascade, order_date timestamptz not null default now());
create table products (product_id integer generated always as identity primary key, product_name varchar not null, description text, price double precision not null);
create table order_products (order_id integer references orders on delete cascade, product_id integer references products on delete cascade, product_count integer not null default 1, primary key (order_id, product_id));
create table tags (tag_id integer generated always as identity primary key, name varchar not null unique);
create table product_tags (product_id integer references products on delete cascade, tag_id integer references tags on delete cascade, primary key (product_id, tag_id));
create index on orders(customer_id);
insert into customers(first_name, last_name, email_address) select 'f'||i, 'l'||i, i||'@example.org' from generate_series(1, 1000) i;
insert into products(product_name, price) select 'p'||i, i from generate_series(1, 1000) i;
analyze;`;

const url = await startServer(18);
const samples = {};
for (let round = 0; round < rounds; round++) {
  for (const name of round % 2 === 0 ? contestants : (contestants.toReversed?.() ?? contestants)) {
    const database = createDatabase(url, `bench_orm_${name}`);
    psql(database, schema);
    const script = fileURLToPath(new URL("orm-task.mjs", import.meta.url));
    const child = spawnSync(process.execPath, ["--expose-gc", script, name, database, String(orders)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.status !== 0) throw new Error(`${name} ended with ${child.status}`);
    const result = JSON.parse(child.stdout);
    (samples[name] ??= []).push(result);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const of = (name, step, what) => median(samples[name].map((result) => result[step][what]));
const rows = { insert: orders * 4, load: orders * 4, update: orders, remove: orders * 4 + 1000 };
console.log(`${orders} orders, ${orders * 3} order products, medians of ${rounds} processes, node ${process.version}`);
console.log("step    floor ms  session ms  times the floor  session rows/s  floor cpu ms  session cpu ms");
for (const step of steps) {
  const [floor, session] = contestants.map((name) => of(name, step, "ms"));
  const cpu = contestants.map((name) => of(name, step, "cpu").toFixed(0));
  console.log(
    `${step.padEnd(8)}${floor.toFixed(0).padStart(8)}${session.toFixed(0).padStart(12)}${(session / floor).toFixed(2).padStart(17)}${Math.round(
      (rows[step] / session) * 1000,
    )
      .toLocaleString("en")
      .padStart(16)}${cpu[0].padStart(14)}${cpu[1].padStart(16)}`,
  );
}
for (const name of contestants) console.log(`${name}: peak ${median(samples[name].map((result) => result.memory))} MB`);
console.log(`reading a property: ${median(samples.session.map((r) => r.read.ratio)).toFixed(2)} times a plain one`);
console.log(`get() of an object in the session: ${median(samples.session.map((r) => r.get.ns)).toFixed(0)} ns`);
process.exit(0);
