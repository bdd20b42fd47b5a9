/**
 * Which revisions a command runs, in which order, and what each does to the version table. A plan is made in full
 * before anything runs, and depends on nothing but the graph, the set of rows and the target.
 */
import type { Revision } from "./revision.ts";
import { newestFirst, reach } from "./graph.ts";
import type { RevisionMap } from "./revision-map.ts";
import { downgradeScope } from "./downgrade-target.ts";
import { upgradeTargets } from "./upgrade-target.ts";
import { AppliedSet, readRows, rowChanges } from "./version-rows.ts";
import type { RowChanges } from "./version-rows.ts";

export interface Step {
  readonly revision: Revision;
  readonly direction: "up" | "down";
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
  readonly rowChanges: RowChanges;
}

/**
 * The steps from the rows of the version table up to one or several targets; empty when all is applied.
 *
 * @throws UnknownRowsError, PartialRowError, OverlappingRowsError, OverlappingTargetsError, AmbiguousCurrentError and
 *   all that `resolveRevisions` throws
 * @example
 * ```ts
 * planUpgrade(map, ["a0cf7f5d705d"], "head").map((step) => step.revision.id); // ["960969e75871"]
 * ```
 */
export function planUpgrade(
  map: RevisionMap,
  currentRows: readonly string[],
  target: string | readonly string[],
): Step[] {
  const rows = readRows(map, currentRows);
  const applied = new AppliedSet(map, rows);
  const targets = upgradeTargets(map, rows, target);
  const todo = reach(map.graph.allParents, targets);
  for (let at = 0; at < todo.length; at++) if (applied.has(at)) todo[at] = 0;
  return newestFirst(map.graph, todo, targets)
    .reverse()
    .map((at) => takeStep(map, applied, at, "up"));
}

/**
 * The steps from the rows of the version table down to a target, which itself stays applied.
 *
 * @throws NotADowngradeTargetError, AmbiguousCurrentError and all that `planUpgrade` throws
 * @example
 * ```ts
 * planDowngrade(map, ["960969e75871"], "-1").map((step) => step.rowsAfter); // [["a0cf7f5d705d"]]
 * ```
 */
export function planDowngrade(map: RevisionMap, currentRows: readonly string[], target: string): Step[] {
  const rows = readRows(map, currentRows);
  const applied = new AppliedSet(map, rows);
  const todo = downgradeScope(map, rows, applied.marks, target);
  return newestFirst(map.graph, todo, rows).map((at) => takeStep(map, applied, at, "down"));
}

/**
 * The step of one revision by itself: from all that it stands on, or back to that.
 *
 * @throws UnknownRevisionError
 * @example
 * ```ts
 * planAlone(map, "960969e75871", "up").rowsBefore; // ["a0cf7f5d705d"]
 * ```
 */
export function planAlone(map: RevisionMap, id: string, direction: Step["direction"]): Step {
  const { graph } = map;
  const at = map.position(id);
  const parents = graph.allParents[at]!;
  const below =
    parents.length < 2
      ? undefined
      : reach(
          graph.allParents,
          parents.flatMap((parent) => graph.allParents[parent]!),
        );
  const covered = parents.filter((parent) => below?.[parent] !== 1);
  const [others, own] = [map.ids(covered.toSorted((a, b) => a - b)), [id]];
  const [rowsBefore, rowsAfter] = direction === "up" ? [others, own] : [own, others];
  const changes = direction === "up" ? rowChanges(map.ids(covered), own) : rowChanges(own, map.ids(covered));
  return Object.freeze({ revision: map.revisions[at]!, direction, rowsBefore, rowsAfter, rowChanges: changes });
}

function takeStep(map: RevisionMap, applied: AppliedSet, at: number, direction: Step["direction"]): Step {
  const rowsBefore = applied.rows;
  const rowChanges = direction === "up" ? applied.add(at) : applied.remove(at);
  return Object.freeze({ revision: map.revisions[at]!, direction, rowsBefore, rowsAfter: applied.rows, rowChanges });
}
