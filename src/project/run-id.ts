import { randomBytes } from "node:crypto";

/** Names one run in the ledger and in `pg_stat_activity`. */
export function newRunId(): string {
  return randomBytes(6).toString("hex");
}
