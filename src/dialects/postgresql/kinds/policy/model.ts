import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

export type PolicyCommand = "select" | "insert" | "update" | "delete";

export interface PolicyModel extends SchemaObject {
  readonly kind: "policy";
  readonly schema: string;
  readonly table: string;
  /** All commands where absent. */
  readonly command?: PolicyCommand;
  readonly restrictive?: boolean;
  /** `PUBLIC` where absent. */
  readonly roles?: readonly string[];
  readonly using?: string;
  readonly check?: string;
}

/** Whether row security of a table is on; there is an object only where it is on or forced. */
export interface RowSecurityModel extends SchemaObject {
  readonly kind: "rowSecurity";
  readonly schema: string;
  readonly table: string;
  readonly enabled?: boolean;
  /** Also for the table's owner. */
  readonly forced?: boolean;
}

export const policyKey = (schema: string, table: string, name: string): Key<PolicyModel> =>
  keyOf("policy", schema, table, name);
export const rowSecurityKey = (schema: string, table: string): Key<RowSecurityModel> =>
  keyOf("rowSecurity", schema, table);
