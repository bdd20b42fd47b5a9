/**
 * What the version table's rows mean. Rows are the tips of the applied revisions, dependencies counted as parents: no
 * row is an ancestor of another, and the ancestors of the rows are exactly what is applied. Rows are always derived
 * from the applied set, never from the parents of a step.
 */
import {
  MalformedRowError,
  OverlappingRowsError,
  PartialRowError,
  SquashedRowError,
  UnknownRowsError,
} from "./row-errors.ts";
import type { RevisionError } from "./errors.ts";
import { marked, reach, tips } from "./graph.ts";
import type { Graph, Marks } from "./graph.ts";
import type { RevisionMap } from "./revision-map.ts";

export interface RowChanges {
  readonly delete: readonly string[];
  /** Each row that turns into another one. */
  readonly update: readonly (readonly [from: string, to: string])[];
  readonly insert: readonly string[];
}

/**
 * Rows of the version table as positions in load order, whatever order the database returned them in.
 *
 * @throws MalformedRowError, UnknownRowsError, PartialRowError, OverlappingRowsError
 */
export function readRows(map: RevisionMap, rows: readonly string[]): number[] {
  const unknown: string[] = [];
  const positions: number[] = [];
  for (const row of rows) {
    if (typeof row !== "string") throw new MalformedRowError(row);
    const at = map.graph.index.get(row);
    if (at === undefined) unknown.push(row);
    else positions.push(at);
  }
  if (unknown.length > 0) throw unknownRows(map, unknown.sort());
  positions.sort((a, b) => a - b);
  refuseRepeated(map, positions);
  return positions;
}

function unknownRows(map: RevisionMap, unknown: readonly string[]): RevisionError {
  for (const row of unknown) {
    const candidates = row === "" ? [] : map.graph.ids.filter((id) => id.startsWith(row));
    if (candidates.length > 0) return new PartialRowError(row, candidates);
  }
  for (const row of unknown) {
    const replacement = map.replacements.get(row);
    if (replacement !== undefined) return new SquashedRowError(row, replacement, isLastOf(map, row, replacement));
  }
  return new UnknownRowsError(unknown);
}

function isLastOf(map: RevisionMap, row: string, replacement: string): boolean {
  return map.get(replacement).replaces?.at(-1) === row;
}

/**
 * The rows with the last of each squashed line turned into its replacement, and what that changes in the table. Rows
 * that are not squashed stay as they are, checked or not.
 *
 * @throws SquashedRowError when the database stopped in the middle of what was squashed
 * @example
 * ```ts
 * adoptReplacements(map, ["old3"]).rowChanges.update; // [["old3", "squashed"]]
 * ```
 */
export function adoptReplacements(
  map: RevisionMap,
  rows: readonly string[],
): { readonly rows: readonly string[]; readonly rowChanges: RowChanges } {
  const replaced = rows.filter((row) => !map.has(row) && map.replacements.has(row));
  const added = replaced.map((row) => {
    const replacement = map.replacements.get(row)!;
    if (!isLastOf(map, row, replacement)) throw new SquashedRowError(row, replacement, false);
    return replacement;
  });
  return {
    rows: [...rows.filter((row) => !replaced.includes(row)), ...added],
    rowChanges: rowChanges(replaced, added),
  };
}

function refuseRepeated(map: RevisionMap, positions: readonly number[]): void {
  const twice = positions.find((at, place) => positions[place - 1] === at);
  if (twice !== undefined) throw new OverlappingRowsError(map.graph.ids[twice]!, [map.graph.ids[twice]!]);
  const overlap = findOverlap(map.graph, positions);
  if (overlap !== undefined) throw new OverlappingRowsError(map.graph.ids[overlap.above]!, map.ids(overlap.contained));
}

/** The first of these positions that stands above others of them. */
export function findOverlap(
  graph: Graph,
  positions: readonly number[],
): { above: number; contained: number[] } | undefined {
  if (positions.length < 2) return undefined;
  const below = reach(
    graph.allParents,
    positions.flatMap((at) => graph.allParents[at]!),
  );
  if (!positions.some((at) => below[at] === 1)) return undefined;
  for (const above of positions) {
    const own = reach(graph.allParents, graph.allParents[above]!);
    const contained = positions.filter((at) => own[at] === 1);
    if (contained.length > 0) return { above, contained };
  }
  return undefined;
}

/** The applied revisions while steps are taken one by one; knows the rows at every moment. */
export class AppliedSet {
  readonly #map: RevisionMap;
  readonly #marks: Marks;
  /** How many applied revisions stand directly on each revision. */
  readonly #standing: Int32Array;
  /** The rows as positions and as identifiers, both in load order. */
  readonly #positions: number[];
  #rows: readonly string[];

  constructor(map: RevisionMap, rows: readonly number[]) {
    const { graph } = map;
    this.#map = map;
    this.#marks = reach(graph.allParents, rows);
    this.#standing = new Int32Array(graph.size);
    for (const at of marked(this.#marks)) for (const parent of graph.allParents[at]!) this.#standing[parent]!++;
    this.#positions = [...rows];
    this.#rows = map.ids(rows);
  }

  get marks(): Readonly<Marks> {
    return this.#marks;
  }

  get rows(): readonly string[] {
    return this.#rows;
  }

  has(at: number): boolean {
    return this.#marks[at] === 1;
  }

  /** Adds a revision whose parents and dependencies are all applied. */
  add(at: number): RowChanges {
    const covered = this.#map.graph.allParents[at]!.filter((parent) => this.#standing[parent]!++ === 0);
    this.#marks[at] = 1;
    return this.#replaceRows(covered, [at]);
  }

  /** Removes a revision that no applied revision stands on. */
  remove(at: number): RowChanges {
    const uncovered = this.#map.graph.allParents[at]!.filter((parent) => --this.#standing[parent]! === 0);
    this.#marks[at] = 0;
    return this.#replaceRows([at], uncovered);
  }

  /** Keeps load order by inserting in place: sorting at every step would make wide graphs slow. */
  #replaceRows(from: readonly number[], to: readonly number[]): RowChanges {
    const rows = [...this.#rows];
    for (const at of from) {
      const place = firstNotBelow(this.#positions, at);
      this.#positions.splice(place, 1);
      rows.splice(place, 1);
    }
    for (const at of to) {
      const place = firstNotBelow(this.#positions, at);
      this.#positions.splice(place, 0, at);
      rows.splice(place, 0, this.#map.graph.ids[at]!);
    }
    this.#rows = rows;
    return rowChanges(this.#map.ids(from), this.#map.ids(to));
  }
}

/** Where a position stands, or would stand, among others in order. */
function firstNotBelow(positions: readonly number[], wanted: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows that stand for a set of applied revisions. */
export function rowsOf(map: RevisionMap, applied: Marks): string[] {
  return map.ids(tips(map.graph.allChildren, applied));
}

/** Turns as many old rows as possible into new ones, beginning from the last; the rest is deleted or inserted. */
export function rowChanges(from: readonly string[], to: readonly string[]): RowChanges {
  const shared = Math.min(from.length, to.length);
  const keptFrom = from.length - shared;
  const keptTo = to.length - shared;
  return Object.freeze({
    delete: Object.freeze(from.slice(0, keptFrom)),
    update: Object.freeze(
      from.slice(keptFrom).map((row, place): readonly [string, string] => [row, to[keptTo + place]!]),
    ),
    insert: Object.freeze(to.slice(0, keptTo)),
  });
}
