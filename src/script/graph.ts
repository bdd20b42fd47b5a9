/**
 * The revision graph by position in load order: arrays of arrays of numbers, so that 10,000 revisions cost little and
 * no walk recurses. "Parents" are `downRevision`; "all parents" add the dependencies.
 */

export type Edges = readonly (readonly number[])[];

export interface Graph {
  readonly size: number;
  readonly ids: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  readonly parents: Edges;
  readonly children: Edges;
  /** `dependsOn` resolved to revisions, as written. */
  readonly dependencies: Edges;
  readonly dependents: Edges;
  /** Parents, then those dependencies that no ancestor has declared already. */
  readonly allParents: Edges;
  readonly allChildren: Edges;
}

export type Marks = Uint8Array;

/** Marks `starts` and all that can be reached from them along `edges`. */
export function reach(edges: Edges, starts: Iterable<number>): Marks {
  const marks = new Uint8Array(edges.length);
  const stack: number[] = [];
  for (const start of starts) {
    if (marks[start] === 0) {
      marks[start] = 1;
      stack.push(start);
    }
  }
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of edges[at]!) {
      if (marks[next] === 0) {
        marks[next] = 1;
        stack.push(next);
      }
    }
  }
  return marks;
}

export function marked(marks: Marks): number[] {
  const out: number[] = [];
  for (let at = 0; at < marks.length; at++) if (marks[at] === 1) out.push(at);
  return out;
}

/** The marked revisions that no marked revision stands on, in load order. */
export function tips(children: Edges, marks: Marks): number[] {
  return marked(marks).filter((at) => !children[at]!.some((child) => marks[child] === 1));
}

/** The edges in the other direction, in order of their sources. */
export function reverseEdges(edges: Edges): Edges {
  const reversed: number[][] = edges.map(() => []);
  edges.forEach((targets, source) => {
    for (const target of targets) reversed[target]!.push(source);
  });
  return reversed;
}

/** One cycle along `edges`, or undefined. Peels off nodes without edges until only cycles and what leads to them stay. */
export function findCycle(edges: Edges): number[] | undefined {
  const remaining = edges.map((targets) => targets.length);
  const sources = reverseEdges(edges);
  const ready = remaining.flatMap((count, at) => (count === 0 ? [at] : []));
  let left = edges.length;
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    left--;
    for (const source of sources[at]!) {
      if (--remaining[source]! === 0) ready.push(source);
    }
  }
  if (left === 0) return undefined;
  return cycleAmong(edges, remaining);
}

function cycleAmong(edges: Edges, remaining: readonly number[]): number[] {
  const seenAt = new Map<number, number>();
  const path: number[] = [];
  let at = remaining.findIndex((count) => count > 0);
  while (!seenAt.has(at)) {
    seenAt.set(at, path.length);
    path.push(at);
    at = edges[at]!.find((next) => remaining[next]! > 0)!;
  }
  return path.slice(seenAt.get(at)!);
}

/**
 * Orders `todo` from the newest to the oldest, depth first: a line is followed down to where another line joins it,
 * then that line is taken up. `heads` that were loaded first come first. This is Alembic's order, made deterministic.
 */
export function newestFirst(graph: Graph, todo: Marks, heads: Iterable<number>): number[] {
  const { allParents, allChildren } = graph;
  const open = Uint8Array.from(todo);
  const pending = new Int32Array(graph.size);
  for (const at of marked(todo)) {
    for (const parent of allParents[at]!) pending[parent]!++;
  }
  const lines = [...new Set(heads)].filter((at) => open[at] === 1).sort((a, b) => a - b);
  const inLines = new Uint8Array(graph.size);
  for (const at of lines) inLines[at] = 1;
  const out: number[] = [];
  const lineAbove = lineFinder(allChildren, open);
  let current = 0;
  while (lines.length > 0) {
    const candidate = lines[current]!;
    if (pending[candidate]! > 0) {
      current = lineAbove(lines, candidate);
      continue;
    }
    if (open[candidate] === 1) {
      open[candidate] = 0;
      out.push(candidate);
      for (const parent of allParents[candidate]!) pending[parent]!--;
    }
    const next = allParents[candidate]!.filter((at) => open[at] === 1 && inLines[at] === 0);
    inLines[candidate] = 0;
    if (next.length === 0) {
      lines.splice(current, 1);
      current = Math.max(current - 1, 0);
      continue;
    }
    for (const at of next) inLines[at] = 1;
    lines[current] = next[0]!;
    for (const at of next.slice(1)) lines.push(at);
  }
  return out;
}

/**
 * Finds the line to take up when a revision is reached that others still stand on: the first one above it. What stood
 * above a revision once can only become less, so that one search serves as long as the same revision is in the way.
 */
function lineFinder(allChildren: Edges, open: Marks): (lines: readonly number[], below: number) => number {
  const seen = new Int32Array(open.length);
  let search = 0;
  const stack: number[] = [];
  let last = -1;
  return (lines, below) => {
    if (below !== last) {
      last = below;
      search++;
      stack.push(below);
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        for (const child of allChildren[at]!) {
          if (open[child] === 1 && seen[child] !== search) {
            seen[child] = search;
            stack.push(child);
          }
        }
      }
    }
    return lines.findIndex((at) => seen[at] === search);
  };
}
