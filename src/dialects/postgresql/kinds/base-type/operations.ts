import { createDefinition, dropDefinition } from "../definition/operations.ts";

// A base type needs functions that take and give it: the shell goes first, and everything goes with the shell.
const shellType = {
  kind: "shellType",
  word: "TYPE",
  drop: (identity: string) => `DROP TYPE IF EXISTS ${identity} CASCADE`,
} as const;
export const createShellType = createDefinition("createShellType", shellType);
export const dropShellType = dropDefinition("dropShellType", shellType);

const baseType = {
  kind: "baseType",
  word: "TYPE",
  drop: (identity: string) => `DROP TYPE ${identity} CASCADE`,
} as const;
export const createBaseType = createDefinition("createBaseType", baseType);
export const dropBaseType = dropDefinition("dropBaseType", baseType);

/** What `op` has of it. */
export const baseTypeOperations = { createShellType, dropShellType, createBaseType, dropBaseType };
