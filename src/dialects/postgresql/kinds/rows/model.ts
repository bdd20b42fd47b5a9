import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** The rows of a table that is made anew: they step aside and come back. No database is compared by its rows. */
export interface RowsModel extends SchemaObject {
  readonly kind: "rows";
  readonly schema: string;
  /** Columns that hold values before and after. */
  readonly columns: readonly string[];
  /** Those of them that count on by themselves. */
  readonly identities?: readonly string[];
  /** Those whose type makes place for another of its name meanwhile, with the type's text: they are kept as text. */
  readonly asText?: Readonly<Record<string, string>>;
}

export const rowsKey = (schema: string, name: string): Key<RowsModel> => keyOf("rows", schema, name);
