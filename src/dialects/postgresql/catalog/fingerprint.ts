/**
 * A digest of all that reading and settling look at, worked out by the server, so that a database that has not changed
 * need not be read again to learn just that.
 */
import type { Fingerprints, Queryable } from "../../dialect.ts";
import { readComments, readExtensionMembers } from "./annotations.ts";
import { readDependencies } from "./dependencies.ts";
import { userNamespaces } from "./reader.ts";
import { readers } from "./readers.ts";
import { beginSnapshot } from "./snapshot.ts";

/** More transactions than these are not looked through one by one. */
const transactionLimit = 10_000;

export const fingerprints: Fingerprints = {
  // Manual, 9.27.10 Transaction ID and Snapshot Information Functions.
  moment: async (connection) => {
    const { rows } = await connection.query<{ moment: string }>(
      "SELECT pg_catalog.pg_current_snapshot()::text AS moment",
    );
    return (rows[0] as { moment: string }).moment;
  },
  digest: async (connection, { since, onAsked } = {}) => {
    const digest = await readDigest(connection, onAsked);
    return since === undefined || (await isQuietSince(connection, since)) ? digest : undefined;
  },
};

/** Who asks, and settings: they can change how the server words an expression, and what it finds under a name. */
const sessionSql = `SELECT pg_catalog.version(), current_user::text, pg_catalog.string_agg(name || '=' || setting, ',' ORDER BY name)
FROM pg_catalog.pg_settings WHERE context IN ('user', 'superuser') AND name NOT IN ('application_name', 'search_path')`;

async function readDigest(connection: Queryable, onAsked: (() => void) | undefined): Promise<string> {
  const { rows: session } = await connection.query<{ version: number; path: string }>(
    "SELECT current_setting('server_version_num')::int4 AS version, current_setting('search_path') AS path",
  );
  const { version, path } = session[0] as { version: number; path: string };
  const all = [readComments, readExtensionMembers, ...readers, readDependencies];
  const parts = [sessionSql, ...all.map((reader) => reader.sql(version, userNamespaces))].map(
    (sql, at) => `(SELECT pg_catalog.md5(pg_catalog.string_agg(part::text, '')) FROM (${sql}) AS part) AS part_${at}`,
  );
  await connection.execute(beginSnapshot);
  try {
    const asked = connection.query(`SELECT ${parts.join(",\n")}`, [], { rowMode: "array" });
    onAsked?.();
    return JSON.stringify([path, (await asked).rows[0]]);
  } finally {
    await connection.execute("COMMIT");
  }
}

async function isQuietSince(connection: Queryable, since: string): Promise<boolean> {
  const { rows } = await connection.query<{ quiet: boolean }>(
    `SELECT pg_catalog.pg_snapshot_xmax(now)::text::int8 - pg_catalog.pg_snapshot_xmax(before)::text::int8 < ${transactionLimit}
  AND NOT EXISTS (
    SELECT FROM (
      SELECT pg_catalog.pg_snapshot_xip(before) AS id
      UNION ALL
      SELECT pg_catalog.generate_series(pg_catalog.pg_snapshot_xmax(before)::text::int8,
                                        pg_catalog.pg_snapshot_xmax(now)::text::int8 - 1)::text::xid8
    ) AS since
    WHERE pg_catalog.pg_xact_status(id) = 'committed'
  ) AS quiet
FROM (SELECT $1::pg_snapshot AS before, pg_catalog.pg_current_snapshot() AS now) AS moments`,
    [since],
  );
  return rows[0]?.quiet === true;
}
