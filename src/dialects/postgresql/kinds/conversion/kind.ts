import { definitionKind } from "../definition/kind.ts";
import { createConversion, dropConversion } from "./operations.ts";

/** Conversions between encodings. */
export const conversionKind = definitionKind({
  name: "conversion",
  rank: 8,
  readers: ["readConversions"],
  operations: { createConversion, dropConversion },
});
