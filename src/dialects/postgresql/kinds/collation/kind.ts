import { definitionKind } from "../definition/kind.ts";
import { createCollation, dropCollation } from "./operations.ts";

/** Collations. */
export const collationKind = definitionKind("collation", 4, { createCollation, dropCollation });
