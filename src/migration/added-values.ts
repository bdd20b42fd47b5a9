/**
 * Values of enums that a revision adds and uses. PostgreSQL tells by refusing the use (55P04); then the additions are committed
 * first and the revision runs again, as one transaction still.
 */
import { DatabaseError } from "../driver/errors.ts";
import type { Statement } from "../operations/operation.ts";
import type { RunSession } from "./run-session.ts";

/** True where a value was used in the transaction that added it. */
export const isUsedTooSoon = (error: unknown): boolean => error instanceof DatabaseError && error.sqlState === "55P04";

/** True of a statement that adds a value of an enum, also one that somebody wrote as SQL. */
export async function addsValue({ sql, adds }: Statement): Promise<boolean> {
  if (adds !== undefined) return true;
  if (!/\badd\s+value\b/i.test(sql)) return false;
  const { outsideOf } = await import("../dialects/registry.ts");
  return (await outsideOf(sql)) !== undefined;
}

/**
 * Commits additions before the revision that they are part of, which passes over them from then on.
 *
 * @returns false where they cannot run before what comes before them in the revision
 */
export async function commitAdditions(session: RunSession, additions: readonly string[]): Promise<boolean> {
  if (additions.length === 0) return false;
  await session.reset();
  await session.begin();
  try {
    for (const sql of additions) await session.connection.execute(sql);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.isTransient) throw error;
    await session.rollback();
    return false;
  }
  await session.commit();
  return true;
}
