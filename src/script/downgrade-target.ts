/**
 * What `downgrade <target>` undoes: everything applied that stands on a child of the target, or on a base, restricted
 * to one branch where the target names one.
 */
import {
  AmbiguousCurrentError,
  NotADowngradeTargetError,
  RelativeOutOfRangeError,
  UnknownRevisionError,
} from "./errors.ts";
import { marked, reach, tips } from "./graph.ts";
import type { Marks } from "./graph.ts";
import { parseIdentifier } from "./identifier.ts";
import type { AbsoluteIdentifier, RelativeIdentifier } from "./identifier.ts";
import { inLineage, resolveBranch, resolveName } from "./names.ts";
import { resolveRevision, resolveRevisions } from "./resolve.ts";
import type { RevisionMap } from "./revision-map.ts";
import { walkDown } from "./walk.ts";

interface DowngradeTarget {
  /** Null for `base`. */
  readonly id: string | null;
  /** Identifier of a revision whose line is meant, where several branches leave the target. */
  readonly line?: string;
}

export function downgradeScope(map: RevisionMap, rows: readonly number[], applied: Marks, text: string): Marks {
  const target = resolveDowngradeTarget(map, rows, text);
  const { graph } = map;
  const children = target.id === null ? marked(tipsBelow(map)) : graph.children[map.position(target.id)]!;
  const roots = target.line === undefined ? children : onLine(map, children, target.line);
  if (roots.length === 0 && children.length > 0 && target.line !== undefined) {
    throw new NotADowngradeTargetError(text, map.ids(rows), `no branch of ${target.line} leaves there`);
  }
  const scope = reach(graph.allChildren, roots);
  let empty = true;
  for (let at = 0; at < scope.length; at++) {
    if (scope[at] === 1 && applied[at] === 0) scope[at] = 0;
    else if (scope[at] === 1) empty = false;
  }
  if (empty && target.id !== null) refuseUnlessCurrent(map, { rows, applied, id: target.id, text });
  return scope;
}

function tipsBelow(map: RevisionMap): Marks {
  const marks = new Uint8Array(map.size);
  for (const id of map.bases) marks[map.position(id)] = 1;
  return marks;
}

/** The line runs through these; where the line is named by a revision below all of them, those above it. */
function onLine(map: RevisionMap, children: readonly number[], line: string): number[] {
  if (children.length < 2) return [...children];
  const at = map.position(line);
  const below = reach(map.graph.parents, [at]);
  const through = children.filter((child) => below[child] === 1);
  if (through.length > 0) return through;
  const above = reach(map.graph.children, [at]);
  return children.filter((child) => above[child] === 1);
}

function refuseUnlessCurrent(
  map: RevisionMap,
  facts: { rows: readonly number[]; applied: Marks; id: string; text: string },
): void {
  const at = map.position(facts.id);
  if (facts.rows.includes(at)) return;
  const reason =
    facts.applied[at] === 1
      ? `${facts.id} is the newest of its branch, applied because others depend on it`
      : `${facts.id} is not applied`;
  throw new NotADowngradeTargetError(facts.text, map.ids(facts.rows), reason);
}

function resolveDowngradeTarget(map: RevisionMap, rows: readonly number[], text: string): DowngradeTarget {
  const identifier = parseIdentifier(text);
  if (identifier.kind === "absolute") return absoluteTarget(map, rows, identifier);
  if (identifier.steps >= 0 && identifier.name === undefined) {
    const reason = `${JSON.stringify(text)} leads up from the current revision, which a downgrade cannot do.`;
    throw new RelativeOutOfRangeError(text, { steps: identifier.steps, reachable: 0, reason });
  }
  if (identifier.name !== undefined) {
    refuseUnapplied(map, rows, identifier);
    return countedFromName(map, identifier);
  }
  const line = currentLine(map, rows, identifier);
  return { id: walkDown(map, { start: line, steps: -identifier.steps, branch: identifier.branch, text }), line };
}

function absoluteTarget(map: RevisionMap, rows: readonly number[], identifier: AbsoluteIdentifier): DowngradeTarget {
  const { branch, name, text } = identifier;
  const line = branch === undefined ? undefined : resolveBranch(map, branch, text);
  if (name === "head" || name === "heads") return { id: resolveRevision(map, text), line };
  if (name === "current") return { id: resolveRevision(map, text, { currentRows: map.ids(rows) }), line };
  return { id: name === "base" ? null : resolveName(map, name, { text, within: line }), line };
}

/** Counting down from what is not applied tells how far below it the database shall be, and not what shall be undone. */
function refuseUnapplied(
  map: RevisionMap,
  rows: readonly number[],
  { branch, name, text, steps }: RelativeIdentifier,
): void {
  if (steps >= 0 || name === undefined || name === "base") return;
  const from = branch === undefined ? name : `${branch}@${name}`;
  const applied = reach(map.graph.allParents, rows);
  const missing = namedBy(map, from, rows).find((id) => applied[map.position(id)] === 0);
  if (missing !== undefined) throw new NotADowngradeTargetError(text, map.ids(rows), `${missing} is not applied`);
}

/** Nothing for a name that nobody knows: who counts from it tells what was meant, count and all. */
function namedBy(map: RevisionMap, name: string, rows: readonly number[]): readonly string[] {
  try {
    return resolveRevisions(map, name, { currentRows: map.ids(rows) });
  } catch (error) {
    if (error instanceof UnknownRevisionError) return [];
    throw error;
  }
}

/** A count that ends at `base` undoes the tree of its start, not all trees. */
function countedFromName(map: RevisionMap, identifier: RelativeIdentifier): DowngradeTarget {
  const { branch, name, text, steps } = identifier;
  const id = resolveRevision(map, text);
  const line = branch ?? (id === null && steps < 0 ? name : undefined);
  return { id, line: line === undefined ? undefined : (resolveRevision(map, line) ?? undefined) };
}

/** The row that a bare or branch-relative count starts from. Several rows are never chosen among by chance. */
function currentLine(map: RevisionMap, rows: readonly number[], identifier: RelativeIdentifier): string {
  const { branch, steps, text } = identifier;
  const current = map.ids(rows);
  const lines = branch === undefined ? current : branchLines(map, rows, { branch, text });
  if (lines.length === 1) return lines[0]!;
  if (lines.length > 1)
    throw new AmbiguousCurrentError(
      text,
      lines,
      lines.map((id) => `${id}@${steps}`),
    );
  throw new RelativeOutOfRangeError(text, { steps, reachable: 0 });
}

/** Rows of the branch; where a row of another branch covers it by depending on it, its newest applied revisions. */
function branchLines(map: RevisionMap, rows: readonly number[], of: { branch: string; text: string }): string[] {
  const carrier = resolveBranch(map, of.branch, of.text);
  const direct = inLineage(map, map.ids(rows), carrier);
  if (direct.length > 0) return direct;
  const active = reach(map.graph.allParents, rows);
  return inLineage(map, map.ids(tips(map.graph.children, active)), carrier);
}
