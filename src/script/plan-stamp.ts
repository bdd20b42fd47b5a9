/**
 * What `stamp` writes: rows of the version table without running anything. Only lines of the targets move; what is
 * applied on other lines, or on lines that a revision being taken back had joined, keeps its rows.
 */
import { OverlappingTargetsError } from "./errors.ts";
import { marked, reach } from "./graph.ts";
import type { Marks } from "./graph.ts";
import { parseIdentifier } from "./identifier.ts";
import { inLineage, resolveBranch } from "./names.ts";
import { resolveRevisions } from "./resolve.ts";
import type { RevisionMap } from "./revision-map.ts";
import { findOverlap, readRows, rowChanges, rowsOf } from "./version-rows.ts";
import type { RowChanges } from "./version-rows.ts";

export interface StampPlan {
  readonly rowsBefore: readonly string[];
  readonly rowsAfter: readonly string[];
  readonly rowChanges: RowChanges;
  /** Revisions that count as applied only after the stamp, parents first. */
  readonly marked: readonly string[];
  /** Revisions that counted as applied only before the stamp, children first; unknown ones of a purge are left out. */
  readonly unmarked: readonly string[];
  /** Rows that the stamp adds beside its targets: lines that a revision it takes back had joined. */
  readonly restored: readonly string[];
}

export interface StampOptions {
  /** Forgets all rows first, also those that no file defines. */
  readonly purge?: boolean;
}

/**
 * The change of the version table that puts it at the targets.
 *
 * @throws OverlappingTargetsError, UnknownRowsError, PartialRowError, OverlappingRowsError and all that
 *   `resolveRevisions` throws
 * @example
 * ```ts
 * planStamp(map, [], ["head"]).rowChanges.insert; // ["960969e75871"]
 * ```
 */
export function planStamp(
  map: RevisionMap,
  currentRows: readonly string[],
  targets: string | readonly string[],
  options: StampOptions = {},
): StampPlan {
  const purge = options.purge === true;
  const known = purge ? currentRows.filter((row) => map.has(row)) : currentRows;
  const before = reach(
    map.graph.allParents,
    purge ? known.map((row) => map.position(row)) : readRows(map, currentRows),
  );
  const start = purge ? new Uint8Array(map.size) : before;
  const given = typeof targets === "string" ? [targets] : targets;
  const { after, aims } = stamped(map, start, { targets: given, currentRows: known });
  const rowsBefore = purge ? [...new Set(currentRows)].sort() : rowsOf(map, before);
  const rowsAfter = rowsOf(map, after);
  return Object.freeze({
    rowsBefore,
    rowsAfter,
    rowChanges: rowChanges(
      rowsBefore.filter((row) => !rowsAfter.includes(row)),
      rowsAfter.filter((row) => !rowsBefore.includes(row)),
    ),
    marked: map.ids(inOrder(map, after, before)),
    unmarked: map.ids(inOrder(map, before, after).reverse()),
    restored: rowsAfter.filter((row) => !rowsBefore.includes(row) && !aims.includes(map.position(row))),
  });
}

function stamped(
  map: RevisionMap,
  before: Marks,
  request: { targets: readonly string[]; currentRows: readonly string[] },
): { after: Marks; aims: readonly number[] } {
  const { graph } = map;
  const after = Uint8Array.from(before);
  const positions = new Set<number>();
  for (const target of request.targets) {
    const ids = resolveRevisions(map, target, { currentRows: request.currentRows });
    if (ids.length === 0) forget(map, after, target);
    for (const id of ids) positions.add(map.position(id));
  }
  const aims = [...positions];
  const overlap = findOverlap(graph, aims);
  if (overlap !== undefined) throw new OverlappingTargetsError(graph.ids[overlap.above]!, map.ids(overlap.contained));
  for (const at of marked(
    reach(
      graph.allChildren,
      aims.flatMap((aim) => graph.allChildren[aim]!),
    ),
  ))
    after[at] = 0;
  for (const at of marked(reach(graph.allParents, aims))) after[at] = 1;
  return { after, aims };
}

/** `base` forgets everything; `branch@base` the rows of that branch, and keeps what other rows stand on. */
function forget(map: RevisionMap, applied: Marks, target: string): void {
  const { branch, text } = parseIdentifier(target);
  const rows = rowsOf(map, applied);
  const gone = branch === undefined ? rows : inLineage(map, rows, resolveBranch(map, branch, text), true);
  const kept = rows.filter((row) => !gone.includes(row));
  applied.set(
    reach(
      map.graph.allParents,
      kept.map((row) => map.position(row)),
    ),
  );
}

/** What is in one set and not in the other, parents first. */
function inOrder(map: RevisionMap, marks: Marks, without: Marks): number[] {
  const wanted = marks.map((mark, at) => (without[at] === 1 ? 0 : mark));
  const waiting = map.graph.allParents.map((parents) => parents.filter((parent) => wanted[parent] === 1).length);
  const order = marked(wanted).filter((at) => waiting[at] === 0);
  for (let next = 0; next < order.length; next++) {
    for (const child of map.graph.allChildren[order[next]!]!) {
      if (wanted[child] === 1 && --waiting[child]! === 0) order.push(child);
    }
  }
  return order;
}
