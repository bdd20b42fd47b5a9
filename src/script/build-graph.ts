/**
 * Turns revisions into a graph, or says precisely what stops them from being one: a label used twice, a parent or
 * dependency that no file defines, a revision that stands on itself.
 */
import {
  BranchLabelClashError,
  DuplicateRevisionError,
  MissingRevisionError,
  RevisionCycleError,
  RevisionLoopError,
} from "./errors.ts";
import { findCycle, reach, reverseEdges } from "./graph.ts";
import type { Edges, Graph } from "./graph.ts";
import type { Revision } from "./revision.ts";
import { closestNames } from "./suggest.ts";

export interface LabelledGraph {
  readonly graph: Graph;
  /** Each branch label and the revision that carries it. */
  readonly carriers: ReadonlyMap<string, number>;
}

export function buildGraph(revisions: readonly Revision[]): LabelledGraph {
  const index = indexById(revisions);
  const carriers = indexByLabel(revisions, index);
  const parents = revisions.map((revision, at) => resolveEdges(revision, at, "downRevision", index));
  const names = new Map([...carriers, ...index]);
  const dependencies = revisions.map((revision, at) => resolveEdges(revision, at, "dependsOn", names));
  refuseCycle(revisions, parents, "parents");
  const children = reverseEdges(parents);
  const normalised = withoutDeclaredAbove(dependencies, children);
  const allParents = parents.map((own, at) => {
    const extra = normalised[at]!.filter((dependency) => !own.includes(dependency));
    return extra.length === 0 ? own : [...own, ...extra];
  });
  if (dependencies.some((own) => own.length > 0)) refuseCycle(revisions, joined(parents, dependencies), "dependencies");
  const graph: Graph = {
    size: revisions.length,
    ids: revisions.map((revision) => revision.id),
    index,
    parents,
    children,
    dependencies,
    dependents: reverseEdges(dependencies),
    allParents,
    allChildren: reverseEdges(allParents),
  };
  return { graph, carriers };
}

function indexById(revisions: readonly Revision[]): Map<string, number> {
  const index = new Map<string, number>();
  revisions.forEach((revision, at) => {
    const before = index.get(revision.id);
    if (before !== undefined) throw new DuplicateRevisionError(revision.id, [revisions[before]!.path, revision.path]);
    index.set(revision.id, at);
  });
  return index;
}

function indexByLabel(revisions: readonly Revision[], index: ReadonlyMap<string, number>): Map<string, number> {
  const carriers = new Map<string, number>();
  revisions.forEach((revision, at) => {
    for (const label of revision.branchLabels) {
      const before = carriers.get(label);
      if (before !== undefined) throw new BranchLabelClashError(label, [revision.id, revisions[before]!.id]);
      if (index.has(label)) throw new BranchLabelClashError(label, [revision.id, label], "id");
      carriers.set(label, at);
    }
  });
  return carriers;
}

function resolveEdges(
  revision: Revision,
  at: number,
  field: "downRevision" | "dependsOn",
  names: ReadonlyMap<string, number>,
): number[] {
  const out: number[] = [];
  for (const name of revision[field]) {
    const target = names.get(name);
    if (target === undefined) {
      const suggestions = closestNames(name, names.keys());
      throw new MissingRevisionError({ id: revision.id, missing: name, path: revision.path, field, suggestions });
    }
    if (target === at) throw new RevisionLoopError({ id: revision.id, path: revision.path, field });
    if (!out.includes(target)) out.push(target);
  }
  return out;
}

function refuseCycle(revisions: readonly Revision[], edges: Edges, kind: "parents" | "dependencies"): void {
  const cycle = findCycle(edges);
  if (cycle !== undefined)
    throw new RevisionCycleError(
      cycle.map((at) => revisions[at]!.id),
      kind,
    );
}

function joined(parents: Edges, dependencies: Edges): Edges {
  return parents.map((own, at) => [...own, ...dependencies[at]!]);
}

/**
 * Leaves out a dependency that a revision further down the same line has declared already. Only dependencies with
 * several dependents can be repeated, so a graph without repetition costs nothing.
 */
function withoutDeclaredAbove(dependencies: Edges, children: Edges): Edges {
  const dependents = reverseEdges(dependencies);
  const normalised = dependencies.map((own) => own);
  dependents.forEach((declarers, dependency) => {
    if (declarers.length < 2) return;
    const below = reach(
      children,
      declarers.flatMap((at) => children[at]!),
    );
    for (const at of declarers) {
      if (below[at] === 1) normalised[at] = normalised[at]!.filter((other) => other !== dependency);
    }
  });
  return normalised;
}
