import { definitionKind } from "../definition/kind.ts";
import { createEventTrigger, dropEventTrigger } from "./operations.ts";

/** Event triggers. */
export const eventTriggerKind = definitionKind("eventTrigger", 40, { createEventTrigger, dropEventTrigger });
