/** From a diagram to the places of everything in it: one layered picture, or clusters of them for large models. */
import type { Diagram, DiagramLink, DiagramTable } from "../diagram.ts";
import { schemasOf } from "../diagram.ts";
import { textWidth } from "../text/measure.ts";
import { clustersOf, type Cluster } from "./communities.ts";
import { layeredLayout, type LayeredBox } from "./elk.ts";
import type { Group, Layout, PlacedBox, Point, Route, Stub } from "./layout.ts";
import { measureBox, metrics, type BoxMeasure, type BoxOptions, type Detail } from "./measure-box.ts";
import { crossings } from "./crossings.ts";
import { linksToTheRight, type Wishes } from "./orient.ts";
import { portsOf, type Ends } from "./ports.ts";
import { packShelves } from "./shelves.ts";

export type Clustering = "auto" | "always" | "never";

export interface LayoutOptions {
  /** `auto` draws clusters from 60 tables on. */
  readonly clusters?: Clustering;
  readonly detail?: Detail;
  readonly defaults?: boolean;
  /** Width through height that is aimed at; 1.5 where absent. */
  readonly aspectRatio?: number;
}

const manyTables = 60;
const margin = 24;
const groupPadding = { top: 44, side: 22, bottom: 22 };

/**
 * Lays out a diagram. The same diagram and options give the same layout, on every machine.
 *
 *     const layout = await layoutDiagram(readDiagram(commerce.metadata));
 */
export async function layoutDiagram(diagram: Diagram, options: LayoutOptions = {}): Promise<Layout> {
  const boxOptions: BoxOptions = {
    detail: options.detail ?? "all",
    defaults: options.defaults ?? false,
    compared: diagram.compared,
  };
  const measures = new Map(diagram.tables.map((table) => [table.key, measureBox(table, boxOptions)]));
  const input: Input = { diagram, measures, aspectRatio: options.aspectRatio ?? 1.5 };
  const clustered =
    options.clusters === "always" ||
    (options.clusters !== "never" && diagram.tables.filter((table) => table.kind !== "enum").length >= manyTables);
  const part = await (clustered ? placeClusters(input, clustersOf(diagram)) : placeTogether(input));
  return {
    width: Math.ceil(part.width + 2 * margin),
    height: Math.ceil(part.height + 2 * margin),
    ...moved(part, { x: margin, y: margin }, measures),
    options: boxOptions,
  };
}

interface Input {
  readonly diagram: Diagram;
  readonly measures: ReadonlyMap<string, BoxMeasure>;
  readonly aspectRatio: number;
}

/** A piece of the picture with its own origin. */
interface Part {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  readonly routes: readonly Route[];
  readonly stubs: readonly Stub[];
  readonly groups: readonly Group[];
}

function moved(
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

/** All boxes in one layered picture; schemas as groups where there are several. What nothing leads to stands below. */
async function placeTogether(input: Input): Promise<Part> {
  const { diagram, measures, aspectRatio } = input;
  const grouped = schemasOf(diagram).length > 1;
  const linked = new Set(diagram.links.flatMap((link) => [link.from, link.to]));
  const inside = grouped ? diagram.tables : diagram.tables.filter((table) => linked.has(table.key));
  const lone = grouped ? [] : diagram.tables.filter((table) => !linked.has(table.key));
  const main = await bestOf(input, inside, (how) => {
    const ends = portsOf(diagram, measures, linksToTheRight(diagram, how));
    return layered({ tables: inside, ends, stubs: new Map(), grouped, bound: how.bound, ...input });
  });
  if (lone.length === 0) return main;
  const shelves = packShelves(
    lone.map((table) => measures.get(table.key)!),
    { gap: 30, aspectRatio, minWidth: main.width },
  );
  const top = main.height === 0 ? 0 : main.height + 40;
  const boxes = new Map(main.boxes);
  lone.forEach((table, at) => boxes.set(table.key, { x: shelves.places[at]!.x, y: shelves.places[at]!.y + top }));
  return { ...main, boxes, width: Math.max(main.width, shelves.width), height: top + shelves.height };
}

/** Up to this many boxes several arrangements are tried; beyond, the one that is usually best is taken. */
const fewBoxes = 60;

/** The arrangement that can be shown largest; crossings count against it. */
async function bestOf(
  input: Input,
  tables: readonly DiagramTable[],
  place: (how: Arrangement) => Promise<Part>,
): Promise<Part> {
  const plain: Arrangement = { between: false, leaves: true };
  const associations = tables.some((table) => table.association);
  let best = await place(plain);
  if (tables.length > fewBoxes || tables.length < 4) return best;
  const narrow = best.width < best.height * input.aspectRatio * 0.6;
  const bound = layerBound(input, tables);
  const others: Arrangement[] = [
    ...(associations ? [{ ...plain, between: true }] : []),
    ...(narrow ? [{ ...plain, bound }] : []),
    ...(narrow && associations ? [{ ...plain, between: true, bound }] : []),
  ];
  let least = costOf(best, input);
  for (const how of others) {
    const part = await place(how);
    const cost = costOf(part, input);
    if (cost < least) [best, least] = [part, cost];
  }
  return best;
}

interface Arrangement extends Wishes {
  /** At most so many boxes above each other. */
  readonly bound?: number;
}

const costOf = (part: Part, { aspectRatio }: Input): number =>
  Math.max(part.width / aspectRatio, part.height) * (1 + crossings(part.routes) * 0.008);

/** How many boxes above each other make the picture as wide as it should be. */
function layerBound({ measures, aspectRatio }: Input, tables: readonly DiagramTable[]): number {
  const boxes = tables.map((table) => measures.get(table.key)!);
  const width = boxes.reduce((sum, box) => sum + box.width, 0) / boxes.length + 110;
  const height = boxes.reduce((sum, box) => sum + box.height, 0) / boxes.length + 40;
  return Math.max(2, Math.round(Math.sqrt((boxes.length * width) / (height * aspectRatio))));
}

interface LayeredRequest extends Input {
  readonly tables: readonly DiagramTable[];
  readonly ends: readonly Ends[];
  /** Texts of stubs by box and the ends they replace. */
  readonly stubs: ReadonlyMap<string, readonly StubDraft[]>;
  readonly grouped: boolean;
  readonly bound?: number | undefined;
}

interface StubDraft {
  readonly ends: Ends;
  readonly text: string;
  readonly width: number;
}

async function layered(request: LayeredRequest): Promise<Part> {
  const { tables, ends, stubs, measures, grouped, aspectRatio, bound } = request;
  if (tables.length === 0) return { width: 0, height: 0, boxes: new Map(), routes: [], stubs: [], groups: [] };
  const boxes = tables.map((table): LayeredBox => {
    const { width, height } = measures.get(table.key)!;
    const drafts = stubs.get(table.key) ?? [];
    const room = (side: string): number =>
      Math.max(0, ...drafts.filter((draft) => draft.ends.from.side === side).map((draft) => draft.width + 6));
    return {
      key: table.key,
      width,
      height,
      west: room("west"),
      east: room("east"),
      group: grouped ? table.schema : undefined,
    };
  });
  const result = await layeredLayout({ boxes, ends, aspectRatio, bound });
  const at = (draft: StubDraft): Point => {
    const { box, side, y } = draft.ends.from;
    const place = result.boxes.get(box)!;
    return { x: side === "east" ? place.x + measures.get(box)!.width : place.x, y: place.y + y };
  };
  return {
    width: result.width,
    height: result.height,
    boxes: result.boxes,
    groups: result.groups,
    routes: ends.map(({ link, to }) => ({ link: link.key, points: result.routes.get(link.key)!, trunk: to.id })),
    stubs: [...stubs.values()].flat().map((draft) => ({
      link: draft.ends.link.key,
      at: at(draft),
      side: draft.ends.from.side,
      text: draft.text,
      width: draft.width,
    })),
  };
}

/** Every cluster on its own; references that leave it end in stubs. */
async function placeClusters(input: Input, clusters: readonly Cluster[]): Promise<Part> {
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
  const tables = input.diagram.tables.filter((table) => members.has(table.key));
  const leaving = input.diagram.links.filter((link) => members.has(link.from) && !members.has(link.to));
  const inner: Diagram = {
    ...input.diagram,
    tables,
    links: input.diagram.links.filter((link) => members.has(link.from) && members.has(link.to)),
  };
  const names = new Map(input.diagram.tables.map((table) => [table.key, table]));
  // Stubs take part when rows are shared out, so that none lies on a line.
  const wishes = { between: false, leaves: true };
  const all = portsOf(
    { ...inner, links: [...inner.links, ...leaving] },
    input.measures,
    linksToTheRight(inner, wishes),
  );
  const isInner = new Set(inner.links.map((link) => link.key));
  const stubs = new Map<string, StubDraft[]>();
  for (const ends of all.filter((one) => !isInner.has(one.link.key))) {
    const text = stubText(ends.link, names);
    const draft = { ends, text, width: textWidth(text, metrics.textSize - 1.5) + 30 };
    stubs.set(ends.link.from, [...(stubs.get(ends.link.from) ?? []), draft]);
  }
  const linked = new Set(inner.links.flatMap((link) => [link.from, link.to]));
  // A cluster of lone tables is packed, not layered.
  if (linked.size === 0) return shelvesOf(input, tables, stubs);
  return layered({ ...input, tables, ends: all.filter((one) => isInner.has(one.link.key)), stubs, grouped: false });
}

function stubText(link: DiagramLink, tables: ReadonlyMap<string, DiagramTable>): string {
  const from = tables.get(link.from);
  const to = tables.get(link.to);
  if (to === undefined) return link.to;
  return to.schema === from?.schema ? to.name : `${to.schema}.${to.name}`;
}

function shelvesOf(
  input: Input,
  tables: readonly DiagramTable[],
  stubs: ReadonlyMap<string, readonly StubDraft[]>,
): Part {
  const rooms = tables.map((table) => Math.max(0, ...(stubs.get(table.key) ?? []).map((draft) => draft.width + 6)));
  const sizes = tables.map((table, at) => {
    const { width, height } = input.measures.get(table.key)!;
    return { width: width + rooms[at]!, height };
  });
  const packed = packShelves(sizes, { gap: 30, aspectRatio: 2 });
  const boxes = new Map(
    tables.map((table, at) => [table.key, { x: packed.places[at]!.x + rooms[at]!, y: packed.places[at]!.y }]),
  );
  return {
    width: packed.width,
    height: packed.height,
    boxes,
    routes: [],
    groups: [],
    stubs: [...stubs].flatMap(([key, drafts]) =>
      drafts.map((draft) => ({
        link: draft.ends.link.key,
        at: { x: boxes.get(key)!.x, y: boxes.get(key)!.y + draft.ends.from.y },
        side: "west" as const,
        text: draft.text,
        width: draft.width,
      })),
    ),
  };
}
