import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** How rows are routed: the key as PostgreSQL prints it, `RANGE (created_at)`. */
export interface PartitionKey {
  readonly method: "range" | "list" | "hash";
  /** Columns, expressions, collations and operator classes between the parentheses. */
  readonly key: string;
}

/** Which columns identify a row for logical replication; absent means the default (the primary key). */
export type ReplicaIdentity = "full" | "nothing" | { readonly index: string };

/** A table without its columns and constraints, which are objects of their own. */
export interface TableModel extends SchemaObject {
  readonly kind: "table";
  readonly schema: string;
  readonly unlogged?: boolean;
  readonly partitionBy?: PartitionKey;
  readonly tablespace?: string;
  /** Access method where it is not the default `heap`. */
  readonly accessMethod?: string;
  /** Storage parameters as `reloptions` holds them: `fillfactor=70`; `toast.` in front of those of the TOAST table. */
  readonly storageParameters?: readonly string[];
  readonly replicaIdentity?: ReplicaIdentity;
  /** Composite type the table is typed of (`CREATE TABLE … OF`). */
  readonly ofType?: string;
}

export const tableKey = (schema: string, name: string): Key<TableModel> => keyOf("table", schema, name);
