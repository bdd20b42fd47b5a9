import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** A namespace. `public` exists in every database and is only compared by its comment. */
export interface SchemaModel extends SchemaObject {
  readonly kind: "schema";
  readonly schema?: undefined;
}

export const schemaKey = (name: string): Key<SchemaModel> => keyOf("schema", name);
