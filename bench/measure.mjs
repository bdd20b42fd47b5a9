// Runs commands side by side and tells their medians. Rounds alternate between the commands, so that a machine that is
// busy for a while is busy for all of them.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The command line of the build. */
export const limbeckBin = join(root, "dist/cli/bin.js");

/** A temporary folder that is gone when this process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "limbeck-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command of limbeck and returns what it wrote; throws when it fails. */
export function limbeck(folder, args, env = {}) {
  const result = spawnSync(process.execPath, [limbeckBin, ...args], options(folder, env));
  if (result.status !== 0) throw new Error(`limbeck ${args.join(" ")} ended with ${result.status}:\n${result.stderr}`);
  return result.stdout;
}

const options = (cwd, env) => ({
  cwd,
  env: { ...process.env, NO_COLOR: "1", ...env },
  encoding: "utf8",
  maxBuffer: 1 << 30,
  stdio: ["ignore", "pipe", "pipe"],
});

/**
 * Measures commands in alternating rounds.
 *
 * @param commands `{ name: { command: ["node", "-e", "0"], cwd, env, before, exitCode } }`
 * @returns `{ name: { wall, cpu, memory } }`: medians in ms and the highest peak in MB
 */
export async function measure(commands, rounds) {
  const samples = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, options] of Object.entries(commands)) {
      await options.before?.();
      samples[name].push(await once(name, options));
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [
      name,
      {
        wall: median(list.map(({ wall }) => wall)),
        cpu: median(list.map(({ cpu }) => cpu)),
        memory: Math.max(...list.map(({ memory }) => memory)),
      },
    ]),
  );
}

/** Time from the start of a process to its end, its processor time, and its peak of memory. */
async function once(name, { command, cwd = root, env = {}, exitCode = 0, input }) {
  const report = join(temporaryReport(), "usage");
  // The shell's clock tells the processor time of any program; its own start is not in it.
  const script = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&3; } 3>&2 2>"$REPORT"';
  const child = spawn("bash", ["-c", script, "bash", ...command], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env, REPORT: report },
    stdio: [input === undefined ? "ignore" : "pipe", "ignore", "pipe"],
  });
  if (input !== undefined) child.stdin.end(input);
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const memory = watchMemory(child.pid);
  const code = await new Promise((resolve) => child.once("close", resolve));
  const peak = memory();
  if (code !== exitCode) throw new Error(`${name} ended with ${code}:\n${errors}`);
  const [wall, user, system] = readFileSync(report, "utf8").trim().split(" ").map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000, memory: peak };
}

let reports;
const temporaryReport = () => (reports ??= temporaryFolder());

/** The highest peak of a process and its children, from /proc; 0 where there is none. */
function watchMemory(pid) {
  let peak = 0;
  const look = () => {
    for (const id of [pid, ...childrenOf(pid)]) {
      try {
        peak = Math.max(
          peak,
          Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) / 1024,
        );
      } catch {}
    }
  };
  const timer = setInterval(look, 5);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  } catch {
    return [];
  }
}

export function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Says on what this was measured. */
export function printMachine() {
  const load = readFileSync("/proc/loadavg", "utf8").split(" ")[0];
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load} at the start\n`);
}

/** Prints a Markdown table: medians of rounds, and what each must not exceed. */
export function printResults(title, results) {
  console.log(`${title}\n`);
  console.log("| | wall ms | client CPU ms | peak MB |\n|---|---|---|---|");
  for (const [name, { wall, cpu, memory }] of Object.entries(results)) {
    console.log(`| ${name} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} | ${memory.toFixed(0)} |`);
  }
  console.log("");
}

let missed = 0;

/** Prints whether a target is met; `finish()` ends the process accordingly. */
export function target(what, value, limit, unit = "") {
  const holds = value <= limit;
  if (!holds) missed++;
  const digits = unit === "×" ? 2 : 0;
  console.log(`${holds ? "met   " : "MISSED"}  ${what}: ${value.toFixed(digits)} ${unit} (at most ${limit} ${unit})`);
}

export function finish() {
  process.exit(missed === 0 ? 0 : 2);
}
