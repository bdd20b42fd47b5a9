import { definitionKind } from "../definition/kind.ts";
import { createStatistics, dropStatistics } from "./operations.ts";

/** Extended statistics. */
export const statisticsKind = definitionKind("statistics", 23, { createStatistics, dropStatistics });
