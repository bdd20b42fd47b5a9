// A PostgreSQL server for the length of a benchmark, and the client programs to compare with.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "./measure.mjs";

/** Starts a server of the tests, or takes the one whose URL is in LIMBECK_BENCH_URL. */
export async function startServer(version) {
  const given = process.env.LIMBECK_BENCH_URL;
  if (given !== undefined) return given;
  // One revision makes all tables, and a transaction holds a lock on each object that it made.
  const settings = ["max_locks_per_transaction=4096"];
  const child = spawn(process.execPath, [join(root, "scripts/test-server.mjs"), String(version), ...settings], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  process.once("exit", () => child.kill("SIGTERM"));
  const [line] = await once(child.stdout, "data");
  return String(line).trim();
}

/** The URL of another database on the server. */
export function databaseUrl(url, name) {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}

/** Runs SQL with psql. */
export function psql(url, sql) {
  const result = spawnSync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", url], { input: sql, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`psql: ${result.stderr}`);
}

/** A fresh database. */
export function createDatabase(url, name) {
  psql(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  psql(url, `CREATE DATABASE "${name}"`);
  return databaseUrl(url, name);
}

/** pg_dump refuses servers newer than itself, so the server is as old as the programs at hand. */
export function clientVersion(program) {
  const text = spawnSync(program, ["--version"], { encoding: "utf8" }).stdout;
  if (!text) throw new Error(`${program} is not on the PATH (Debian: apt-get install postgresql-client)`);
  return Math.min(18, Number(/(\d+)/.exec(text)[1]));
}
