import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";
import type { Enabled } from "../trigger/model.ts";

/** When the copy of a trigger on a partition fires, where that is not as on the table above it. */
export interface TriggerStateModel extends SchemaObject {
  readonly kind: "triggerState";
  readonly schema: string;
  /** The partition. */
  readonly table: string;
  readonly enabled?: Enabled;
  /** On the table above. */
  readonly above?: Enabled;
}

export const triggerStateKey = (schema: string, table: string, name: string): Key<TriggerStateModel> =>
  keyOf("triggerState", schema, table, name);
