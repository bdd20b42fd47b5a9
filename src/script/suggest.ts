/** Names that a mistyped one was probably meant to be: by edit distance, or by a common beginning. */
import { editDistance } from "../util/edit-distance.ts";

/**
 * @example
 * ```ts
 * closestNames("960969e75b71", ["960969e75871", "a0cf7f5d705d"]); // ["960969e75871"]
 * ```
 */
export function closestNames(wrong: string, names: Iterable<string>, limit = 3): string[] {
  if (wrong === "") return [];
  const allowed = Math.max(1, Math.floor(wrong.length / 3));
  const lowered = wrong.toLowerCase();
  const scored: { name: string; score: number }[] = [];
  for (const name of names) {
    const score = sharesBeginning(lowered, name.toLowerCase()) ? 1 : editDistance(lowered, name.toLowerCase(), allowed);
    if (score <= allowed) scored.push({ name, score });
  }
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map((entry) => entry.name);
}

function sharesBeginning(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  return shorter >= 4 && (a.startsWith(b) || b.startsWith(a));
}
