/**
 * Reads a whole database: a fixed number of catalog queries in one read-only snapshot, under an empty search path so that
 * every printed name is qualified.
 */
import { MetaData } from "../../../metadata/metadata.ts";
import type { Queryable, ReflectOptions } from "../../dialect.ts";
import { Catalog } from "./catalog.ts";
import { readComments, readExtensionMembers } from "./annotations.ts";
import { readDependencies } from "./dependencies.ts";
import { filterObjects } from "./filter.ts";
import { temporaryNamespace, userNamespaces, type Reader, type Scope } from "./reader.ts";
import { readers, temporaryReaders } from "./readers.ts";
import { beginSnapshot } from "./snapshot.ts";
import { readableBy } from "./unreadable.ts";

/** Reads every object limbeck knows. @throws whatever the connection throws; the snapshot is ended either way. */
export async function readCatalog(connection: Queryable, options: ReflectOptions = {}): Promise<MetaData> {
  if (options.inTransaction === true) return readInTransaction(connection, options);
  await connection.execute(beginSnapshot);
  try {
    return await readRows(connection, options);
  } finally {
    await connection.execute("COMMIT");
  }
}

const setSql = "SELECT pg_catalog.set_config('search_path', $1, true), pg_catalog.set_config('jit', $2, true)";

/** Inside a caller's transaction the settings are put back, since the caller goes on. */
async function readInTransaction(connection: Queryable, options: ReflectOptions): Promise<MetaData> {
  const { rows } = await connection.query<{ path: string; jit: string }>(
    "SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.current_setting('jit') AS jit",
  );
  await connection.query(setSql, ["", "off"]);
  try {
    return await readRows(connection, options);
  } finally {
    await connection.query(setSql, [rows[0]?.path ?? "", rows[0]?.jit ?? "off"]);
  }
}

export async function readServerVersion(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int4 AS version",
  );
  return (rows[0] as { version: number }).version;
}

async function readRows(connection: Queryable, options: ReflectOptions): Promise<MetaData> {
  const all = await readScope(connection, userNamespaces);
  const kept = filterObjects(all.objects, options);
  if (kept === all.objects) return all;
  const dependencies = new Map([...all.dependencies].filter(([key]) => kept.has(key)));
  return new MetaData({ objects: kept, dependencies, unread: all.unread });
}

/** What the namespaces of a scope hold; the caller's transaction goes on. */
export async function readScope(connection: Queryable, scope: Scope): Promise<MetaData> {
  const { rows } = await connection.query<{ version: number; isSuperuser: boolean }>(
    `SELECT current_setting('server_version_num')::int4 AS version,
       current_setting('is_superuser') = 'on' AS "isSuperuser"`,
  );
  const { version, isSuperuser } = rows[0] as { version: number; isSuperuser: boolean };
  const catalog = new Catalog(version);
  const all = [readComments, readExtensionMembers, ...readers, readDependencies];
  const { readers: readable, unread } = isSuperuser
    ? { readers: all, unread: undefined }
    : await readableBy(connection, all, (reader) => reader.sql(version, scope));
  await readInTurn(connection, readable, catalog, scope);
  return new MetaData({ objects: catalog.objects, dependencies: catalog.dependencies, unread });
}

/** The temporary tables of this session as limbeck reads them; the caller's transaction goes on. */
export async function readTemporaryTables(connection: Queryable): Promise<MetaData> {
  const catalog = new Catalog(await readServerVersion(connection));
  await readInTurn(connection, temporaryReaders, catalog, temporaryNamespace);
  return new MetaData(catalog);
}

/**
 * One result after the other, let go once it was read, because together they are larger than what comes of them. The
 * next query is with the server already when the rows of the one before are read.
 */
async function readInTurn(
  connection: Queryable,
  all: readonly Reader[],
  catalog: Catalog,
  scope: Scope,
): Promise<void> {
  const ask = (reader: Reader) => {
    const asked = connection.query<never[]>(reader.sql(catalog.serverVersion, scope), [], { rowMode: "array" });
    // One that fails makes the next one fail too, which nobody waits for then.
    asked.catch(() => {});
    return asked;
  };
  let next = ask(all[0]!);
  for (let at = 0; at < all.length; at += 1) {
    const current = next;
    if (at + 1 < all.length) next = ask(all[at + 1]!);
    all[at]!.read((await current).rows, catalog);
  }
}
