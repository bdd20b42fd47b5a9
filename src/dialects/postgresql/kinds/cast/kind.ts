import { definitionKind } from "../definition/kind.ts";
import { createCast, dropCast } from "./operations.ts";

/** Casts. */
export const castKind = definitionKind("cast", 7, { createCast, dropCast });
