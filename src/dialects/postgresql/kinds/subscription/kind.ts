import { definePostgresqlKind } from "../../define-kind.ts";
import { commentOp } from "../comment/operations.ts";
import { subscriptionKey, type SubscriptionModel } from "./model.ts";
import {
  alterSubscription,
  createSubscription,
  createSubscriptionOp,
  dropSubscription,
  dropSubscriptionOp,
  type AlterSubscriptionOp,
} from "./operations.ts";

/** What a parameter is where nothing was said (manual, CREATE SUBSCRIPTION). */
const usual: Readonly<Record<string, string>> = {
  binary: "false",
  streaming: "off",
  two_phase: "false",
  disable_on_error: "false",
  password_required: "true",
  run_as_owner: "false",
  origin: "any",
  failover: "false",
  synchronous_commit: "off",
};

/** Subscriptions are changed in place: made anew, they would lose their connection string and their place in the log. */
export const subscriptionKind = definePostgresqlKind<SubscriptionModel>({
  name: "subscription",
  managed: "whenNamed",
  rank: 32,
  readers: ["readSubscriptions"],
  key: (subscription) => subscriptionKey(subscription.name),
  dependsOn: () => [],
  attributes: { publications: "alter", slotName: "alter", parameters: "alter", comment: "alter" },
  create: (subscription) => [createSubscriptionOp(subscription)],
  drop: (subscription) => [dropSubscriptionOp(subscription)],
  alter: ({ database, target, attributes, context }) => {
    const wanted = attributes.filter((name) => name !== "comment");
    const operation: AlterSubscriptionOp = {
      type: "alterSubscription",
      name: target.name,
      changes: changesTo(target, database, wanted, context.serverVersion),
      former: changesTo(database, target, wanted, context.serverVersion),
    };
    return [
      ...(wanted.length === 0 ? [] : [operation]),
      ...(attributes.includes("comment") ? [commentOp(target, target.comment, database.comment)] : []),
    ];
  },
  operations: { createSubscription, dropSubscription, alterSubscription },
});

/** Parameters that only the other one has go back to what they usually are. */
function changesTo(
  one: SubscriptionModel,
  other: SubscriptionModel,
  attributes: readonly string[],
  serverVersion: number,
): AlterSubscriptionOp["changes"] {
  const own = one.parameters ?? {};
  const names = [...new Set([...Object.keys(other.parameters ?? {}), ...Object.keys(own)])];
  const streaming = serverVersion >= 180000 ? "parallel" : "off";
  const valueOf = (name: string): string => own[name] ?? (name === "streaming" ? streaming : (usual[name] as string));
  const changed = names.filter((name) => own[name] !== other.parameters?.[name]);
  return {
    ...(attributes.includes("publications") ? { publications: one.publications } : {}),
    ...(attributes.includes("slotName") ? { slotName: one.slotName } : {}),
    ...(attributes.includes("parameters")
      ? { parameters: Object.fromEntries(changed.map((name) => [name, valueOf(name)])) }
      : {}),
  };
}
