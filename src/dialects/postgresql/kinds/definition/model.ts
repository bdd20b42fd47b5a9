import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/**
 * An object that is known by its whole definition: what PostgreSQL alone has and few databases use. It is created and
 * dropped, and recreated where its definition changes.
 */
export interface DefinitionModel extends SchemaObject {
  /** The object as `DROP` and `COMMENT ON` name it, quoted: `public.=== (integer, integer)`. */
  readonly identity: string;
  /** The statements that make it, in order. */
  readonly definition: readonly string[];
  /** The relation that holds it, where one does. */
  readonly table?: string;
}

export const definitionKey = (object: Pick<DefinitionModel, "kind" | "identity">): Key =>
  keyOf(object.kind, object.identity);
