import { definitionKind } from "../definition/kind.ts";
import { createBaseType, createShellType, dropBaseType, dropShellType } from "./operations.ts";

/** Base types: a shell first, then the functions on it, then the type. */
export const shellTypeKind = definitionKind({
  name: "shellType",
  rank: 1.5,
  readers: ["readShellTypes"],
  operations: { createShellType, dropShellType },
});
export const baseTypeKind = definitionKind({
  name: "baseType",
  rank: 6.5,
  readers: ["readBaseTypes"],
  operations: { createBaseType, dropBaseType },
});
