/**
 * Which box of a link stands left of the other. Tables referred to stand left, association tables between their two,
 * and of many small tables around one, half stand on either side. Never a circle, so that lines run one way.
 */
import { compareText, type Diagram, type DiagramLink } from "../diagram.ts";

/** More leaves than this around one table are shared out to both of its sides. */
const manyLeaves = 6;

export interface Wishes {
  /** Association tables stand between their two; otherwise right of both. */
  readonly between: boolean;
  /** Many leaves stand on both sides. */
  readonly leaves: boolean;
}

/** Keys of links whose target stands right of the box that refers to it. */
export function linksToTheRight(diagram: Diagram, wishes: Wishes): ReadonlySet<string> {
  const links = diagram.links.filter((link) => link.from !== link.to);
  const wished = new Set([
    ...(wishes.between ? associationWishes(diagram, links) : []),
    ...(wishes.leaves ? leafWishes(links) : []),
  ]);
  const order = new PartialOrder();
  const right = new Set<string>();
  // Plain references first: where wishes run in a circle, those give way.
  for (const link of [...links].sort((a, b) => Number(wished.has(a.key)) - Number(wished.has(b.key)))) {
    const [left, other] = wished.has(link.key) ? [link.from, link.to] : [link.to, link.from];
    const turned = order.isBefore(other, left);
    if (turned) order.add(other, left);
    else order.add(left, other);
    if (wished.has(link.key) !== turned) right.add(link.key);
  }
  return right;
}

function associationWishes(diagram: Diagram, links: readonly DiagramLink[]): string[] {
  return diagram.tables
    .filter((table) => table.association)
    .flatMap((table) => {
      const position = new Map(table.columns.map((column, at) => [column.name, at]));
      const first = (link: DiagramLink): number => Math.min(...link.fromColumns.map((name) => position.get(name) ?? 0));
      const own = links
        .filter((link) => link.from === table.key)
        .sort((a, b) => first(a) - first(b) || compareText(a.key, b.key));
      const targets = [...new Set(own.map((link) => link.to))];
      const right = new Set(targets.slice(Math.ceil(targets.length / 2)));
      return own.filter((link) => right.has(link.to)).map((link) => link.key);
    });
}

function leafWishes(links: readonly DiagramLink[]): string[] {
  const touching = new Map<string, Set<string>>();
  for (const { from, to } of links) {
    for (const [one, other] of [[from, to] as const, [to, from] as const]) {
      if (!touching.has(one)) touching.set(one, new Set());
      touching.get(one)!.add(other);
    }
  }
  const leavesOf = new Map<string, Set<string>>();
  for (const { from, to } of links) {
    if (touching.get(from)!.size > 1) continue;
    if (!leavesOf.has(to)) leavesOf.set(to, new Set());
    leavesOf.get(to)!.add(from);
  }
  const turned = new Set<string>();
  for (const leaves of leavesOf.values()) {
    if (leaves.size <= manyLeaves) continue;
    for (const leaf of [...leaves].sort(compareText).slice(Math.ceil(leaves.size / 2))) turned.add(leaf);
  }
  return links.filter((link) => turned.has(link.from)).map((link) => link.key);
}

/** "Left of", grown pair by pair. */
class PartialOrder {
  readonly #after = new Map<string, Set<string>>();

  add(left: string, right: string): void {
    const after = this.#after.get(left);
    if (after === undefined) this.#after.set(left, new Set([right]));
    else after.add(right);
  }

  isBefore(left: string, right: string): boolean {
    const seen = new Set([left]);
    const stack = [left];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at === right) return true;
      for (const next of this.#after.get(at) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        stack.push(next);
      }
    }
    return false;
  }
}
