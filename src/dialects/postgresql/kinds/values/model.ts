import type { ColumnModel } from "../../../../kinds/column/model.ts";
import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** The values of a column that stays while what its type is made of changes: they are text meanwhile. No database is compared by its values. */
export interface ValuesModel extends SchemaObject {
  readonly kind: "values";
  readonly schema: string;
  readonly table: string;
  /** The type of the column before and after. */
  readonly type: string;
  /** What the column has besides, which goes with its type. */
  readonly settings?: Pick<ColumnModel, "collation" | "storage" | "compression">;
  /** What is written as text, as SQL; the column itself where absent. */
  readonly written?: string;
}

export const valuesKey = (schema: string, table: string, name: string): Key<ValuesModel> =>
  keyOf("values", schema, table, name);
