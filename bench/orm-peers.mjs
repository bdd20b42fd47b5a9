// The other libraries that bench/orm.mjs can run beside the session. Each is installed from the registry into a folder
// of its own below the given one, never into this package.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const peers = ["mikro-orm", "typeorm", "drizzle", "prisma"];

const load = (name) => import(new URL(`orm-peers/${name}.mjs`, import.meta.url));

/** Installs a peer where it is not there yet. */
export async function installPeer(name, root) {
  const { packages, prepare } = await load(name);
  const folder = join(root, name);
  const done = join(folder, "installed");
  if (existsSync(done)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: packages }),
  );
  // esbuild's own script only checks what was installed; others would fetch native programs.
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (child.status !== 0) throw new Error(`npm install of ${name}: ${child.stderr}`);
  prepare?.(folder);
  writeFileSync(done, "");
}

/** The versions measured, for the heading of a table. */
export async function versionOf(name) {
  const { packages } = await load(name);
  const [main] = Object.keys(packages);
  return `${name} ${packages[main]}`;
}

/** The steps of a peer, see `runSteps`. */
export async function openPeer(name, root, options) {
  const { createRequire } = await import("node:module");
  const folder = join(root, name);
  const { contestant } = await load(name);
  return contestant({ ...options, folder, require: createRequire(join(folder, "package.json")) });
}
