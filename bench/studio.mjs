// Studio in Chromium: node bench/studio.mjs [--rounds N]. Needs `npm run build` and Chromium (apt-get install chromium, or
// CHROMIUM=/path/to/it). Wall times are those of a reader; the processor time of the page's main thread is told beside
// them, since a busy machine makes wall times worth little.
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { finish, median, printMachine, root, target, temporaryFolder } from "./measure.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);
const chromium = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);
if (chromium === undefined) {
  console.log("no Chromium: studio can't be measured");
  process.exit(0);
}

const { startStudio } = await import(join(root, "dist/studio/server.js"));
const { exportStudio } = await import(join(root, "dist/studio/export.js"));
const { sampleSource } = await sampleSources();
const { studioSource } = await import(join(root, "dist/commands/studio.js"));
const { loadConfig } = await import(join(root, "dist/config/load-config.js"));
const { chromium: browserType } = await import("playwright-core");

printMachine();
const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });
console.log(
  "Studio in Chromium, medians in ms: wall, and processor time of the main thread\n\n| | first paint | history shown | CPU until then | a step | its CPU | slowest step |\n|---|---|---|---|---|---|---|",
);
const small = await measureStudio("commerce", studioSource(await loadConfig({ cwd: commerce() })));
const big = await measureStudio("500 tables × 1,000 revisions", sampleSource({ tables: 500, revisions: 1000 }));
console.log("");
target("first paint, commerce", small.paint, 1000, "ms");
target("first paint, 500 × 1,000", big.paint, 3000, "ms");
target("a step, 500 × 1,000", big.step, 100, "ms");

const before = process.cpuUsage();
const { html } = await exportStudio(sampleSource({ tables: 500, revisions: 1000 }));
const { user, system } = process.cpuUsage(before);
console.log(
  `\nstatic site of 500 × 1,000 without replay: ${(html.length / 1e6).toFixed(1)} MB, ${((user + system) / 1e6).toFixed(1)} s of processor time`,
);
await browser.close();
finish();

/** The made-up project of the tests, which is no part of the package. */
async function sampleSources() {
  const outfile = join(temporaryFolder(), "studio-source.mjs");
  const source = join(root, "tests/support/studio-source.ts");
  await build({ entryPoints: [source], bundle: true, platform: "node", format: "esm", outfile, logLevel: "warning" });
  return import(pathToFileURL(outfile).href);
}

function commerce() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/limbeck"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  for (const name of ["limbeck.config.ts", "models.ts", "migrations", "package.json"]) {
    cpSync(join(root, "examples/commerce", name), join(folder, name), { recursive: true });
  }
  return folder;
}

async function measureStudio(name, source) {
  const studio = await startStudio(source);
  await studio.ready;
  const samples = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await once(studio.url));
  await studio.close();
  const keys = ["paint", "ready", "readyCpu", "step", "stepCpu", "slowest"];
  const found = Object.fromEntries(keys.map((key) => [key, median(samples.map((sample) => sample[key]))]));
  console.log(`| ${name} | ${keys.map((key) => found[key].toFixed(0)).join(" | ")} |`);
  return found;
}

async function once(url) {
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpu = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  await page.goto(url);
  await page.waitForSelector('html[data-ready="history"]', { timeout: 600_000 });
  const readyCpu = await cpu();
  const { steps, ...times } = await page.evaluate(inBrowser);
  const stepCpu = ((await cpu()) - readyCpu) / steps;
  await page.close();
  return { ...times, readyCpu, stepCpu };
}

/** Steps back and forth, each until it is painted. */
async function inBrowser() {
  const ready = performance.now();
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? ready;
  const times = [];
  for (const key of "[[[[[[[[]]]]]]]]") {
    const begin = performance.now();
    document.getElementById("canvas").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  return { paint, ready, step: times[times.length >> 1], slowest: times.at(-1), steps: times.length };
}
