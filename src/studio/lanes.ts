/** The revision graph as lanes: one row for each revision, newest first, lines for the branches beside them. */
import type { RevisionNode } from "../erd/model-history.ts";

export interface LaneNode {
  readonly id: string;
  readonly row: number;
  readonly lane: number;
}

export interface LaneEdge {
  readonly child: LaneNode;
  readonly parent: LaneNode;
  /** The lane that the line runs down in. */
  readonly lane: number;
  /** A dependency, not a parent. */
  readonly dependency: boolean;
}

export interface Lanes {
  readonly nodes: readonly LaneNode[];
  readonly edges: readonly LaneEdge[];
  readonly width: number;
}

/** @param nodes oldest first, as the history tells them */
export function lanesOf(nodes: readonly RevisionNode[]): Lanes {
  const known = new Set(nodes.map((node) => node.id));
  const open: (string | undefined)[] = [];
  const placed = new Map<string, LaneNode>();
  const drafts: { child: string; parent: string; lane: number; dependency: boolean }[] = [];
  let width = 1;
  [...nodes].reverse().forEach((node, row) => {
    const waiting = open.indexOf(node.id);
    const lane = waiting < 0 ? firstFree(open) : waiting;
    placed.set(node.id, { id: node.id, row, lane });
    open.forEach((id, at) => {
      if (id === node.id) open[at] = undefined;
    });
    node.parents.forEach((parent, at) => {
      const there = open.indexOf(parent);
      const own = at === 0 && open[lane] === undefined ? lane : there >= 0 ? there : firstFree(open);
      open[own] = parent;
      drafts.push({ child: node.id, parent, lane: own, dependency: false });
    });
    for (const parent of node.dependsOn) {
      if (known.has(parent)) drafts.push({ child: node.id, parent, lane: -1, dependency: true });
    }
    width = Math.max(width, open.length);
  });
  const edges = drafts.flatMap(({ child, parent, lane, dependency }): LaneEdge[] => {
    const [from, to] = [placed.get(child), placed.get(parent)];
    if (from === undefined || to === undefined) return [];
    return [{ child: from, parent: to, lane: lane < 0 ? from.lane : lane, dependency }];
  });
  return { nodes: [...placed.values()], edges, width };
}

function firstFree(open: readonly (string | undefined)[]): number {
  const at = open.indexOf(undefined);
  return at < 0 ? open.length : at;
}
