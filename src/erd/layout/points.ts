/** Points of lines. */
import type { Point } from "./layout.ts";

/** Without points that lie on a straight piece. */
export function simplify(points: readonly Point[]): Point[] {
  const result: Point[] = [];
  for (const point of points) {
    const rounded = { x: Math.round(point.x * 10) / 10, y: Math.round(point.y * 10) / 10 };
    const last = result.at(-1);
    if (last !== undefined && Math.abs(last.x - rounded.x) < 0.05 && Math.abs(last.y - rounded.y) < 0.05) continue;
    const before = result.at(-2);
    if (
      before !== undefined &&
      last !== undefined &&
      (onLine(before, last, rounded, "x") || onLine(before, last, rounded, "y"))
    ) {
      result.pop();
    }
    result.push(rounded);
  }
  return result;
}

const onLine = (a: Point, b: Point, c: Point, axis: "x" | "y"): boolean =>
  Math.abs(a[axis] - b[axis]) < 0.05 && Math.abs(b[axis] - c[axis]) < 0.05;
