import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** A range type. Everything but the comment is fixed at its creation. */
export interface RangeModel extends SchemaObject {
  readonly kind: "range";
  readonly schema: string;
  readonly subtype: string;
  readonly subtypeOperatorClass?: string;
  readonly collation?: string;
  readonly canonical?: string;
  readonly subtypeDiff?: string;
  /** Absent where it is the name PostgreSQL would choose. */
  readonly multirangeTypeName?: string;
  /** Absent where the multirange type lies in the schema of the range type. */
  readonly multirangeSchema?: string;
}

export const rangeKey = (schema: string, name: string): Key<RangeModel> => keyOf("range", schema, name);
