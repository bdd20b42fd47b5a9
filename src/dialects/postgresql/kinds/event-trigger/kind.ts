import { definitionKind } from "../definition/kind.ts";
import { createEventTrigger, dropEventTrigger } from "./operations.ts";

/** Event triggers. */
export const eventTriggerKind = definitionKind({
  name: "eventTrigger",
  rank: 40,
  readers: ["readEventTriggers"],
  operations: { createEventTrigger, dropEventTrigger },
});
