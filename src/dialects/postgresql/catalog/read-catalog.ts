/**
 * Reads a whole database: a fixed number of catalog queries in one read-only snapshot, under an empty search path so that
 * every printed name is qualified.
 */
import { MetaData } from "../../../metadata/metadata.ts";
import type { Key } from "../../../metadata/key.ts";
import type { Queryable, ReflectOptions } from "../../dialect.ts";
import { Catalog } from "./catalog.ts";
import { dependencyQuery, readDependencies } from "./dependencies.ts";
import { filterObjects } from "./filter.ts";
import { firstUserOid, temporaryNamespace, userNamespaces, type Reader, type Scope } from "./reader.ts";
import { readers } from "./readers.ts";

const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''";

/** Reads every object limbeck knows. @throws whatever the connection throws; the snapshot is ended either way. */
export async function readCatalog(
  connection: Queryable,
  options: ReflectOptions & { readonly inTransaction?: boolean } = {},
): Promise<MetaData> {
  if (options.inTransaction === true) return readInTransaction(connection, options);
  await connection.execute(begin);
  try {
    return await readRows(connection, options);
  } finally {
    await connection.execute("COMMIT");
  }
}

/** Inside a caller's transaction the search path is put back, since the caller goes on. */
async function readInTransaction(connection: Queryable, options: ReflectOptions): Promise<MetaData> {
  const { rows } = await connection.query<{ path: string }>("SELECT current_setting('search_path') AS path");
  await connection.query("SELECT set_config('search_path', '', true)");
  try {
    return await readRows(connection, options);
  } finally {
    await connection.query("SELECT set_config('search_path', $1, true)", [rows[0]?.path ?? ""]);
  }
}

export async function readServerVersion(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int4 AS version",
  );
  return (rows[0] as { version: number }).version;
}

async function readRows(connection: Queryable, options: ReflectOptions): Promise<MetaData> {
  const { objects, dependencies } = await readScope(connection, userNamespaces);
  const kept = filterObjects(objects, options);
  return new MetaData({ objects: kept, dependencies: onlyKept(dependencies, kept) });
}

/** What the namespaces of a scope hold; the caller's transaction goes on. */
export async function readScope(connection: Queryable, scope: Scope): Promise<MetaData> {
  const serverVersion = await readServerVersion(connection);
  const select = (sql: string) => connection.query<never[]>(sql, [], { rowMode: "array" });
  const [comments, members, ...results] = await Promise.all([
    select(commentQuery),
    select(extensionMemberQuery),
    ...readers.map((reader: Reader) => select(reader.sql(serverVersion, scope))),
    select(dependencyQuery),
  ]);
  const catalog = new Catalog(serverVersion, commentMap(comments!.rows), new Set(members!.rows.map(memberKey)));
  readers.forEach((reader: Reader, index: number) => reader.read(results[index]!.rows, catalog));
  return new MetaData({ objects: catalog.objects, dependencies: readDependencies(results.at(-1)!.rows, catalog) });
}

/** The temporary tables of this session as limbeck reads them; the caller's transaction goes on. */
export async function readTemporaryTables(connection: Queryable): Promise<MetaData> {
  const serverVersion = await readServerVersion(connection);
  const results = await Promise.all(
    readers.map((reader: Reader) =>
      connection.query<never[]>(reader.sql(serverVersion, temporaryNamespace), [], { rowMode: "array" }),
    ),
  );
  const catalog = new Catalog(serverVersion, new Map(), new Set());
  readers.forEach((reader: Reader, index: number) => reader.read(results[index]!.rows, catalog));
  return new MetaData({ objects: catalog.objects });
}

const commentQuery = `
SELECT d.classoid::regclass::text, d.objoid::int8::float8, d.objsubid, d.description
FROM pg_catalog.pg_description d
WHERE d.objoid >= ${firstUserOid} OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass`;

const extensionMemberQuery = `
SELECT d.classid::regclass::text, d.objid::int8::float8
FROM pg_catalog.pg_depend d
WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`;

/** `pg_catalog.pg_class` under an empty search path is printed without its schema, since `pg_catalog` is always searched. */
const memberKey = (row: readonly unknown[]): string => `${row[0] as string} ${row[1] as number}`;

function commentMap(rows: readonly (readonly unknown[])[]): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [`${row[0] as string} ${row[1] as number} ${row[2] as number}`, row[3] as string]));
}

function onlyKept(
  dependencies: ReadonlyMap<Key, readonly Key[]>,
  kept: ReadonlyMap<Key, unknown>,
): ReadonlyMap<Key, readonly Key[]> {
  return new Map([...dependencies].filter(([key]) => kept.has(key)));
}
