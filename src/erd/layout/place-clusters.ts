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

/** Every cluster on its own; references that leave it end in stubs. */
export async function placeClusters(input: Input, clusters: readonly Cluster[]): Promise<Part> {
  const placed: { cluster: Cluster; part: Part }[] = [];
  for (const cluster of clusters) placed.push({ cluster, part: await placeCluster(input, cluster) });
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
