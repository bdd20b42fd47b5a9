import { createDefinition, dropDefinition } from "../definition/operations.ts";

const cast = { kind: "cast", word: "CAST" } as const;
export const createCast = createDefinition("createCast", cast);
export const dropCast = dropDefinition("dropCast", cast);

/** What `op` has of it. */
export const castOperations = { createCast, dropCast };
