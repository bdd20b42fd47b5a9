/**
 * One owner for the folder of an embedded database, across processes. PGlite has no lock of its own, and two writers
 * destroy each other's rows.
 *
 * A contender writes a claim (a file whose name says who it is) and only then looks at the other claims; so of two
 * that come at once at least one sees the other, and steps back. Claims of dead processes are removed by whoever finds
 * them: their names are unique, so this can't hit a newer one. After kill -9 the next opener just takes over.
 */
import {
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createHash, randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../../../util/make-folder.ts";
import { FolderInUseError } from "./pglite-errors.ts";

interface Claim {
  readonly file: string;
  readonly held: boolean;
  readonly processId: number;
  readonly startTime: string;
  readonly machine: string;
  readonly boot: string;
}

const heartbeatMs = 10_000;
/** An owner that we can't see (another container) counts as gone after this time without a sign of life. */
const silenceMs = 60_000;

/**
 * Takes the lock beside `folder`, or says who has it.
 *
 * @returns a function that gives the lock back.
 * @throws FolderInUseError
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const lock = `${folder}.lock`;
  const name = `${process.pid}.${startTimeOf(process.pid)}.${machine()}.${boot()}.${randomBytes(4).toString("hex")}`;
  for (let attempt = 0; ; attempt++) {
    const pending = join(lock, `pending.${name}`);
    if (!writeClaim(lock, pending)) continue;
    const rivals = livingClaims(lock, `pending.${name}`);
    if (rivals.length === 0) return hold(lock, pending, join(lock, `held.${name}`));
    removeClaim(lock, pending);
    const owner = rivals.find((claim) => claim.held) ?? (attempt >= 20 ? rivals[0] : undefined);
    if (owner) throw new FolderInUseError(folder, owner.processId, owner.machine !== machine());
    await sleep(10 + Math.random() * 40);
  }
}

function hold(lock: string, pending: string, held: string): () => void {
  renameSync(pending, held);
  const heartbeat = setInterval(() => touch(held), heartbeatMs);
  heartbeat.unref();
  const onExit = () => removeClaim(lock, held);
  process.once("exit", onExit);
  return () => {
    clearInterval(heartbeat);
    process.off("exit", onExit);
    removeClaim(lock, held);
  };
}

/** False where another process removed the empty lock folder in between. */
function writeClaim(lock: string, claim: string): boolean {
  makeFolder(lock);
  try {
    writeFileSync(claim, "");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function removeClaim(lock: string, claim: string): void {
  rmSync(claim, { force: true });
  try {
    rmdirSync(lock);
  } catch {
    // Others have claims in it.
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Someone removed the lock by hand; there is nothing to tell anyone here.
  }
}

function livingClaims(lock: string, own: string): Claim[] {
  const others = readdirSync(lock).filter((file) => file !== own);
  const claims = others.map(parseClaim).filter((claim) => claim !== undefined);
  return claims.filter((claim) => {
    if (isAlive(lock, claim)) return true;
    rmSync(join(lock, claim.file), { force: true });
    return false;
  });
}

function parseClaim(file: string): Claim | undefined {
  const [state, processId = "", startTime = "", host = "", bootId = ""] = file.split(".");
  if (state !== "held" && state !== "pending") return undefined;
  return { file, held: state === "held", processId: Number(processId), startTime, machine: host, boot: bootId };
}

function isAlive(lock: string, claim: Claim): boolean {
  if (claim.machine !== machine()) return gaveSignOfLife(join(lock, claim.file));
  if (claim.boot !== boot()) return false;
  try {
    process.kill(claim.processId, 0);
  } catch (error) {
    // EPERM: it lives, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // A process id is used again; the start time tells the new process from the old.
  return startTimeOf(claim.processId) === claim.startTime;
}

function gaveSignOfLife(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs < silenceMs;
  } catch {
    return false;
  }
}

/** Where process ids mean the same: the host and, on Linux, the namespace of process ids. */
function machine(): string {
  return createHash("sha256")
    .update(`${hostname()} ${readLinkOr("/proc/self/ns/pid")}`)
    .digest("hex")
    .slice(0, 12);
}

function boot(): string {
  return createHash("sha256").update(readOr("/proc/sys/kernel/random/boot_id")).digest("hex").slice(0, 12);
}

/** In clock ticks since boot on Linux, as `ps` says it elsewhere, `0` where nobody tells. */
function startTimeOf(processId: number): string {
  const stat = readOr(`/proc/${processId}/stat`);
  // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
  if (stat !== "") return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  if (process.platform === "linux" || process.platform === "win32") return "0";
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(processId)], { encoding: "utf8" });
  return String(Date.parse(stdout.trim()) || 0);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function readLinkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
