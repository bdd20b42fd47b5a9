/** A piece of a picture with its own origin: boxes, lines among them, and stubs of lines that lead elsewhere. */
import type { Diagram, DiagramTable } from "../diagram.ts";
import { crossings } from "./crossings.ts";
import { layeredLayout, type LayeredBox, type LayeredResult } from "./elk.ts";
import type { Group, PlacedBox, Point, Route, Stub } from "./layout.ts";
import type { BoxMeasure } from "./measure-box.ts";
import type { Ends } from "./ports.ts";
import type { StubTexts } from "./stubs.ts";

export interface Input {
  readonly diagram: Diagram;
  readonly measures: ReadonlyMap<string, BoxMeasure>;
  readonly aspectRatio: number;
}

export interface Part {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  readonly routes: readonly Route[];
  readonly stubs: readonly Stub[];
  readonly groups: readonly Group[];
}

/** The piece at its place. */
export function moved(
  part: Part,
  by: Point,
  measures: ReadonlyMap<string, BoxMeasure>,
): { boxes: PlacedBox[]; routes: Route[]; stubs: Stub[]; groups: Group[] } {
  const move = (point: Point): Point => ({ x: round(point.x + by.x), y: round(point.y + by.y) });
  return {
    boxes: [...part.boxes].map(([key, at]) => ({ key, ...measures.get(key)!, ...move(at) })),
    routes: part.routes.map((route) => ({ ...route, points: route.points.map(move) })),
    stubs: part.stubs.map((stub) => ({ ...stub, at: move(stub.at) })),
    groups: part.groups.map((group) => ({ ...group, ...move(group) })),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** How large the picture has to be to be read; crossings and lines that end in a name count against it. */
export const costOf = (part: Part, { aspectRatio }: Input): number =>
  Math.max(part.width / aspectRatio, part.height) * (1 + (crossings(part.routes) + part.stubs.length) * 0.008);

export interface LayeredRequest extends Input {
  readonly tables: readonly DiagramTable[];
  /** Of all links, also of those that end in stubs. */
  readonly ends: readonly Ends[];
  readonly stubs: StubTexts;
  readonly grouped: boolean;
  readonly bound?: number | undefined;
}

/** One layered picture. */
export async function layered({ tables, stubs, measures, grouped, ...rest }: LayeredRequest): Promise<Part> {
  const ends = rest.ends.filter(({ link }) => !stubs.has(link.key));
  const stubbed = rest.ends.filter(({ link }) => stubs.has(link.key));
  const room = (key: string, side: string): number =>
    Math.max(
      0,
      ...stubbed
        .filter(({ from }) => from.box === key && from.side === side)
        .map(({ link }) => stubs.get(link.key)!.width + 6),
    );
  const boxes = tables.map(({ key, schema }): LayeredBox => {
    const { width, height } = measures.get(key)!;
    const group = grouped ? schema : undefined;
    return { key, width, height, west: room(key, "west"), east: room(key, "east"), group };
  });
  const result =
    boxes.length === 1 && ends.length === 0
      ? loneBox(boxes[0]!)
      : await layeredLayout({ boxes, ends, aspectRatio: rest.aspectRatio, bound: rest.bound });
  return {
    width: result.width,
    height: result.height,
    boxes: result.boxes,
    groups: result.groups,
    routes: ends.map(({ link, from, to }) => ({
      link: link.key,
      points: result.routes.get(link.key)!,
      trunk: to.id,
      fork: from.id,
    })),
    stubs: stubbed.map(({ link, from: { box, side, y } }): Stub => {
      const place = result.boxes.get(box)!;
      const x = side === "east" ? place.x + measures.get(box)!.width : place.x;
      const { text, width } = stubs.get(link.key)!;
      return { link: link.key, at: { x, y: place.y + y }, side, text, width };
    }),
  };
}

const loneBox = ({ key, width, height, west, east }: LayeredBox): LayeredResult => ({
  width: west + width + east,
  height,
  boxes: new Map([[key, { x: west, y: 0 }]]),
  routes: new Map(),
  groups: [],
});
