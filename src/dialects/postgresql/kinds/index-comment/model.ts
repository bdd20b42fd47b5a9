import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** The comment on the index behind a constraint, which is not the constraint's own. */
export interface IndexCommentModel extends SchemaObject {
  readonly kind: "indexComment";
  readonly schema: string;
  readonly text: string;
}

export const indexCommentKey = (schema: string, name: string): Key<IndexCommentModel> =>
  keyOf("indexComment", schema, name);
