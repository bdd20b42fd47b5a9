import { definitionKind } from "../definition/kind.ts";
import { createStatistics, dropStatistics } from "./operations.ts";

/** Extended statistics. */
export const statisticsKind = definitionKind({
  name: "statistics",
  rank: 23,
  readers: ["readStatistics"],
  operations: { createStatistics, dropStatistics },
});
