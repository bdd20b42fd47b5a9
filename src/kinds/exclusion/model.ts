import { keyOf, type Key } from "../../metadata/key.ts";
import type { IndexElement } from "../index/model.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

export interface ExclusionElement extends IndexElement {
  /** `=` or `&&`; qualified as `OPERATOR(schema.op)` where it is not in `pg_catalog`. */
  readonly operator: string;
}

export interface ExclusionModel extends SchemaObject {
  readonly kind: "exclusion";
  readonly schema: string;
  readonly table: string;
  readonly method: string;
  readonly elements: readonly ExclusionElement[];
  readonly include?: readonly string[];
  readonly where?: string;
  readonly deferrable?: "immediate" | "deferred";
  readonly storageParameters?: readonly string[];
  readonly tablespace?: string;
}

export const exclusionKey = (schema: string, table: string, name: string): Key<ExclusionModel> =>
  keyOf("exclusion", schema, table, name);
