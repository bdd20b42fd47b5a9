/** Where lines of one trunk part: a dot tells a joint from a crossing. */
import type { Point, Route } from "../layout/layout.ts";

export interface Junction extends Point {
  readonly trunk: string;
}

export function junctionsOf(routes: readonly Route[]): Junction[] {
  const trunks = new Map<string, Route[]>();
  for (const route of routes) {
    for (const name of [route.trunk, route.fork]) {
      const group = trunks.get(name);
      if (group === undefined) trunks.set(name, [route]);
      else group.push(route);
    }
  }
  const found = new Map<string, Junction>();
  for (const [trunk, group] of trunks) {
    if (group.length < 2) continue;
    for (const point of new Map(
      group.flatMap((route) => route.points.slice(1, -1)).map((p) => [`${p.x} ${p.y}`, p]),
    ).values()) {
      const directions = new Set(group.flatMap((route) => directionsAt(route.points, point)));
      if (directions.size >= 3) found.set(`${point.x} ${point.y}`, { ...point, trunk });
    }
  }
  return [...found.values()];
}

type Direction = "n" | "e" | "s" | "w";

function directionsAt(points: readonly Point[], at: Point): Direction[] {
  const found: Direction[] = [];
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1]!, points[index]!];
    if (!isOn(a, b, at)) continue;
    for (const end of [a, b]) {
      if (end.x > at.x + 0.05) found.push("e");
      else if (end.x < at.x - 0.05) found.push("w");
      else if (end.y > at.y + 0.05) found.push("s");
      else if (end.y < at.y - 0.05) found.push("n");
    }
  }
  return found;
}

const between = (value: number, a: number, b: number): boolean =>
  value >= Math.min(a, b) - 0.05 && value <= Math.max(a, b) + 0.05;

const isOn = (a: Point, b: Point, at: Point): boolean => between(at.x, a.x, b.x) && between(at.y, a.y, b.y);
