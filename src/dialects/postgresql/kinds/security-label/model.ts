import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/** A label that a label provider, such as sepgsql or anon, has put on an object. */
export interface SecurityLabelModel extends SchemaObject {
  readonly kind: "securityLabel";
  /** The provider. */
  readonly name: string;
  /** As `SECURITY LABEL ON` names the object: `TABLE public.orders`, `COLUMN public.orders.note`. */
  readonly on: string;
  readonly label: string;
}

export const securityLabelKey = (label: Pick<SecurityLabelModel, "on" | "name">): Key<SecurityLabelModel> =>
  keyOf("securityLabel", label.on, label.name);
