import type { RevisionMap } from "../script/revision-map.ts";

/** The graph as it was read before, for callers that need it themselves. */
export interface GraphOptions {
  readonly graph?: RevisionMap;
}

/** True of an identifier or a range that only the database can answer. */
export const asksDatabase = (text: string): boolean =>
  text.split(":").some((part) => /(^|@)current\b/.test(part.trim()));
