/**
 * Finds the PostgreSQL binaries of a major version among the packages of tests/servers, and makes them runnable where
 * install scripts are blocked, the checkout can't be written, or the user who runs the server can't enter it.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Set when we are root: PostgreSQL refuses to run as root. */
  readonly user: ServerUser | undefined;
}

export type FoundBinaries =
  | { readonly found: true; readonly binaries: ServerBinaries }
  | { readonly found: false; readonly reason: string };

const executable = process.platform === "win32" ? ".exe" : "";

/**
 * The binaries of one major version, ready to run, or the reason why there are none: those in the folder that
 * `LIMBECK_TEST_SERVER_15` names, or those of the npm package.
 *
 * @example
 * const found = findBinaries(18);
 * if (found.found) spawn(found.binaries.postgres, ["--version"]);
 */
export function findBinaries(version: number): FoundBinaries {
  const user = unprivilegedUser();
  if (user === "none") return { found: false, reason: "running as root, and no unprivileged user exists" };
  const own = process.env[`LIMBECK_TEST_SERVER_${version}`];
  if (own !== undefined) return { found: true, binaries: binariesIn(own, user) };
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const alias = `pg${version}-${platform}-${process.arch}`;
  const packageFolder = resolvePackage(alias);
  if (packageFolder === undefined) return { found: false, reason: `the package ${alias} is not installed` };
  return { found: true, binaries: runnable(packageFolder, user) };
}

function resolvePackage(alias: string): string | undefined {
  const require = createRequire(new URL("../servers/package.json", import.meta.url));
  try {
    return dirname(dirname(require.resolve(alias)));
  } catch {
    return undefined;
  }
}

/** Who runs the server: ourselves, or an existing unprivileged account when we are root. */
function unprivilegedUser(): ServerUser | undefined | "none" {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  return "none";
}

function runnable(packageFolder: string, user: ServerUser | undefined): ServerBinaries {
  const inPlace = binariesOf(packageFolder, user);
  if (createSymlinks(packageFolder) && startsUp(inPlace)) return inPlace;
  return binariesOf(copyOf(packageFolder), user);
}

function binariesOf(packageFolder: string, user: ServerUser | undefined): ServerBinaries {
  return binariesIn(join(packageFolder, "native", "bin"), user);
}

function binariesIn(bin: string, user: ServerUser | undefined): ServerBinaries {
  return { initdb: join(bin, `initdb${executable}`), postgres: join(bin, `postgres${executable}`), user };
}

function startsUp(binaries: ServerBinaries): boolean {
  return spawnSync(binaries.postgres, ["--version"], { ...binaries.user, cwd: "/" }).status === 0;
}

/** The links that the package's install script would have made; false where the folder can't be written. */
function createSymlinks(folder: string): boolean {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      // Another process may have made the same link in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  return true;
}

/** A copy that any user can enter, made once per machine; the rename makes it appear whole or not at all. */
function copyOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const copy = join(tmpdir(), `limbeck-postgresql-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(copy)) return copy;
  mkdirSync(dirname(copy), { recursive: true });
  const unfinished = mkdtempSync(`${copy}-`);
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  createSymlinks(unfinished);
  // mkdtemp makes folders that only their owner can enter.
  spawnSync("chmod", ["-R", "a+rX", unfinished]);
  try {
    renameSync(unfinished, copy);
  } catch {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return copy;
}
