import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** When a constraint is checked; absent means at once and not deferrable. */
export type Deferrable = "immediate" | "deferred";

export interface ForeignKeyModel extends SchemaObject {
  readonly kind: "foreignKey";
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string;
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  /** Absent means `no action`. */
  readonly onDelete?: Exclude<ReferentialAction, "no action">;
  readonly onUpdate?: Exclude<ReferentialAction, "no action">;
  /** Columns of `ON DELETE SET NULL (…)` or `SET DEFAULT (…)` (PostgreSQL 15); absent means all. */
  readonly onDeleteColumns?: readonly string[];
  /** Absent means `simple`. */
  readonly match?: "full";
  readonly deferrable?: Deferrable;
  readonly notValid?: boolean;
  /** `NOT ENFORCED` (PostgreSQL 18). */
  readonly notEnforced?: boolean;
  /** The last column is a period: `PERIOD` (PostgreSQL 18). */
  readonly period?: boolean;
}

export const foreignKeyKey = (schema: string, table: string, name: string): Key<ForeignKeyModel> =>
  keyOf("foreignKey", schema, table, name);
