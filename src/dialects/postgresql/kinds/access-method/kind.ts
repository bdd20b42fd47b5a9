import { definitionKind } from "../definition/kind.ts";
import { createAccessMethod, dropAccessMethod } from "./operations.ts";

/** Access methods. */
export const accessMethodKind = definitionKind("accessMethod", 8, { createAccessMethod, dropAccessMethod });
