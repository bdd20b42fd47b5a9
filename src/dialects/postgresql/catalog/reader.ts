/** How a kind reads its catalog rows: one query for the whole database, rows as arrays in the order of the select list. */
import type { Catalog } from "./catalog.ts";

export interface Reader {
  /** The query for a server version (`server_version_num`), over the namespaces of a scope. */
  readonly sql: (serverVersion: number, scope: Scope) => string;
  readonly read: (rows: readonly (readonly never[])[], catalog: Catalog) => void;
  /**
   * The kinds that are left out where the role may not read a catalog of the query; absent for what must be read, such as
   * relations.
   */
  readonly optional?: readonly string[];
}

/** A condition on `pg_namespace` under an alias: which namespaces are read. */
export type Scope = (alias: string) => string;

/** Declares a reader with its row type, the only place that type is stated. */
export function defineReader<Row extends readonly unknown[]>(reader: {
  readonly sql: (serverVersion: number, scope: Scope) => string;
  readonly read: (rows: readonly Row[], catalog: Catalog) => void;
  readonly optional?: readonly string[];
}): Reader {
  return reader as unknown as Reader;
}

/** Objects below this OID come with the server (`FirstNormalObjectId`). */
export const firstUserOid = 16384;

/** The condition that a namespace is a user's: not the server's own, not temporary. */
export const userNamespaces: Scope = (alias) =>
  `${alias}.nspname <> 'information_schema' AND ${alias}.nspname !~ '^pg_'`;

/** The temporary tables of this session. */
export const temporaryNamespace: Scope = (alias) => `${alias}.oid = pg_catalog.pg_my_temp_schema()`;
