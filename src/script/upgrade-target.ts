/** What `upgrade <target>` aims at: revisions by position. Counting begins at the current rows. */
import { AmbiguousCurrentError, OverlappingTargetsError, RelativeOutOfRangeError } from "./errors.ts";
import { marked, reach, tips } from "./graph.ts";
import { parseIdentifier } from "./identifier.ts";
import type { RelativeIdentifier } from "./identifier.ts";
import { inLineage, resolveBranch } from "./names.ts";
import { resolveRevisions } from "./resolve.ts";
import type { RevisionMap } from "./revision-map.ts";
import { findOverlap } from "./version-rows.ts";
import { walkUp } from "./walk.ts";

export function upgradeTargets(
  map: RevisionMap,
  rows: readonly number[],
  target: string | readonly string[],
): number[] {
  if (typeof target === "string") {
    const ids = resolveUpgradeTarget(map, rows, target);
    // One word such as `shop@heads` may name a head that another one depends on; nobody asked for both.
    return tips(map.graph.allChildren, marksOf(map, ids));
  }
  const positions = [...new Set(target.flatMap((one) => upgradeTargets(map, rows, one)))];
  const overlap = findOverlap(map.graph, positions);
  if (overlap !== undefined)
    throw new OverlappingTargetsError(map.graph.ids[overlap.above]!, map.ids(overlap.contained));
  return positions;
}

function marksOf(map: RevisionMap, ids: readonly string[]): Uint8Array {
  return reach(
    map.graph.allParents,
    ids.map((id) => map.position(id)),
  );
}

function resolveUpgradeTarget(map: RevisionMap, rows: readonly number[], target: string): string[] {
  const identifier = parseIdentifier(target);
  if (identifier.kind === "absolute" || identifier.name !== undefined) {
    return resolveRevisions(map, target, { currentRows: map.ids(rows) });
  }
  if (identifier.steps < 0) {
    const reason = `${JSON.stringify(target)} leads down from the current revision, which an upgrade cannot do.`;
    throw new RelativeOutOfRangeError(target, { steps: identifier.steps, reachable: 0, reason });
  }
  const start = startOfBranch(map, rows, identifier);
  const reached = walkUp(map, { start, steps: identifier.steps, branch: identifier.branch, text: target });
  return reached === null ? [] : [reached];
}

/** Where counting begins: the one row, or the newest applied revision of the branch, or null below its base. */
function startOfBranch(map: RevisionMap, rows: readonly number[], identifier: RelativeIdentifier): string | null {
  const { branch, steps, text } = identifier;
  const sign = steps < 0 ? "" : "+";
  const current = map.ids(rows);
  if (branch === undefined) {
    if (current.length > 1)
      throw new AmbiguousCurrentError(
        text,
        current,
        current.map((id) => `${id}${sign}${steps}`),
      );
    return current[0] ?? null;
  }
  const carrier = resolveBranch(map, branch, text);
  let starts = inLineage(map, current, carrier);
  if (starts.length === 0) starts = newestInBranch(map, rows, carrier);
  if (starts.length > 1)
    throw new AmbiguousCurrentError(
      text,
      starts,
      starts.map((id) => `${id}${sign}${steps}`),
    );
  return starts[0] ?? null;
}

function newestInBranch(map: RevisionMap, rows: readonly number[], carrier: string): string[] {
  const active = map.ids(marked(reach(map.graph.allParents, rows)));
  const onBranch = new Uint8Array(map.size);
  for (const id of inLineage(map, active, carrier)) onBranch[map.position(id)] = 1;
  return map.ids(tips(map.graph.allChildren, onBranch));
}
