import { definitionKind } from "../definition/kind.ts";
import { createCast, dropCast } from "./operations.ts";

/** Casts. */
export const castKind = definitionKind({
  name: "cast",
  rank: 7,
  readers: ["readCasts"],
  operations: { createCast, dropCast },
});
