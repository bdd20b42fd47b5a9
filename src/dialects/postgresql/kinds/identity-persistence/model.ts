import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** Whether the sequence of an identity column is logged, where its table is not, or the other way (PostgreSQL 15). */
export interface IdentityPersistenceModel extends SchemaObject {
  readonly kind: "identityPersistence";
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly unlogged: boolean;
}

export const identityPersistenceKey = (schema: string, name: string): Key<IdentityPersistenceModel> =>
  keyOf("identityPersistence", schema, name);
