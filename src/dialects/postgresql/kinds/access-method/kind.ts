import { definitionKind } from "../definition/kind.ts";
import { createAccessMethod, dropAccessMethod } from "./operations.ts";

/** Access methods. */
export const accessMethodKind = definitionKind({
  name: "accessMethod",
  rank: 8,
  readers: ["readAccessMethods"],
  operations: { createAccessMethod, dropAccessMethod },
});
