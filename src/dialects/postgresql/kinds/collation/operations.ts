import { createDefinition, dropDefinition } from "../definition/operations.ts";

const collation = { kind: "collation", word: "COLLATION" } as const;
export const createCollation = createDefinition("createCollation", collation);
export const dropCollation = dropDefinition("dropCollation", collation);

/** What `op` has of it. */
export const collationOperations = { createCollation, dropCollation };
