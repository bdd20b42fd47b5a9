// What reading a property of an object costs, against a property of a plain one, in a program that uses several models:
//   node bench/reads.mjs [models]
// CPU time, each ratio in a process of its own. Needs `npm run build`; LIMBECK_BENCH_DIST names another build.
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

const dist = process.env.LIMBECK_BENCH_DIST;
const { integer, model, text, dataModel } = await import(
  dist === undefined ? "../dist/public/limbeck.js" : pathToFileURL(`${dist}/public/limbeck.js`)
);

function ratio(models, count) {
  const classes = Array.from({ length: models }, (_, index) => {
    // Models of one length would hide that an accessor they share sees values of many shapes.
    const more = Object.fromEntries(Array.from({ length: index % 12 }, (_column, at) => [`more${at}`, integer()]));
    return class extends model(`t${index}`, {
      id: integer().primaryKey(),
      amount: integer(),
      name: text(),
      ...more,
    }) {};
  });
  dataModel(Object.fromEntries(classes.map((Model, index) => [`Model${index}`, Model])));
  let sum = 0;
  for (const Model of classes) for (let i = 0; i < 3000; i += 1) sum += new Model({ id: i, amount: i }).amount;
  const values = Array.from({ length: count }, (_, i) => ({ id: i, amount: i % 1000, name: "x" }));
  const objects = values.map((value) => new classes[0](value));
  const loop = (list) => {
    let total = 0;
    for (let round = 0; round < 2_000_000 / list.length; round += 1) for (const each of list) total += each.amount;
    return total;
  };
  const plain = new Function(`return ${loop}`)();
  const cpu = (work) => {
    const before = process.cpuUsage();
    sum += work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  for (let warm = 0; warm < 10; warm += 1) sum += plain(values) + loop(objects);
  const pairs = Array.from({ length: 15 }, () => [cpu(() => loop(objects)), cpu(() => plain(values))]);
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [model_, plain_] = [median(pairs.map(([own]) => own)), median(pairs.map(([, other]) => other))];
  return { ratio: model_ / plain_, ns: model_ / 2000 };
}

const [models = 0, count = 0] = process.argv.slice(2).map(Number);
if (count > 0) {
  process.stdout.write(JSON.stringify(ratio(models, count)));
  process.exit(0);
}
for (const used of models > 0 ? [models] : [1, 10, 100]) {
  for (const objects of [500, 10_000]) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), String(used), String(objects)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { ratio: times, ns } = JSON.parse(child.stdout);
    console.log(`${used} models, ${objects} objects: ${times.toFixed(2)} times a plain property (${ns.toFixed(2)} ns)`);
  }
}
