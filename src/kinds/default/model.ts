import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** The server default of a column; `name` is the column's. */
export interface DefaultModel extends SchemaObject {
  readonly kind: "default";
  readonly schema: string;
  readonly table: string;
  readonly expression: string;
}

export const defaultKey = (schema: string, table: string, column: string): Key<DefaultModel> =>
  keyOf("default", schema, table, column);
