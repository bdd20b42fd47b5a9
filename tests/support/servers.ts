/**
 * Starts real PostgreSQL servers for tests. A server lives in a temporary folder, listens on a unix socket there, and
 * always ends: when it is stopped, when this process ends, and (through its shell) even when this process is killed.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinaries, type ServerBinaries } from "./server-binaries.ts";

export interface StartServerOptions {
  /** Major version, 14 to 18. */
  readonly version: number;
  /** Also listen on 127.0.0.1, where the password of `postgres` is asked for (scram). */
  readonly password?: string;
  /** Further settings of the server, such as `{ max_connections: "5" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Needed by connections over TLS: PEM texts. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface TestServer {
  readonly version: number;
  /** Of the database `postgres`, as the superuser `postgres`, over the unix socket. */
  readonly url: string;
  readonly processId: number;
  /** The port on 127.0.0.1, when a password was given. */
  readonly tcpPort: number | undefined;
  stop(): Promise<void>;
}

/** Thrown where a version can't be started here; tests are skipped with its message. */
export class ServerUnavailable extends Error {}

const usesSockets = process.platform !== "win32";

/** Versions that this run asks for, from LIMBECK_TEST_VERSIONS (`14,18` unless it says otherwise). */
export function requestedVersions(): number[] {
  const text = process.env["LIMBECK_TEST_VERSIONS"] ?? "14,18";
  return text
    .split(",")
    .map((part) => Number(part.trim()))
    .filter((version) => version > 0);
}

/** What tests ask for that are the same on each version: all of them where the run names its versions. */
export function newestVersion(): number[] {
  const versions = requestedVersions();
  return process.env["LIMBECK_TEST_VERSIONS"] === undefined ? versions.slice(-1) : versions;
}

/**
 * Starts a server of a major version; about a second.
 *
 * @throws ServerUnavailable where there are no binaries for this platform.
 * @example
 * const server = await startServer({ version: 18 });
 * try { … server.url … } finally { await server.stop(); }
 */
export async function startServer(options: StartServerOptions): Promise<TestServer> {
  const found = findBinaries(options.version);
  if (!found.found) throw new ServerUnavailable(`PostgreSQL ${options.version}: ${found.reason}`);
  const folder = createFolder(found.binaries);
  try {
    await initialise(found.binaries, folder, options);
    return await launch(found.binaries, folder, options);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Short, because the path of a unix socket is limited to about a hundred bytes. */
function createFolder(binaries: ServerBinaries): string {
  const root = tmpdir().length > 60 && usesSockets ? "/tmp" : tmpdir();
  const folder = mkdtempSync(join(root, "lmb-"));
  chmodSync(folder, 0o755);
  if (binaries.user) chownSync(folder, binaries.user.uid, binaries.user.gid);
  return folder;
}

async function initialise(binaries: ServerBinaries, folder: string, options: StartServerOptions): Promise<void> {
  const args = ["-D", join(folder, "data"), "-U", "postgres", "--encoding=UTF8", "--locale=C", "--no-sync"];
  args.push(usesSockets ? "--auth-local=trust" : "--auth-host=trust");
  if (options.password !== undefined) {
    const passwordFile = join(folder, "password");
    writeOwned(binaries, passwordFile, options.password);
    args.push("--auth-host=scram-sha-256", `--pwfile=${passwordFile}`);
  }
  const child = spawn(binaries.initdb, args, { ...binaries.user, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const output = collect(child);
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${output()}`);
}

function writeOwned(binaries: ServerBinaries, path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (binaries.user) chownSync(path, binaries.user.uid, binaries.user.gid);
}

async function launch(binaries: ServerBinaries, folder: string, options: StartServerOptions): Promise<TestServer> {
  const tcpPort = options.password !== undefined || !usesSockets ? await freePort() : undefined;
  if (options.tls) {
    writeOwned(binaries, join(folder, "data", "server.crt"), options.tls.certificate);
    writeOwned(binaries, join(folder, "data", "server.key"), options.tls.key);
  }
  const args = ["-D", join(folder, "data"), ...settingArguments(folder, tcpPort, options)];
  const child = spawnServer(binaries, args, folder);
  const output = collect(child);
  const port = tcpPort ?? 5432;
  const processId = await ready(join(folder, "data"), child, output);
  const exitHandler = () => killNow(processId, folder);
  process.once("exit", exitHandler);
  return {
    version: options.version,
    url: usesSockets
      ? `postgres://postgres@localhost:${port}/postgres?host=${encodeURIComponent(folder)}`
      : `postgres://postgres@127.0.0.1:${port}/postgres`,
    processId,
    tcpPort,
    stop: async () => {
      process.off("exit", exitHandler);
      await stop(child, processId);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settingArguments(folder: string, tcpPort: number | undefined, options: StartServerOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: tcpPort === undefined ? "" : "127.0.0.1",
    port: String(tcpPort ?? 5432),
    unix_socket_directories: usesSockets ? folder : "",
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    max_connections: "100",
    shared_buffers: "32MB",
    ssl: options.tls ? "on" : "off",
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/**
 * The server runs under a shell that waits for the end of its standard input, so that a runner killed by SIGKILL leaves
 * nothing behind: the pipe closes, the shell stops the server and removes the folder.
 */
function spawnServer(binaries: ServerBinaries, args: string[], folder: string): ChildProcess {
  if (!usesSockets) return spawn(binaries.postgres, args, { cwd: folder, stdio: ["pipe", "ignore", "pipe"] });
  const script = '"$@" </dev/null & pid=$!; read -r _; kill -INT $pid 2>/dev/null; wait $pid; cd /; rm -rf "$folder"';
  return spawn("/bin/sh", ["-c", script, "sh", binaries.postgres, ...args], {
    ...binaries.user,
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", folder },
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
}

function collect(child: ChildProcess): () => string {
  let text = "";
  const add = (chunk: Buffer) => (text = (text + chunk.toString()).slice(-20_000));
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => text;
}

/** Waits until postmaster.pid says `ready`, and returns the server's process id from it. */
async function ready(data: string, child: ChildProcess, output: () => string): Promise<number> {
  const file = join(data, "postmaster.pid");
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(10)) {
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    if (lines[7]?.trim() === "ready") return Number(lines[0]);
    if (output().includes("FATAL") || child.exitCode !== null) break;
  }
  child.stdin?.end();
  throw new Error(`the server did not start:\n${output()}`);
}

async function stop(child: ChildProcess, processId: number): Promise<void> {
  const ended = child.exitCode !== null ? undefined : new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  if (!usesSockets) child.kill();
  const timer = setTimeout(() => signal(processId, "SIGQUIT"), 10_000);
  await ended;
  clearTimeout(timer);
}

/** In an exit handler nothing can be awaited; SIGQUIT ends the server at once. */
function killNow(processId: number, folder: string): void {
  signal(processId, "SIGQUIT");
  spawnSync("sleep", ["0.1"]);
  rmSync(folder, { recursive: true, force: true });
}

function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch {
    // It had ended by itself.
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
