import { definitionKind } from "../definition/kind.ts";
import { createConversion, dropConversion } from "./operations.ts";

/** Conversions between encodings. */
export const conversionKind = definitionKind("conversion", 8, { createConversion, dropConversion });
