/** How large the tables of a database are: what `lint --statistics` reads where nobody may connect. */
import type { Project } from "../config/config.ts";
import type { Statistics } from "../dialects/statement-facts.ts";
import { readLiveStatistics } from "../project/linting/live-statistics.ts";

/**
 * Row counts and sizes as the server estimates them; no values are read.
 *
 *     writeFileSync("stats.json", JSON.stringify(await stats(project)));
 *
 * @throws ConnectionError
 */
export function stats(project: Project): Promise<Statistics> {
  return readLiveStatistics(project);
}
