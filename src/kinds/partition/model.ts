import { keyOf, type Key } from "../../metadata/key.ts";
import type { SchemaObject } from "../../metadata/schema-object.ts";

/** The attachment of a table to its partitioned parent; `schema` and `name` are the partition's. */
export interface PartitionModel extends SchemaObject {
  readonly kind: "partition";
  readonly schema: string;
  readonly parentSchema: string;
  readonly parent: string;
  /** As PostgreSQL prints it: `FOR VALUES FROM ('a') TO ('b')` or `DEFAULT`. */
  readonly bound: string;
}

export const partitionKey = (schema: string, name: string): Key<PartitionModel> => keyOf("partition", schema, name);

/** The attachment of a partition's index to the partitioned index above it; `schema` and `name` are the lower one's. */
export interface IndexAttachmentModel extends SchemaObject {
  readonly kind: "indexAttachment";
  readonly schema: string;
  readonly parentSchema: string;
  readonly parent: string;
}

export const indexAttachmentKey = (schema: string, name: string): Key<IndexAttachmentModel> =>
  keyOf("indexAttachment", schema, name);
