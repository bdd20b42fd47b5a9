/**
 * The one place that knows elkjs: layered layout, orthogonal lines. Boxes go in with fixed ports, places and lines come
 * out. Groups are boxes around boxes.
 */
import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from "elkjs/lib/elk-api.js";
import type { Point } from "./layout.ts";
import { loadElk, type LoadedEngine } from "./load-elk.ts";
import { simplify } from "./points.ts";
import type { Ends, Port } from "./ports.ts";

export interface LayeredBox {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** Room kept free left of the box, for stubs. */
  readonly west: number;
  readonly east: number;
  readonly group: string | undefined;
}

export interface LayeredInput {
  readonly boxes: readonly LayeredBox[];
  readonly ends: readonly Ends[];
  /** At most so many boxes above each other. */
  readonly bound?: number | undefined;
  readonly aspectRatio: number;
}

export interface LayeredResult {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  readonly groups: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
}

const spacing: LayoutOptions = {
  "elk.spacing.nodeNode": "30",
  "elk.spacing.edgeNode": "22",
  "elk.spacing.edgeEdge": "11",
  "elk.spacing.nodeSelfLoop": "24",
  "elk.spacing.componentComponent": "40",
  "elk.layered.spacing.nodeNodeBetweenLayers": "68",
  "elk.layered.spacing.edgeNodeBetweenLayers": "30",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
};

const layered: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.json.edgeCoords": "ROOT",
  "elk.json.shapeCoords": "ROOT",
  ...spacing,
};

/** A fifth smaller and a fifth less line than Brandes and Köpf's, for a few more bends. */
const tight: LayoutOptions = { "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX" };
/** Quick for any size. */
const quick: LayoutOptions = {
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
};

/**
 * The tight placement calls itself once for each box and each layer that a line crosses: the stack of a process ends
 * somewhere beyond 20,000 of them. By sizes alone, so that the same model gives the same picture on every machine.
 */
const mostTight = 4000;
const placementOf = ({ boxes, ends }: LayeredInput): LayoutOptions =>
  boxes.length + (ends.length * boxes.length) / 4 <= mostTight ? tight : quick;

let engine: Promise<LoadedEngine> | undefined;

/** Loading takes a fifth of a second; whoever knows that a picture is coming can begin early. */
export function loadLayoutEngine(): Promise<LoadedEngine> {
  return (engine ??= loadElk());
}

export async function layeredLayout(input: LayeredInput): Promise<LayeredResult> {
  const { elk, keep } = await loadLayoutEngine();
  const result = readResult(input, await elk.layout(graphOf(input)));
  keep();
  return result;
}

function graphOf(input: LayeredInput): ElkNode {
  const { boxes, ends, aspectRatio, bound } = input;
  const placement = placementOf(input);
  const ports = new Map<string, Map<string, Port>>();
  for (const port of ends.flatMap(({ from, to }) => [from, to])) {
    if (!ports.has(port.box)) ports.set(port.box, new Map());
    ports.get(port.box)!.set(port.id, port);
  }
  const node = (box: LayeredBox): ElkNode => nodeOf(box, [...(ports.get(box.key)?.values() ?? [])]);
  const groups = [...new Set(boxes.flatMap((box) => box.group ?? []))];
  const children = [
    ...groups.map((name): ElkNode => ({
      id: `group ${name}`,
      layoutOptions: { ...layered, ...placement, "elk.padding": "[top=46,left=24,bottom=24,right=24]" },
      children: boxes.filter((box) => box.group === name).map(node),
    })),
    ...boxes.filter((box) => box.group === undefined).map(node),
  ];
  return {
    id: "root",
    layoutOptions: {
      ...layered,
      ...placement,
      "elk.aspectRatio": String(aspectRatio),
      "elk.padding": "[top=0,left=0,bottom=0,right=0]",
      ...(bound === undefined
        ? {}
        : {
            "elk.layered.layering.strategy": "COFFMAN_GRAHAM",
            "elk.layered.layering.coffmanGraham.layerBound": String(bound),
          }),
      ...(groups.length > 0 ? { "elk.hierarchyHandling": "INCLUDE_CHILDREN" } : {}),
    },
    children,
    edges: ends.map((end): ElkExtendedEdge => {
      const [left, right] = leftToRight(end);
      return { id: end.link.key, sources: [left.id], targets: [right.id] };
    }),
  };
}

/** Lines run from left to right, whichever way the reference goes. */
function leftToRight({ from, to }: Ends): [Port, Port] {
  return from.side === "east" && to.side === "west" ? [from, to] : [to, from];
}

function nodeOf(box: LayeredBox, ports: readonly Port[]): ElkNode {
  const width = box.west + box.width + box.east;
  return {
    id: box.key,
    width,
    height: box.height,
    layoutOptions: { "elk.portConstraints": "FIXED_POS" },
    ports: ports.map((port): ElkPort => ({
      id: port.id,
      width: 0,
      height: 0,
      x: port.side === "east" ? width : 0,
      y: port.y,
      layoutOptions: { "elk.port.side": port.side === "east" ? "EAST" : "WEST" },
    })),
  };
}

function readResult({ boxes, ends }: LayeredInput, root: ElkNode): LayeredResult {
  const places = new Map<string, Point>();
  const groups: { name: string; x: number; y: number; width: number; height: number }[] = [];
  const west = new Map(boxes.map((box) => [box.key, box]));
  for (const child of (root.children ?? []).flatMap((one) => [one, ...(one.children ?? [])])) {
    const box = west.get(child.id);
    const { x = 0, y = 0, width = 0, height = 0 } = child;
    if (box === undefined) groups.push({ name: child.id.slice("group ".length), x, y, width, height });
    else places.set(child.id, { x: x + box.west, y });
  }
  const byKey = new Map(ends.map((end) => [end.link.key, end]));
  const routes = new Map<string, readonly Point[]>();
  for (const edge of root.edges ?? []) {
    const end = byKey.get(edge.id)!;
    routes.set(edge.id, routeOf(edge, end, { places, boxes: west }));
  }
  return { width: root.width ?? 0, height: root.height ?? 0, boxes: places, routes, groups };
}

interface Placed {
  readonly places: ReadonlyMap<string, Point>;
  readonly boxes: ReadonlyMap<string, LayeredBox>;
}

/** Points from the box that refers to the one referred to, reaching the boxes themselves. */
function routeOf(edge: ElkExtendedEdge, end: Ends, placed: Placed): readonly Point[] {
  const section = edge.sections![0]!;
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const [left] = leftToRight(end);
  const ordered = left === end.from ? points : points.reverse();
  return simplify([edgeOf(end.from, placed), ...ordered, edgeOf(end.to, placed)]);
}

function edgeOf(port: Port, { places, boxes }: Placed): Point {
  const at = places.get(port.box)!;
  return { x: port.side === "east" ? at.x + boxes.get(port.box)!.width : at.x, y: at.y + port.y };
}
