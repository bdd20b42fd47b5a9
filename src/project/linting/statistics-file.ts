/** Reads what `limbeck stats` has written. */
import type { Statistics } from "../../dialects/statement-facts.ts";
import { StatisticsMalformedError } from "./errors.ts";

/** @throws StatisticsMalformedError */
export function parseStatistics(text: string, file: string): Statistics {
  const read = parsed(text) as Partial<Statistics> | undefined;
  if (typeof read?.tables !== "object" || read.tables === null) throw new StatisticsMalformedError(file);
  for (const { rows, bytes } of Object.values(read.tables))
    if (typeof rows !== "number" || typeof bytes !== "number") throw new StatisticsMalformedError(file);
  const { serverVersion = 0, timeZone = "UTC", standbys = 0, tables } = read;
  return { serverVersion, timeZone, standbys, tables };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
