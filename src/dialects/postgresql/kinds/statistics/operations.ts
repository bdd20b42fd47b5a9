import { createDefinition, dropDefinition } from "../definition/operations.ts";

const statistics = { kind: "statistics", word: "STATISTICS" } as const;
export const createStatistics = createDefinition("createStatistics", statistics);
export const dropStatistics = dropDefinition("dropStatistics", statistics);

/** What `op` has of it. */
export const statisticsOperations = { createStatistics, dropStatistics };
