/** Large models: every cluster is a picture of its own; a line that leaves its cluster ends in the name it leads to. */
import type { Diagram } from "../diagram.ts";
import { textWidth } from "../text/measure.ts";
import type { Cluster } from "./communities.ts";
import { placeComponents } from "./components.ts";
import type { Group, Point, Route, Stub } from "./layout.ts";
import { moved, type Input, type Part } from "./part.ts";
import { packShelves } from "./shelves.ts";
import { stubTexts } from "./stubs.ts";

const groupPadding = { top: 44, side: 22, bottom: 22 };

/** Shapes that a cluster without lines can take, as a part of the one that is aimed at. */
const shapes = [1, 0.55, 1.5, 2.4];

interface Placed {
  readonly cluster: Cluster;
  readonly part: Part;
}

/**
 * Every cluster on its own; references that leave it end in stubs. Clusters of tables that nothing connects take the shape
 * that fills what the others leave.
 */
export async function placeClusters(input: Input, clusters: readonly Cluster[]): Promise<Part> {
  const fixed = new Map<Cluster, Part>();
  const linked = new Set(input.diagram.links.flatMap(({ from, to }) => (from === to ? [] : [from, to])));
  for (const cluster of clusters)
    if (cluster.tables.some((key) => linked.has(key))) fixed.set(cluster, await placeCluster(input, cluster));
  let best: Part | undefined;
  const size = ({ width, height }: Part): number => Math.max(width / input.aspectRatio, height);
  for (const shape of fixed.size === clusters.length ? [1] : shapes) {
    const shaped = { ...input, aspectRatio: input.aspectRatio * shape };
    const placed: Placed[] = [];
    for (const cluster of clusters)
      placed.push({ cluster, part: fixed.get(cluster) ?? (await placeCluster(shaped, cluster)) });
    const whole = together(input, placed);
    if (best === undefined || size(whole) < size(best) - 0.01) best = whole;
  }
  return best!;
}

function together(input: Input, placed: readonly Placed[]): Part {
  const frames = placed.map(({ cluster, part }) => ({
    width: Math.max(part.width, textWidth(cluster.name, 15, "bold")) + 2 * groupPadding.side,
    height: part.height + groupPadding.top + groupPadding.bottom,
  }));
  const packed = packShelves(frames, { gap: 30, aspectRatio: input.aspectRatio });
  const boxes = new Map<string, Point>();
  const [routes, stubs, groups]: [Route[], Stub[], Group[]] = [[], [], []];
  placed.forEach(({ cluster, part }, at) => {
    const corner = packed.places[at]!;
    const piece = moved(part, { x: corner.x + groupPadding.side, y: corner.y + groupPadding.top }, input.measures);
    for (const { key, x, y } of piece.boxes) boxes.set(key, { x, y });
    routes.push(...piece.routes);
    stubs.push(...piece.stubs);
    groups.push({ name: cluster.name, ...corner, ...frames[at]! });
  });
  return { width: packed.width, height: packed.height, boxes, routes, stubs, groups };
}

async function placeCluster(input: Input, cluster: Cluster): Promise<Part> {
  const members = new Set(cluster.tables);
  const own = input.diagram.links.filter((link) => members.has(link.from));
  const stubbed = own.filter((link) => !members.has(link.to));
  const stubs = stubTexts(stubbed, input.diagram);
  const diagram: Diagram = {
    ...input.diagram,
    tables: input.diagram.tables.filter((table) => members.has(table.key)),
    links: own.filter((link) => members.has(link.to)),
  };
  return placeComponents(input, { diagram, stubbed, stubs });
}
