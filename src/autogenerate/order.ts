/**
 * Puts nodes into an order in which everything comes after what it needs. Among nodes that nothing orders, the smaller
 * rank goes first, so that the same input always gives the same, readable order.
 */

/** Edges by node number: `after[n]` must all come before n. */
export interface Graph {
  readonly after: readonly ReadonlySet<number>[];
}

/**
 * Topological order by Kahn's algorithm with a heap. Where a circle is left, the edge into its smallest node is
 * ignored; `broken` says so.
 */
export function topologicalOrder(
  graph: Graph,
  compare: (a: number, b: number) => number,
): { readonly order: readonly number[]; readonly broken: readonly number[] } {
  const count = graph.after.length;
  const waiting = graph.after.map((set) => set.size);
  const before: number[][] = Array.from({ length: count }, () => []);
  graph.after.forEach((set, node) => set.forEach((needed) => before[needed]!.push(node)));
  const ready = new Heap(compare);
  const done = new Uint8Array(count);
  const order: number[] = [];
  const broken: number[] = [];
  waiting.forEach((needs, node) => needs === 0 && ready.push(node));
  while (order.length < count) {
    let node = ready.pop();
    if (node === undefined) {
      node = smallestLeft(done, compare);
      broken.push(node);
    }
    if (done[node] === 1) continue;
    done[node] = 1;
    order.push(node);
    for (const next of before[node]!)
      if ((waiting[next] = waiting[next]! - 1) === 0 && done[next] === 0) ready.push(next);
  }
  return { order, broken };
}

function smallestLeft(done: Uint8Array, compare: (a: number, b: number) => number): number {
  let smallest = -1;
  done.forEach((flag, node) => {
    if (flag === 0 && (smallest === -1 || compare(node, smallest) < 0)) smallest = node;
  });
  return smallest;
}

/** Groups of nodes that need one another, by Tarjan's algorithm without recursion; single nodes are left out. */
export function circles(graph: Graph): number[][] {
  const count = graph.after.length;
  const edges = graph.after.map((set) => [...set]);
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: number[] = [];
  const found: number[][] = [];
  let next = 0;
  for (let root = 0; root < count; root += 1) {
    if (index[root] !== -1) continue;
    const path: { node: number; at: number }[] = [{ node: root, at: 0 }];
    while (path.length > 0) {
      const frame = path.at(-1)!;
      const { node } = frame;
      if (frame.at === 0 && index[node] === -1) {
        index[node] = low[node] = next++;
        stack.push(node);
        onStack[node] = 1;
      }
      const child = edges[node]![frame.at];
      if (child === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) low[parent.node] = Math.min(low[parent.node]!, low[node]!);
        if (low[node] === index[node]) collect(node, stack, onStack, found);
        continue;
      }
      frame.at += 1;
      if (index[child] === -1) path.push({ node: child, at: 0 });
      else if (onStack[child] === 1) low[node] = Math.min(low[node]!, index[child]!);
    }
  }
  return found;
}

function collect(root: number, stack: number[], onStack: Uint8Array, found: number[][]): void {
  const members: number[] = [];
  for (;;) {
    const node = stack.pop()!;
    onStack[node] = 0;
    members.push(node);
    if (node === root) break;
  }
  if (members.length > 1) found.push(members);
}

/** A binary heap of node numbers. */
class Heap {
  readonly #compare: (a: number, b: number) => number;
  readonly #items: number[] = [];

  constructor(compare: (a: number, b: number) => number) {
    this.#compare = compare;
  }

  push(item: number): void {
    const items = this.#items;
    items.push(item);
    let at = items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(items[at]!, items[parent]!) >= 0) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    items[0] = last;
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const child = right < items.length && this.#compare(items[right]!, items[left]!) < 0 ? right : left;
      if (this.#compare(items[child]!, items[at]!) >= 0) break;
      this.#swap(at, child);
      at = child;
    }
    return top;
  }

  #swap(a: number, b: number): void {
    const items = this.#items;
    [items[a], items[b]] = [items[b]!, items[a]!];
  }
}
