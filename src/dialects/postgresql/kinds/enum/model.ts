import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

export interface EnumModel extends SchemaObject {
  readonly kind: "enum";
  readonly schema: string;
  readonly values: readonly string[];
}

export const enumKey = (schema: string, name: string): Key<EnumModel> => keyOf("enum", schema, name);
