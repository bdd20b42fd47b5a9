/**
 * Catalogs that the connected role may not read, such as `pg_proc` where an administrator has taken it from PUBLIC. Kinds
 * that stand in one of those are left out on both sides of a comparison; without relations and columns nothing goes.
 */
import type { Queryable } from "../../dialect.ts";
import type { Unread } from "../../../metadata/metadata.ts";
import type { Reader } from "./reader.ts";

/** Catalogs and system views in a query, which are no functions. */
const relation = /\bpg_catalog\.(pg_\w+)(?!\w|\s*\()/g;

interface Readable {
  readonly readers: readonly Reader[];
  readonly unread: ReadonlyMap<string, Unread> | undefined;
}

/** The readers whose catalogs the role may read, and the kinds of the others; one query, whoever asks. */
export async function readableBy(
  connection: Queryable,
  readers: readonly Reader[],
  sqlOf: (reader: Reader) => string,
): Promise<Readable> {
  const named = new Map(readers.map((reader) => [reader, catalogsIn(sqlOf(reader))]));
  const denied = await deniedAmong(connection, [...new Set([...named.values()].flat())]);
  if (denied.size === 0) return { readers, unread: undefined };
  const unread = new Map<string, Unread>();
  const left = readers.filter((reader) => {
    const catalogs = named.get(reader)!.filter((catalog) => denied.has(catalog));
    if (catalogs.length === 0 || reader.optional === undefined) return true;
    for (const kind of reader.optional) unread.set(kind, { catalogs });
    return false;
  });
  return { readers: left, unread };
}

const catalogsIn = (sql: string): string[] => [
  ...new Set([...sql.matchAll(relation)].map(([, catalog]) => catalog as string)),
];

/** A catalog of which some columns may be read is one whose reader asks for no others: `pg_subscription`. */
async function deniedAmong(connection: Queryable, catalogs: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query<{ name: string }>(
    `SELECT name FROM pg_catalog.unnest($1::text[]) AS name
WHERE NOT pg_catalog.has_any_column_privilege('pg_catalog.' || name, 'SELECT')`,
    [catalogs],
  );
  return new Set(rows.map(({ name }) => name));
}
