/** Names that a mistyped one was probably meant to be: by edit distance, or by a common beginning. */

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

/** Levenshtein distance, or `limit + 1` as soon as it must be larger than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    let best = row;
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const cost = Math.min(substitution, previous[column]! + 1, line[column - 1]! + 1);
      line.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    previous = line;
  }
  return previous[b.length]!;
}
