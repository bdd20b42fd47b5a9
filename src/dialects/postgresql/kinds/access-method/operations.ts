import { createDefinition, dropDefinition } from "../definition/operations.ts";

const accessMethod = { kind: "accessMethod", word: "ACCESS METHOD" } as const;
export const createAccessMethod = createDefinition("createAccessMethod", accessMethod);
export const dropAccessMethod = dropDefinition("dropAccessMethod", accessMethod);

/** What `op` has of it. */
export const accessMethodOperations = { createAccessMethod, dropAccessMethod };
