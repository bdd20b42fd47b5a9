/** "Did you mean" for names in messages. */
import { editDistance } from "./edit-distance.ts";

/** The candidate closest to what was written, if any is close enough to be a slip: `suggest("custmer", names)`. */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(written);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(folded, fold(candidate), bestDistance - 1);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** `customerId` and `customer_id` are the same slip. */
const fold = (name: string): string => name.replaceAll("_", "").toLowerCase();
