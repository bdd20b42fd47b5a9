/** What `history`, `heads`, `branches`, `current` and `show` tell, as data; describe.ts lays it out as text. */
import { NotAnAncestorError } from "./errors.ts";
import { marked, newestFirst, reach, tips } from "./graph.ts";
import type { Marks } from "./graph.ts";
import { parseIdentifier, parseRange } from "./identifier.ts";
import { inLineage, resolveBranch } from "./names.ts";
import { planUpgrade } from "./plan.ts";
import { resolveRevisions } from "./resolve.ts";
import type { Revision } from "./revision.ts";
import type { RevisionMap } from "./revision-map.ts";
import { readRows } from "./version-rows.ts";
import { walkDown, walkUp } from "./walk.ts";

/** A revision with its place in the graph. */
export interface RevisionDescription {
  readonly revision: Revision;
  /** Labels that hold for the revision, its own and those that reach it. */
  readonly labels: readonly string[];
  readonly children: readonly string[];
  /** No child, and nothing depends on it. */
  readonly isHead: boolean;
  /** No child, but another revision depends on it, so that it loses its row once that one is applied. */
  readonly isEffectiveHead: boolean;
  readonly isBranchPoint: boolean;
  readonly isMergePoint: boolean;
  /** The database has a row for it; undefined where no database was asked. */
  readonly isCurrent?: boolean;
}

export interface HistoryOptions {
  /** `start:end`, both inclusive, either may be left out. */
  readonly range?: string;
  /** Rows of the version table, for `current` and for the marks. */
  readonly currentRows?: readonly string[];
}

/** All that is said of a revision in a list. @throws UnknownRevisionError */
function describeRevision(map: RevisionMap, id: string, currentRows?: readonly string[]): RevisionDescription {
  const at = map.position(id);
  const { graph } = map;
  const childless = graph.children[at]!.length === 0;
  const real = graph.allChildren[at]!.length === 0;
  return Object.freeze({
    revision: map.revisions[at]!,
    labels: map.labelsOf(id),
    children: map.children(id),
    isHead: real,
    isEffectiveHead: childless && !real,
    isBranchPoint: graph.children[at]!.length > 1,
    isMergePoint: graph.parents[at]!.length > 1,
    ...(currentRows === undefined ? {} : { isCurrent: currentRows.includes(id) }),
  });
}

/**
 * The revisions of a range, newest first; all of them without a range. A negative start counts back from the end of
 * the range, a positive end from its start.
 *
 * @throws MalformedRangeError, NotAnAncestorError, NoCurrentError and all that `resolveRevisions` throws
 * @example
 * ```ts
 * history(map, { range: "-2:" }).map((line) => line.revision.id); // the head and two below it
 * ```
 */
export function history(map: RevisionMap, options: HistoryOptions = {}): RevisionDescription[] {
  const { currentRows } = options;
  const range = options.range === undefined ? {} : parseRange(options.range);
  const startText = range.start ?? "base";
  const endText = range.end ?? "heads";
  const countedEnd = isCount(endText, 1);
  const starts = countedEnd || !isCount(startText, -1) ? resolveRevisions(map, startText, options) : [];
  const ends = countedEnd ? countUp(map, starts, endText) : resolveRevisions(map, endText, options);
  const counted = !countedEnd && isCount(startText, -1);
  const from = counted ? countDown(map, ends, startText) : starts;
  const chosen = between(map, { from, ends, startText, endText });
  // Dependencies may lead out of the range and back into it; the order must respect them all the same.
  const hull = inBoth(reach(map.graph.allParents, marked(chosen)), reach(map.graph.allChildren, marked(chosen)));
  return newestFirst(map.graph, hull, tips(map.graph.allChildren, hull))
    .filter((at) => chosen[at] === 1)
    .map((at) => describeRevision(map, map.graph.ids[at]!, currentRows));
}

function isCount(text: string, sign: 1 | -1): boolean {
  const identifier = parseIdentifier(text);
  return (
    identifier.kind === "relative" &&
    identifier.name === undefined &&
    !text.includes("current") &&
    Math.sign(identifier.steps) === sign
  );
}

function countDown(map: RevisionMap, ends: readonly string[], text: string, clamp = true): string[] {
  const identifier = parseIdentifier(text);
  if (identifier.kind !== "relative") return [];
  const starts =
    identifier.branch === undefined
      ? ends
      : inLineage(map, ends, resolveBranch(map, identifier.branch, identifier.text));
  const reached = starts.map((start) => walkDown(map, { start, steps: -identifier.steps, text, clamp }));
  return reached.includes(null) ? [] : [...new Set(reached.filter((id) => id !== null))];
}

function countUp(map: RevisionMap, starts: readonly string[], text: string, clamp = true): string[] {
  const identifier = parseIdentifier(text);
  if (identifier.kind !== "relative") return [];
  const { branch, steps } = identifier;
  const walked = (starts.length === 0 ? [null] : starts).map((start) =>
    walkUp(map, { start, steps, branch, text, clamp }),
  );
  return [...new Set(walked.filter((id) => id !== null))];
}

/** What lies between both ends; from `base` also what the ends depend on. */
function between(
  map: RevisionMap,
  range: { from: readonly string[]; ends: readonly string[]; startText: string; endText: string },
): Marks {
  const { graph } = map;
  const ends = range.ends.map((id) => map.position(id));
  const below = reach(graph.allParents, ends);
  if (range.from.length === 0) return below;
  const from = range.from.map((id) => map.position(id));
  const stray = from.find((at) => below[at] === 0);
  if (stray !== undefined)
    throw new NotAnAncestorError(graph.ids[stray]!, ends.length === 1 ? graph.ids[ends[0]!]! : range.endText);
  const above = reach(graph.children, from);
  return inBoth(below, above);
}

function inBoth(a: Marks, b: Marks): Marks {
  return a.map((mark, at) => mark & b[at]!);
}

/** Heads; with `resolveDependencies` without those that another revision depends on. */
export function headsOf(
  map: RevisionMap,
  options: { resolveDependencies?: boolean; currentRows?: readonly string[] } = {},
): RevisionDescription[] {
  const heads = options.resolveDependencies === true ? map.realHeads : map.heads;
  return heads.map((id) => describeRevision(map, id, options.currentRows));
}

/** A revision that several others follow. */
export interface Branching {
  readonly point: RevisionDescription;
  readonly branches: readonly RevisionDescription[];
}

/** Every revision with several children, and these. */
export function branchesOf(map: RevisionMap): Branching[] {
  return map.branchPoints.map((id) => ({
    point: describeRevision(map, id),
    branches: map.children(id).map((child) => describeRevision(map, child)),
  }));
}

/**
 * The newest applied revision of every line: the rows, and what they cover only by depending on it.
 *
 * @throws UnknownRowsError, PartialRowError, OverlappingRowsError
 */
export function currentOf(map: RevisionMap, currentRows: readonly string[]): RevisionDescription[] {
  const applied = reach(map.graph.allParents, readRows(map, currentRows));
  return map.ids(tips(map.graph.children, applied)).map((id) => describeRevision(map, id, currentRows));
}

/** True when the rows are exactly the real heads: nothing is left to apply. */
export function isAtHeads(map: RevisionMap, currentRows: readonly string[]): boolean {
  const rows = new Set(currentRows);
  return rows.size === map.realHeads.length && map.realHeads.every((head) => rows.has(head));
}

/** Revisions that an upgrade to all heads would run, in the order in which they run. */
export function pendingOf(map: RevisionMap, currentRows: readonly string[]): string[] {
  return planUpgrade(map, currentRows, "heads").map((step) => step.revision.id);
}

/**
 * Every revision that an identifier names, as `show` prints it. A count means what it means in a range of `history`: `-1`
 * is one below the heads, `+1` the first above the base; from the database counts `current-1`.
 */
export function show(map: RevisionMap, identifier: string, currentRows?: readonly string[]): RevisionDescription[] {
  const text = identifier.trim();
  const ids = isCount(text, -1)
    ? countDown(map, map.heads, text, false)
    : isCount(text, 1)
      ? countUp(map, [], text, false)
      : resolveRevisions(map, identifier, { currentRows });
  return ids.map((id) => describeRevision(map, id, currentRows));
}

/** True where a text counts from the heads or the base, so that no database is asked. */
export const countsFromEnd = (text: string): boolean => isCount(text.trim(), -1) || isCount(text.trim(), 1);
