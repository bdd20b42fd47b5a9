import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

export interface CompositeAttribute {
  readonly name: string;
  readonly type: string;
  readonly collation?: string;
  readonly comment?: string;
}

export interface CompositeModel extends SchemaObject {
  readonly kind: "composite";
  readonly schema: string;
  readonly attributes: readonly CompositeAttribute[];
}

export const compositeKey = (schema: string, name: string): Key<CompositeModel> => keyOf("composite", schema, name);
