/** Checks of a merge: a revision with several parents and nothing to do. */
import { reach } from "./graph.ts";
import { DuplicateParentsError, NestedParentsError, NothingToMergeError } from "./new-revision-errors.ts";
import { draftRevision } from "./new-revision.ts";
import type { NewRevisionRequest, NewRevisionSettings } from "./new-revision.ts";
import { resolveRevisions } from "./resolve.ts";
import type { Revision } from "./revision.ts";
import type { RevisionMap } from "./revision-map.ts";

export interface MergeRequest extends Omit<NewRevisionRequest, "head"> {
  /** What to join; all heads by default. */
  readonly revisions?: readonly string[];
}

/**
 * Checks a merge and says what its revision will be. Writes nothing.
 *
 * @throws NothingToMergeError, DuplicateParentsError, NestedParentsError, NeedsSpliceError and all that
 *   `draftRevision` throws
 * @example
 * ```ts
 * draftMerge(map, {}, settings).downRevision; // ["960969e75871", "a0cf7f5d705d"]
 * ```
 */
export function draftMerge(
  map: RevisionMap,
  request: MergeRequest,
  settings: NewRevisionSettings,
): Revision & { readonly createdAt: string } {
  const { revisions = ["heads"], ...rest } = request;
  const parents = revisions.flatMap((name) => (name === "heads" ? map.heads : resolveRevisions(map, name)));
  const twice = parents.find((id, at) => parents.indexOf(id) !== at);
  if (twice !== undefined) throw new DuplicateParentsError(twice);
  if (parents.length < 2) throw new NothingToMergeError(parents);
  refuseNested(map, parents);
  const message = request.message ?? `Merge ${parents.slice(0, -1).join(", ")} and ${parents.at(-1)}`;
  return draftRevision(map, { ...rest, message, head: parents }, settings);
}

function refuseNested(map: RevisionMap, parents: readonly string[]): void {
  for (const id of parents) {
    const below = reach(map.graph.parents, [map.position(id)]);
    const contained = parents.find((other) => other !== id && below[map.position(other)] === 1);
    if (contained !== undefined) throw new NestedParentsError(id, contained);
  }
}
