/** How often lines of different trunks cross: what makes a picture hard to follow. */
import type { Point, Route } from "./layout.ts";

interface Piece {
  readonly trunk: string;
  /** The coordinate that stays. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

export function crossings(routes: readonly Route[]): number {
  const upright = pieces(routes, (a, b) => a.x === b.x, "x", "y");
  const level = pieces(routes, (a, b) => a.y === b.y, "y", "x");
  let count = 0;
  for (const v of upright) {
    for (const h of level) {
      if (v.trunk !== h.trunk && h.at > v.low && h.at < v.high && v.at > h.low && v.at < h.high) count += 1;
    }
  }
  return count;
}

function pieces(
  routes: readonly Route[],
  lies: (a: Point, b: Point) => boolean,
  stays: "x" | "y",
  runs: "x" | "y",
): Piece[] {
  const found = new Map<string, Piece>();
  for (const { points, trunk } of routes) {
    for (let at = 1; at < points.length; at += 1) {
      const [a, b] = [points[at - 1]!, points[at]!];
      if (!lies(a, b)) continue;
      const piece = { trunk, at: a[stays], low: Math.min(a[runs], b[runs]), high: Math.max(a[runs], b[runs]) };
      found.set(`${trunk} ${piece.at} ${piece.low} ${piece.high}`, piece);
    }
  }
  return [...found.values()];
}
