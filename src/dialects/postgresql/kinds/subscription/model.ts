import { keyOf, type Key } from "../../../../metadata/key.ts";
import type { SchemaObject } from "../../../../metadata/schema-object.ts";

/**
 * A subscription to publications of another server. Its connection string is a secret: it is never read. Neither is
 * compared whether it is enabled, which is a state of operation rather than of the model.
 */
export interface SubscriptionModel extends SchemaObject {
  readonly kind: "subscription";
  readonly schema?: undefined;
  readonly publications: readonly string[];
  /** The replication slot on the other server; none where absent. */
  readonly slotName?: string;
  /** What differs from PostgreSQL's own defaults, as `SET (…)` takes it: `streaming` → `parallel`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export const subscriptionKey = (name: string): Key<SubscriptionModel> => keyOf("subscription", name);
