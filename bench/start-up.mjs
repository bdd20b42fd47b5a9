// What the command line costs above Node itself: node bench/start-up.mjs [--rounds N]. Needs `npm run build` and psql.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
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
import { startServer } from "./server.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "21" } } });

printMachine();
const url = await startServer(18);
const folder = temporaryFolder();
const env = { BENCH_URL: url };
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
limbeck(folder, ["init", "--yes", "--url-env", "BENCH_URL"], env);
limbeck(folder, ["revision", "--autogenerate", "-m", "First"], env);
limbeck(folder, ["upgrade", "head"], env);

const run = (...args) => ({ command: [process.execPath, limbeckBin, ...args], cwd: folder, env });
const results = await measure(
  {
    "node -e 0": { command: [process.execPath, "-e", "0"] },
    "limbeck --version": run("--version"),
    "limbeck --help": run("--help"),
    "limbeck heads": run("heads"),
    "limbeck current": run("current"),
    "limbeck upgrade head (nothing to do)": run("upgrade", "head"),
  },
  Number(values.rounds),
);
printResults("start-up, medians", results);
const floor = results["node -e 0"].wall;
target("--help above node -e 0", results["limbeck --help"].wall - floor, 60, "ms");
target("current above node -e 0", results["limbeck current"].wall - floor, 150, "ms");
finish();
