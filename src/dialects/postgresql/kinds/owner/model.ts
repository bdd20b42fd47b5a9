import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** Whom an object belongs to. What belongs to the role that is connected has no such object. */
export interface OwnerModel extends SchemaObject {
  readonly kind: "owner";
  /** The role. */
  readonly name: string;
  /** As `ALTER … OWNER TO` names the object: `VIEW public.totals`. */
  readonly on: string;
}

export const ownerKey = (owner: Pick<OwnerModel, "on">): Key<OwnerModel> => keyOf("owner", owner.on);
