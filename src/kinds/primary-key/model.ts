import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** When a constraint is checked; absent means at once and not deferrable. */
export type Deferrable = "immediate" | "deferred";

/** What constraints backed by an index have in common. */
export interface IndexConstraintModel extends SchemaObject {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly include?: readonly string[];
  readonly deferrable?: Deferrable;
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
  /** The last column is a period: `WITHOUT OVERLAPS` (PostgreSQL 18). */
  readonly withoutOverlaps?: boolean;
  /** The table's `CLUSTER ON` index. */
  readonly clustered?: boolean;
}

export interface PrimaryKeyModel extends IndexConstraintModel {
  readonly kind: "primaryKey";
}

export const primaryKeyKey = (schema: string, table: string, name: string): Key<PrimaryKeyModel> =>
  keyOf("primaryKey", schema, table, name);
