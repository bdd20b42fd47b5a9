import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { trailingOptions } from "../../ddl/source-options.ts";
import type { SubscriptionModel } from "./model.ts";

/** `subscription("feed", { publications: ["orders"] })`, without its connection string. */
export function subscriptionSource(model: SubscriptionModel, source: SourceWriter): string {
  const { name, publications, slotName, parameters, comment } = model;
  const options = trailingOptions({ publications, slotName, parameters, comment });
  return `${source.use("subscription")}(${literal(name)}${options})`;
}
