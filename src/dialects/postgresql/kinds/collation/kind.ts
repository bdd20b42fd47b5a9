import { definitionKind } from "../definition/kind.ts";
import { createCollation, dropCollation } from "./operations.ts";

/** Collations. */
export const collationKind = definitionKind({
  name: "collation",
  rank: 4,
  readers: ["readCollations"],
  operations: { createCollation, dropCollation },
});
