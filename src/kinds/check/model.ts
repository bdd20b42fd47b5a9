import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

export interface CheckModel extends SchemaObject {
  readonly kind: "check";
  readonly schema: string;
  readonly table: string;
  /** The condition without the parentheses that `CHECK (…)` adds. */
  readonly expression: string;
  readonly noInherit?: boolean;
  readonly notValid?: boolean;
  /** `NOT ENFORCED` (PostgreSQL 18). */
  readonly notEnforced?: boolean;
  /** Only inherited: not declared by the table itself. */
  readonly inherited?: boolean;
}

export const checkKey = (schema: string, table: string, name: string): Key<CheckModel> =>
  keyOf("check", schema, table, name);
