import { definitionKind } from "../definition/kind.ts";
import { createBaseType, createShellType, dropBaseType, dropShellType } from "./operations.ts";

/** Base types: a shell first, then the functions on it, then the type. */
export const shellTypeKind = definitionKind("shellType", 1.5, { createShellType, dropShellType });
export const baseTypeKind = definitionKind("baseType", 6.5, { createBaseType, dropBaseType });
