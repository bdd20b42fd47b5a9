// Pictures: node bench/erd.mjs [--rounds N]. Needs `npm run build`. Studio is measured by bench/studio.mjs.
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { finish, limbeckBin, measure, printMachine, printResults, root, target, temporaryFolder } from "./measure.mjs";
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

finish();

function projectFolder() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/limbeck"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return folder;
}
