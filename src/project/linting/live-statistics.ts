/** How large the tables of the environment's database are. */
import type { Project } from "../../config/config.ts";
import { statementReaderFor } from "../../dialects/registry.ts";
import type { Statistics } from "../../dialects/statement-facts.ts";
import { withConnection } from "../workspace.ts";

/** @throws ConnectionError */
export async function readLiveStatistics(project: Project): Promise<Statistics> {
  const reader = await statementReaderFor("postgresql:");
  return withConnection(project, (connection) => reader.statistics(connection));
}
