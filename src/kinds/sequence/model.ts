import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** A sequence that stands alone or serves a `serial` column (identity sequences belong to their column). */
export interface SequenceModel extends SchemaObject {
  readonly kind: "sequence";
  readonly schema: string;
  /** `bigint` when absent. */
  readonly type?: "smallint" | "integer";
  /** Numbers as decimal text; absent ones are the type's defaults. */
  readonly start?: string;
  readonly increment?: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly cache?: string;
  readonly cycle?: boolean;
  readonly unlogged?: boolean;
}

/** `OWNED BY`: an object of its own, since the column's default needs the sequence and ownership needs the column. */
export interface SequenceOwnerModel extends SchemaObject {
  readonly kind: "sequenceOwner";
  readonly schema: string;
  readonly tableSchema: string;
  readonly table: string;
  readonly column: string;
}

export const sequenceKey = (schema: string, name: string): Key<SequenceModel> => keyOf("sequence", schema, name);
export const sequenceOwnerKey = (schema: string, name: string): Key<SequenceOwnerModel> =>
  keyOf("sequenceOwner", schema, name);
