import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** One parent of a table that inherits (`INHERITS`); `schema` and `name` are the child's. */
export interface InheritanceModel extends SchemaObject {
  readonly kind: "inheritance";
  readonly schema: string;
  readonly parentSchema: string;
  readonly parent: string;
  /** Position among the parents, 1-based: it decides how columns merge. */
  readonly position: number;
}

export const inheritanceKey = (
  schema: string,
  name: string,
  parentSchema: string,
  parent: string,
): Key<InheritanceModel> => keyOf("inheritance", schema, name, parentSchema, parent);
