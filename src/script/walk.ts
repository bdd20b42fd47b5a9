/** Counting revisions up and down from a starting point. A fork or a merge on the way must be named, never guessed. */
import { AmbiguousWalkError, RelativeOutOfRangeError } from "./errors.ts";
import { inLineage, resolveBranch } from "./names.ts";
import type { RevisionMap } from "./revision-map.ts";

export interface Walk {
  /** Null stands below all bases. */
  readonly start: string | null;
  readonly steps: number;
  /** Label or identifier that chooses the line at a fork on the way up, and at a merge on the way down. */
  readonly branch?: string;
  /** What was written, for messages. */
  readonly text: string;
  /** Stops at the end of the graph instead of refusing. */
  readonly clamp?: boolean;
}

/**
 * @returns the revision reached; null only when clamped in an empty graph
 * @throws AmbiguousWalkError, RelativeOutOfRangeError
 */
export function walkUp(map: RevisionMap, walk: Walk): string | null {
  const carrier = walk.branch === undefined ? undefined : resolveBranch(map, walk.branch, walk.text);
  let at = walk.start;
  for (let done = 0; done < walk.steps; done++) {
    const all = at === null ? [...map.bases] : map.children(at);
    const choices = carrier === undefined || all.length === 0 ? all : inLineage(map, all, carrier);
    if (choices.length > 1)
      throw new AmbiguousWalkError(walk.text, {
        at,
        choices,
        direction: "up",
        hint: upwardHint(map, choices, walk.steps - done),
      });
    if (choices.length === 0) {
      if (walk.clamp === true) return at;
      throw new RelativeOutOfRangeError(walk.text, { steps: walk.steps, reachable: done });
    }
    at = choices[0]!;
  }
  return at;
}

/**
 * @returns the revision reached; null for `base`
 * @throws AmbiguousWalkError, RelativeOutOfRangeError
 */
export function walkDown(map: RevisionMap, walk: Walk): string | null {
  const carrier = walk.branch === undefined ? undefined : resolveBranch(map, walk.branch, walk.text);
  let at = walk.start;
  for (let done = 0; done < walk.steps; done++) {
    if (at === null) {
      if (walk.clamp === true) return null;
      throw new RelativeOutOfRangeError(walk.text, { steps: -walk.steps, reachable: done });
    }
    const all = map.parents(at);
    const own = carrier === undefined || all.length < 2 ? all : inLineage(map, [...all], carrier);
    // Where the branch is none of the parents' it chooses none of them.
    const parents = own.length === 0 ? all : own;
    if (parents.length > 1) {
      const hint = `Name the parent to go to: ${parents.join(" or ")}.`;
      throw new AmbiguousWalkError(walk.text, { at, choices: parents, direction: "down", hint });
    }
    at = parents[0] ?? null;
  }
  return at;
}

function upwardHint(map: RevisionMap, choices: readonly string[], steps: number): string {
  const names = choices.map((id) => {
    const others = new Set(choices.flatMap((other) => (other === id ? [] : map.labelsOf(other))));
    const label = map.labelsOf(id).find((candidate) => !others.has(candidate));
    return `\`${label ?? id}@+${steps}\``;
  });
  return `Say which branch: ${names.join(" or ")}.`;
}
