import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

export type Enabled = "disabled" | "replica" | "always";

export interface TriggerModel extends SchemaObject {
  readonly kind: "trigger";
  readonly schema: string;
  /** The table or view that fires it. */
  readonly table: string;
  /** `BEFORE INSERT OR UPDATE OF price`. */
  readonly events: string;
  /** What follows the table: `FOR EACH ROW EXECUTE FUNCTION shop.note_change()`. */
  readonly action: string;
  readonly constraint?: boolean;
  /** When it fires, where that is not the default (in ordinary sessions). */
  readonly enabled?: Enabled;
}

export const triggerKey = (schema: string, table: string, name: string): Key<TriggerModel> =>
  keyOf("trigger", schema, table, name);
