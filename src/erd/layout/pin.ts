/**
 * Positions that stay from revision to revision: one layout for everything that a history ever held, and of it, for each
 * revision, what is there. A line follows the row that it belongs to.
 */
import type { Diagram, DiagramColumn, DiagramLink, DiagramTable } from "../diagram.ts";
import { compareText } from "../diagram.ts";
import { tableNotes } from "../difference.ts";
import type { Layout, PlacedBox, Point, Route } from "./layout.ts";
import { clipText } from "../text/measure.ts";
import { linkKeyOf } from "../box-key.ts";
import { columnTitle, titleOf } from "../translate.ts";
import {
  footerHeight,
  footerSize,
  measureBox,
  metrics,
  rowMiddle,
  type BoxMeasure,
  type BoxOptions,
} from "./measure-box.ts";
import { simplify } from "./points.ts";

/** The name of the place that a box has, by its key: what was renamed stays where it was. */
export type PlaceOf = (key: string) => string;

const itself: PlaceOf = (key) => key;

/** Everything that any of the diagrams holds, under the names of places; of what several hold, the last counts. */
export function unionOf(diagrams: readonly Diagram[], places: readonly PlaceOf[] = []): Diagram {
  const tables = new Map<string, DiagramTable>();
  const links = new Map<string, DiagramLink>();
  const seen = new Map<string, DiagramTable>();
  for (const [at, diagram] of diagrams.entries()) {
    const placeOf = places[at] ?? itself;
    for (const table of diagram.tables) {
      const key = placeOf(table.key);
      if (seen.get(key) === table) continue;
      seen.set(key, table);
      const before = tables.get(key);
      tables.set(key, { ...(before === undefined ? table : joined(before, table)), key });
    }
    for (const link of diagram.links) {
      const placed = placedLink(link, placeOf);
      links.set(placed.key, placed);
    }
  }
  return {
    tables: [...tables.values()].sort((a, b) => compareText(a.key, b.key)),
    links: [...links.values()].sort((a, b) => compareText(a.key, b.key)),
    // Signs of change need their room in every revision.
    compared: true,
  };
}

function placedLink(link: DiagramLink, placeOf: PlaceOf): DiagramLink {
  const [from, to] = [placeOf(link.from), placeOf(link.to)];
  if (from === link.from && to === link.to) return link;
  const placed = { ...link, from, to };
  return { ...placed, key: linkKeyOf(placed) };
}

/** Rows of both, the wider text of each. */
function joined(before: DiagramTable, after: DiagramTable): DiagramTable {
  const columns = new Map<string, DiagramColumn>(before.columns.map((column) => [column.name, column]));
  for (const { change: _, ...column } of after.columns) {
    columns.set(column.name, wider(columns.get(column.name) ?? column, column));
  }
  const notes = [before.changeNotes, after.changeNotes, tableNotes(before, after)];
  const most = notes.reduce((a, b) => ((b?.length ?? 0) > (a?.length ?? 0) ? b : a));
  return {
    ...after,
    ...widerTitle(before, after),
    columns: [...columns.values()],
    ...(most === undefined ? {} : { changeNotes: most }),
  };
}

function widerTitle(before: DiagramTable, after: DiagramTable): Pick<DiagramTable, "former" | "formerSchema" | "name"> {
  const { name, former, formerSchema } = titleOf(before).length > titleOf(after).length ? before : after;
  return { name, ...(former === undefined ? {} : { former }), ...(formerSchema === undefined ? {} : { formerSchema }) };
}

/** A stand-in with room for both, and for the words of a change from one to the other. */
function wider(a: DiagramColumn, b: DiagramColumn): DiagramColumn {
  const changed = a.type === b.type ? [] : [`${a.type} → ${b.type}`];
  const types = [a.type, b.type, b.changeText ?? "", ...changed];
  return {
    ...b,
    ...(a.former === undefined || columnTitle(a).length < columnTitle(b).length ? {} : { former: a.former }),
    type: types.reduce((longest, type) => (type.length > longest.length ? type : longest)),
    nullable: a.nullable || b.nullable,
    primaryKey: a.primaryKey || b.primaryKey,
    foreignKey: a.foreignKey || b.foreignKey,
    unique: a.unique || b.unique,
  };
}

/** Of a layout for many revisions what one of them needs: places stay, heights and rows are its own. */
export function pinned(layout: Layout, union: Diagram, diagram: Diagram, placeOf: PlaceOf = itself): Layout {
  const options: BoxOptions = { ...layout.options, compared: true };
  const all = new Map(layout.boxes.map((box) => [box.key, box]));
  const boxes: PlacedBox[] = [];
  const shown = new Map<string, PlacedBox>();
  for (const table of diagram.tables) {
    const place = all.get(placeOf(table.key));
    if (place === undefined || shown.has(place.key)) continue;
    const box = fittedOnce(table, place, options);
    boxes.push(box);
    shown.set(place.key, box);
  }
  const links = new Map(union.links.map((link) => [link.key, link]));
  const wanted = new Map(diagram.links.map((link) => [placedLink(link, placeOf).key, link.key]));
  const routes = layout.routes.flatMap((route) => {
    const link = wanted.get(route.link);
    if (link === undefined) return [];
    const followed = follow(route, links.get(route.link)!, { all, shown });
    return [link === route.link ? followed : { ...followed, link }];
  });
  const groups = layout.groups.filter((group) =>
    boxes.some(
      (box) =>
        box.x >= group.x && box.y >= group.y && box.x <= group.x + group.width && box.y <= group.y + group.height,
    ),
  );
  const stubs = layout.stubs.flatMap((stub) => {
    const key = wanted.get(stub.link);
    if (key === undefined) return [];
    const link = links.get(stub.link)!;
    const by = shift(all.get(link.from)!, shown.get(link.from)!, stub.at.y);
    const at = by === 0 ? stub.at : { x: stub.at.x, y: stub.at.y + by };
    return [by === 0 && key === stub.link ? stub : { ...stub, link: key, at }];
  });
  return { ...layout, boxes, routes, groups, stubs, options };
}

// Tables that stay as they are from revision to revision are the same objects, and so are their boxes then.
const known = new WeakMap<DiagramTable, { readonly place: PlacedBox; readonly box: PlacedBox }>();

function fittedOnce(table: DiagramTable, place: PlacedBox, options: BoxOptions): PlacedBox {
  const before = known.get(table);
  if (before?.place === place) return before.box;
  const box = fitted({ ...place, key: table.key }, measureBox(table, options));
  known.set(table, { place, box });
  return box;
}

/** A box at its place, as wide as the widest revision of it; words of a change that find no room there are cut. */
function fitted(place: PlacedBox, own: BoxMeasure): PlacedBox {
  const { key, x, y, width, nameAt, typeAt } = place;
  const rows = own.height - footerHeight(own.footer.length);
  const fits = own.footer.filter((_, at) => rows + footerHeight(at + 1) <= place.height);
  const footer = fits.map((line) => ({ ...line, text: clipText(line.text, footerSize, width - 2 * metrics.padding) }));
  return { ...own, key, x, y, width, nameAt, typeAt, footer, height: rows + footerHeight(footer.length) };
}

interface Boxes {
  readonly all: ReadonlyMap<string, PlacedBox>;
  readonly shown: ReadonlyMap<string, PlacedBox>;
}

function follow(route: Route, link: DiagramLink, { all, shown }: Boxes): Route {
  const { points } = route;
  const first = shift(all.get(link.from)!, shown.get(link.from)!, points[0]!.y);
  const last = shift(all.get(link.to)!, shown.get(link.to)!, points.at(-1)!.y);
  if (first === 0 && last === 0) return route;
  const turned = stepped([...points], first).reverse();
  return { ...route, points: simplify(stepped(turned, last).reverse()) };
}

/** Room beside a box that no other box enters: the ends of lines stand there. */
const besideBox = 24;

/** The line with its first point moved up or down, and a step beside the box where the rest stays. */
function stepped(points: Point[], by: number): Point[] {
  const [start, next, ...rest] = points as [Point, Point, ...Point[]];
  if (by === 0) return points;
  const moved = { x: start.x, y: start.y + by };
  // A short first piece ends in the free room; a long one may pass other boxes and has to stay where it is.
  if (rest.length > 0 && Math.abs(next.x - start.x) <= besideBox * 1.6) {
    return [moved, { x: next.x, y: next.y + by }, ...rest];
  }
  const x = start.x + Math.sign(next.x - start.x) * besideBox;
  return [moved, { x, y: moved.y }, { x, y: start.y }, next, ...rest];
}

/** How far the row at this height has moved between the common box and the one of a revision. */
function shift(common: PlacedBox, own: PlacedBox, y: number): number {
  const inside = y - common.y;
  const at = Math.floor((inside - metrics.headerHeight) / metrics.rowHeight);
  const column = common.columns[at];
  if (inside < metrics.headerHeight || column === undefined) return 0;
  return rowMiddle(own, column.name) - rowMiddle(common, column.name);
}
