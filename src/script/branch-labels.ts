/**
 * Which branch labels hold for which revision: the labelled one, all that descends from it (through merges too), and
 * what lies below it down to, but without, the nearest branch point or merge point.
 */
import type { Graph } from "./graph.ts";

const none: readonly string[] = Object.freeze([]);

export function propagateLabels(graph: Graph, carriers: ReadonlyMap<string, number>): (readonly string[])[] {
  const labels: (readonly string[])[] = graph.ids.map(() => none);
  if (carriers.size === 0) return labels;
  for (const [label, carrier] of carriers) labels[carrier] = [...labels[carrier]!, label];
  const own = labels.map((list) => list);
  for (const at of parentsFirst(graph)) {
    for (const parent of graph.parents[at]!) labels[at] = union(labels[at]!, labels[parent]!);
  }
  own.forEach((list, carrier) => {
    if (list.length > 0) labelBelow(graph, labels, list, carrier);
  });
  return labels;
}

function labelBelow(graph: Graph, labels: (readonly string[])[], list: readonly string[], carrier: number): void {
  let at = carrier;
  while (!hasManyChildren(graph, at) && graph.parents[at]!.length === 1) {
    const parent = graph.parents[at]![0]!;
    if (hasManyChildren(graph, parent) || graph.parents[parent]!.length > 1) return;
    labels[parent] = union(labels[parent]!, list);
    at = parent;
  }
}

/** Dependents count as children here. */
function hasManyChildren(graph: Graph, at: number): boolean {
  const children = graph.children[at]!;
  const dependents = graph.dependents[at]!;
  return children.length + dependents.filter((dependent) => !children.includes(dependent)).length > 1;
}

function parentsFirst(graph: Graph): number[] {
  const waiting = graph.parents.map((parents) => parents.length);
  const order = waiting.flatMap((count, at) => (count === 0 ? [at] : []));
  for (let next = 0; next < order.length; next++) {
    for (const child of graph.children[order[next]!]!) {
      if (--waiting[child]! === 0) order.push(child);
    }
  }
  return order;
}

/** Shares the arrays it is given wherever it can: on a long line all revisions hold the same list. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  const extra = b.filter((label) => !a.includes(label));
  return extra.length === 0 ? a : [...a, ...extra];
}
