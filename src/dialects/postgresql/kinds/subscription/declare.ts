import { compact } from "../../../../kinds/canonical.ts";
import { noOrigins, type Declared, type DeclaredObject } from "../../../../kinds/declared-object.ts";
import { subscriptionKey, type SubscriptionModel } from "./model.ts";

/** Options of `subscription()`. */
export interface SubscriptionDeclarationOptions {
  /** Publications of the other server. */
  readonly publications: readonly string[];
  /** The replication slot on the other server; none where absent. */
  readonly slotName?: string;
  /** What differs from PostgreSQL's own defaults: `{ streaming: "parallel", binary: "true" }`. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly comment?: string;
}

/**
 * A subscription: `subscription("orders_feed", { publications: ["orders"], slotName: "orders_feed" })`. It is made disabled and
 * without its connection string, which is a secret; `ALTER SUBSCRIPTION … CONNECTION` and `ENABLE` are left to people. One that
 * nobody declares stays, unless the config says `manage: ["subscription"]`.
 */
export function subscription(name: string, options: SubscriptionDeclarationOptions): DeclaredObject {
  return Object.freeze({
    memberKind: "object" as const,
    word: "subscription",
    name,
    declare: (): Declared => {
      const { publications, slotName, parameters, comment } = options;
      const model = compact<SubscriptionModel>({
        kind: "subscription",
        name,
        publications: [...publications].sort(),
        slotName,
        parameters,
        comment,
      });
      return { objects: [[subscriptionKey(name), Object.freeze(model)]], renamedFrom: [], origins: noOrigins };
    },
  });
}
