import { createDefinition, dropDefinition } from "../definition/operations.ts";

const eventTrigger = { kind: "eventTrigger", word: "EVENT TRIGGER" } as const;
export const createEventTrigger = createDefinition("createEventTrigger", eventTrigger);
export const dropEventTrigger = dropDefinition("dropEventTrigger", eventTrigger);

/** What `op` has of it. */
export const eventTriggerOperations = { createEventTrigger, dropEventTrigger };
