/** How a kind reads its catalog rows: one query for the whole database, rows as arrays in the order of the select list. */
import type { Catalog } from "./catalog.ts";

export interface Reader {
  /** The query for a server version (`server_version_num`). */
  readonly sql: (serverVersion: number) => string;
  readonly read: (rows: readonly (readonly never[])[], catalog: Catalog) => void;
}

/** Declares a reader with its row type, the only place that type is stated. */
export function defineReader<Row extends readonly unknown[]>(reader: {
  readonly sql: (serverVersion: number) => string;
  readonly read: (rows: readonly Row[], catalog: Catalog) => void;
}): Reader {
  return reader as unknown as Reader;
}

/** Objects below this OID come with the server (`FirstNormalObjectId`). */
export const firstUserOid = 16384;

/** The condition that a namespace is a user's: not the server's own, not temporary. */
export const userNamespace = (alias: string): string =>
  `${alias}.nspname <> 'information_schema' AND ${alias}.nspname !~ '^pg_'`;
