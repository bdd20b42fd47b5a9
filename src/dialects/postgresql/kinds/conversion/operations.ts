import { createDefinition, dropDefinition } from "../definition/operations.ts";

const conversion = { kind: "conversion", word: "CONVERSION" } as const;
export const createConversion = createDefinition("createConversion", conversion);
export const dropConversion = dropDefinition("dropConversion", conversion);

/** What `op` has of it. */
export const conversionOperations = { createConversion, dropConversion };
