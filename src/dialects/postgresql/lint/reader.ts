/** What PostgreSQL can tell of statements. */
import type { StatementReader } from "../../statement-facts.ts";
import { readFacts } from "./facts.ts";
import { parseStatements } from "./parse.ts";
import { probeOn } from "./probe.ts";
import { readStatistics } from "./statistics.ts";

export const statementReader: StatementReader = {
  parse: parseStatements,
  facts: readFacts,
  probe: probeOn,
  statistics: readStatistics,
};
