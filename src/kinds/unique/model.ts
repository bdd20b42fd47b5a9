import { keyOf, type Key } from "../../metadata/key.ts";
import type { IndexConstraintModel } from "../primary-key/model.ts";

export interface UniqueModel extends IndexConstraintModel {
  readonly kind: "unique";
  /** `NULLS NOT DISTINCT` (PostgreSQL 15). */
  readonly nullsNotDistinct?: boolean;
}

export const uniqueKey = (schema: string, table: string, name: string): Key<UniqueModel> =>
  keyOf("unique", schema, table, name);
