/**
 * One run at a time. The lock is a session advisory lock, taken by polling: a session that waits inside
 * `pg_advisory_lock` holds a snapshot, and CREATE INDEX CONCURRENTLY in the holder would wait for it (40P01).
 */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DriverConnection } from "../driver/driver.ts";
import { LockNotAcquiredError, type LockHolder } from "./errors.ts";
import { qualified, type Session, type VersionTable } from "./version-table.ts";

export interface LockOptions {
  readonly waitSeconds: number;
  /** Called once, when the lock is not free at the first try. */
  readonly onWaiting?: (holder: LockHolder | undefined) => void;
  readonly signal?: AbortSignal;
}

type LockSession = Session & Pick<DriverConnection, "isWithin">;

/** The key of a version table: runs on other version tables of the same database don't wait for each other. */
function lockKey(table: VersionTable): bigint {
  const hash = createHash("sha256")
    .update(`limbeck ${qualified(table)}`)
    .digest();
  return hash.readBigInt64BE(0);
}

/**
 * Within a transaction of the caller the lock goes with that: until it ends nobody else sees what was done.
 *
 * @throws LockNotAcquiredError
 */
export async function acquireLock(session: LockSession, table: VersionTable, options: LockOptions): Promise<void> {
  const key = lockKey(table).toString();
  const started = performance.now();
  const scope = session.isWithin === true ? "pg_try_advisory_xact_lock" : "pg_try_advisory_lock";
  for (let attempt = 0; ; attempt++) {
    const { rows } = await session.query<{ locked: boolean }>(`SELECT pg_catalog.${scope}($1::bigint) AS locked`, [
      key,
    ]);
    if (rows[0]?.locked === true) return;
    const waited = (performance.now() - started) / 1000;
    const holder = attempt === 0 || waited >= options.waitSeconds ? await findHolder(session, key) : undefined;
    if (waited >= options.waitSeconds) throw new LockNotAcquiredError(Math.round(waited), holder);
    if (attempt === 0) options.onWaiting?.(holder);
    // Jitter keeps many waiting runs from asking at the same moment.
    const pause = Math.min(25 * 2 ** Math.min(attempt, 5), 800) * (0.5 + Math.random());
    await sleep(Math.min(pause, Math.max(1, (options.waitSeconds - waited) * 1000)), undefined, {
      signal: options.signal,
    });
  }
}

/** The lock goes with the session anyway; a failure to release it must not fail a run that has succeeded. */
export async function releaseLock(session: LockSession, table: VersionTable): Promise<boolean> {
  if (session.isWithin === true) return false;
  try {
    const { rows } = await session.query<{ unlocked: boolean }>(
      "SELECT pg_catalog.pg_advisory_unlock($1::bigint) AS unlocked",
      [lockKey(table).toString()],
    );
    return rows[0]?.unlocked === true;
  } catch {
    return false;
  }
}

async function findHolder(session: Session, key: string): Promise<LockHolder | undefined> {
  const { rows } = await session.query<Record<string, string | null>>(
    `SELECT l.pid::text AS pid, a.application_name, a.usename::text AS usename, a.state,
  extract(epoch FROM now() - a.backend_start)::integer::text AS seconds
FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  AND (l.classid::bigint << 32) | l.objid::bigint = $1::bigint`,
    [key],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    processId: Number(row["pid"]),
    applicationName: row["application_name"] ?? "",
    user: row["usename"] ?? "unknown",
    seconds: Number(row["seconds"] ?? 0),
    state: row["state"] ?? "unknown",
  };
}
