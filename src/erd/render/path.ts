/** Lines between boxes as path data: rounded corners, and ends that tell one from many and optional from required. */
import type { Point } from "../layout/layout.ts";
import { number } from "./xml.ts";

/** What stands at an end of a line. */
export type End = "many" | "zeroOrOne" | "one" | "plain" | "arrow";

const corner = 7;
/** How far an end reaches from the box. */
export const endLength = 20;

interface EndShape {
  /** Path data, drawn from the box along the line. */
  readonly path: string;
  /** Where the line itself begins. */
  readonly start: number;
}

/** A line in two pieces, since where the line is dashed its ends are not. */
export interface LinePaths {
  readonly ends: string;
  readonly line: string;
}

export function linkPath(points: readonly Point[], from: End, to: End): LinePaths {
  const first = endShape(points[0]!, points[1]!, from);
  const last = endShape(points.at(-1)!, points.at(-2)!, to);
  const inner = [
    toward(points[0]!, points[1]!, first.start),
    ...points.slice(1, -1),
    toward(points.at(-1)!, points.at(-2)!, last.start),
  ];
  return { ends: first.path + last.path, line: rounded(inner) };
}

/** A stub's line: its end at the box and a short way on. */
export function stubPath(at: Point, side: "east" | "west", from: End): LinePaths {
  const end = { x: at.x + (side === "east" ? endLength + 4 : -endLength - 4), y: at.y };
  const shape = endShape(at, end, from);
  return { ends: shape.path, line: rounded([toward(at, end, shape.start), end]) };
}

function endShape(at: Point, next: Point, end: End): EndShape {
  const direction = Math.sign(next.x - at.x) || 1;
  const x = (distance: number): string => number(at.x + direction * distance);
  const y = (distance: number): string => number(at.y + distance);
  const bar = (distance: number): string => `M${x(distance)} ${y(-4.5)}V${y(4.5)}`;
  const ring = (distance: number): string =>
    `M${x(distance - 3.5)} ${y(0)}a3.5 3.5 0 1 1 ${number(direction * 7)} 0a3.5 3.5 0 1 1 ${number(direction * -7)} 0`;
  switch (end) {
    case "many":
      return {
        path: `M${x(0)} ${y(-4.5)}L${x(11)} ${y(0)}L${x(0)} ${y(4.5)}M${x(0)} ${y(0)}H${x(11)}${ring(14.5)}`,
        start: 18,
      };
    case "zeroOrOne":
      return { path: `M${x(0)} ${y(0)}H${x(9)}${bar(5.5)}${ring(12.5)}`, start: 16 };
    case "one":
      return { path: `${bar(5.5)}${bar(9.5)}`, start: 0 };
    case "arrow":
      return { path: `M${x(8)} ${y(-4.5)}L${x(0.5)} ${y(0)}L${x(8)} ${y(4.5)}`, start: 0 };
    case "plain":
      return { path: "", start: 0 };
    default:
      return end satisfies never;
  }
}

const toward = (at: Point, next: Point, distance: number): Point => ({
  x: at.x + (Math.sign(next.x - at.x) || 1) * distance,
  y: at.y,
});

function rounded(points: readonly Point[]): string {
  let path = `M${number(points[0]!.x)} ${number(points[0]!.y)}`;
  for (let at = 1; at < points.length - 1; at += 1) {
    const [before, here, after] = [points[at - 1]!, points[at]!, points[at + 1]!];
    const radius = Math.min(corner, distance(before, here) / 2, distance(here, after) / 2);
    const a = along(here, before, radius);
    const b = along(here, after, radius);
    path += `${straight(before, a)}Q${number(here.x)} ${number(here.y)} ${number(b.x)} ${number(b.y)}`;
  }
  return path + straight(points.at(-2)!, points.at(-1)!);
}

const straight = (from: Point, to: Point): string =>
  Math.abs(from.y - to.y) < 0.05
    ? `H${number(to.x)}`
    : Math.abs(from.x - to.x) < 0.05
      ? `V${number(to.y)}`
      : `L${number(to.x)} ${number(to.y)}`;

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

function along(from: Point, to: Point, length: number): Point {
  const all = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / all, y: from.y + ((to.y - from.y) * length) / all };
}
