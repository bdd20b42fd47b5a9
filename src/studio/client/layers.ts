/** What of the picture is shown: kinds of boxes, lines, columns, schemas, and tables that somebody hid by hand. */
import type { BoxKind, Diagram, DiagramTable } from "../../erd/diagram.ts";
import { shownColumns, type Detail } from "../../erd/layout/measure-box.ts";
import type { Layout, Point } from "../../erd/layout/layout.ts";

export const layerNames = ["views", "enums", "references"] as const;
export type LayerName = (typeof layerNames)[number];

export interface Layers {
  readonly detail: Detail;
  readonly off: ReadonlySet<LayerName>;
  readonly schemas: ReadonlySet<string>;
  /** Keys of boxes. */
  readonly tables: ReadonlySet<string>;
}

const layerOf: Readonly<Partial<Record<BoxKind, LayerName>>> = {
  view: "views",
  materializedView: "views",
  enum: "enums",
};

/** The diagram without what is hidden. Tables that stay are the same objects, so that they need not be drawn again. */
export function visible(diagram: Diagram, { detail, off, schemas, tables: hidden }: Layers): Diagram {
  const isShown = ({ key, kind, schema }: DiagramTable): boolean => {
    const layer = layerOf[kind];
    return !schemas.has(schema) && !hidden.has(key) && (layer === undefined || !off.has(layer));
  };
  const tables = diagram.tables.filter(isShown).map((table) => detailed(table, detail));
  if (detail === "all" && tables.length === diagram.tables.length && !off.has("references")) return diagram;
  const keys = new Set(tables.map((table) => table.key));
  const links = off.has("references") ? [] : diagram.links.filter((link) => keys.has(link.from) && keys.has(link.to));
  return { ...diagram, tables, links };
}

const known: Readonly<Record<Detail, WeakMap<DiagramTable, DiagramTable>>> = {
  all: new WeakMap(),
  keys: new WeakMap(),
  none: new WeakMap(),
};

function detailed(table: DiagramTable, detail: Detail): DiagramTable {
  if (detail === "all") return table;
  const before = known[detail].get(table);
  if (before !== undefined) return before;
  const made = { ...table, columns: shownColumns(table, detail) };
  known[detail].set(table, made);
  return made;
}

const margin = 24;

/** The layout as large as what it holds: a picture of what is seen has no empty half. */
export function cropped(layout: Layout): Layout {
  const points: Point[] = [
    ...[...layout.boxes, ...layout.groups].flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
    ...layout.routes.flatMap((route) => route.points),
    ...layout.stubs.flatMap(({ at, side, width }) => [at, { x: at.x + (side === "east" ? width : -width), y: at.y }]),
  ];
  if (points.length === 0) return layout;
  const least = (of: (point: Point) => number): number => points.reduce((a, b) => Math.min(a, of(b)), Infinity);
  const most = (of: (point: Point) => number): number => points.reduce((a, b) => Math.max(a, of(b)), -Infinity);
  const [dx, dy] = [margin - least(({ x }) => x), margin - least(({ y }) => y)];
  const move = <T extends Point>(at: T): T => ({ ...at, x: at.x + dx, y: at.y + dy });
  return {
    ...layout,
    width: Math.ceil(most(({ x }) => x) + dx + margin),
    height: Math.ceil(most(({ y }) => y) + dy + margin),
    boxes: layout.boxes.map(move),
    groups: layout.groups.map(move),
    routes: layout.routes.map((route) => ({ ...route, points: route.points.map(move) })),
    stubs: layout.stubs.map((stub) => ({ ...stub, at: move(stub.at) })),
  };
}
