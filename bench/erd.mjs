// Pictures and studio: node bench/erd.mjs [--rounds N]. Needs `npm run build`; the browser's figures need Chromium
// (apt-get install chromium, or CHROMIUM=/path/to/it) and are left out without it.
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  finish,
  limbeckBin,
  measure,
  median,
  printMachine,
  printResults,
  root,
  target,
  temporaryFolder,
} from "./measure.mjs";
import { writeProject } from "./tables.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
const rounds = Number(values.rounds);

printMachine();
const shop = projectFolder();
for (const name of ["limbeck.config.ts", "models.ts", "migrations", "package.json"]) {
  cpSync(join(root, "examples/commerce", name), join(shop, name), { recursive: true });
}
const large = projectFolder();
writeProject(large, 200);

const draw = (cwd, ...args) => ({ command: [process.execPath, limbeckBin, "erd", ...args], cwd });
const results = await measure(
  {
    "node -e 0": { command: [process.execPath, "-e", "0"] },
    "limbeck erd, commerce": draw(shop, "--write", "erd.svg"),
    "limbeck erd --format mermaid, commerce (no layout)": draw(shop, "--write", "erd.mmd"),
    "limbeck erd --revision a0cf..head, commerce": draw(shop, "--revision", "a0cf..head", "--write", "changes.svg"),
    "limbeck erd, 200 tables": draw(large, "--write", "erd.svg"),
    "limbeck erd --clusters never, 200 tables": draw(large, "--clusters", "never", "--write", "whole.svg"),
  },
  rounds,
);
printResults("Pictures, medians of whole processes", results);
target("commerce", results["limbeck erd, commerce"].wall, 600, "ms");
target("200 tables", results["limbeck erd, 200 tables"].wall, 4000, "ms");
target("200 tables, memory", results["limbeck erd, 200 tables"].memory, 600, "MB");

const chromium = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);
if (chromium === undefined) console.log("\nno Chromium: studio was not measured");
else await measureStudio();
finish();

function projectFolder() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/limbeck"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return folder;
}

async function measureStudio() {
  const { startStudio } = await import(join(root, "dist/studio/server.js"));
  const { sampleSource } = await import(join(root, "dist/studio/sample-source.js"));
  const { studioSource } = await import(join(root, "dist/commands/studio.js"));
  const { loadConfig } = await import(join(root, "dist/config/load-config.js"));
  const browser = await (
    await import("playwright-core")
  ).chromium.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  const commerce = studioSource(await loadConfig({ cwd: shop }));
  console.log(
    "\nStudio in Chromium, medians, ms\n\n| | first paint | history shown | a step | slowest step |\n|---|---|---|---|---|",
  );
  const small = await once("commerce", await startStudio(commerce), browser);
  const many = await startStudio(sampleSource({ tables: 500, revisions: 1000 }));
  await many.ready;
  const big = await once("500 tables × 1,000 revisions, replayed before", many, browser);
  console.log("");
  target("first paint, commerce", small.paint, 1000, "ms");
  target("first paint, 500 × 1,000", big.paint, 3000, "ms");
  target("a step, 500 × 1,000", big.step, 100, "ms");
  await browser.close();
}

async function once(name, studio, browser) {
  const samples = [];
  for (let round = 0; round < Math.min(rounds, 5); round += 1) {
    const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
    await page.goto(studio.url);
    await page.waitForSelector('html[data-ready="history"]', { timeout: 600_000 });
    samples.push(await page.evaluate(inBrowser));
    await page.close();
  }
  await studio.close();
  const of = (pick) => median(samples.map(pick));
  const found = {
    paint: of((s) => s.paint),
    ready: of((s) => s.ready),
    step: of((s) => s.step),
    slowest: of((s) => s.slowest),
  };
  console.log(
    `| ${name} | ${Object.values(found)
      .map((value) => value.toFixed(0))
      .join(" | ")} |`,
  );
  return found;
}

/** Steps back and forth, each until it is painted. */
async function inBrowser() {
  const ready = performance.now();
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? ready;
  const steps = [];
  for (const key of "[[[[[[[[]]]]]]]]") {
    const begin = performance.now();
    document.getElementById("canvas").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    steps.push(performance.now() - begin);
  }
  steps.sort((a, b) => a - b);
  return { paint, ready, step: steps[steps.length >> 1], slowest: steps.at(-1) };
}
