/** What must hold of every picture, told by program. */
import type { Diagram } from "../../src/erd/diagram.ts";
import type { Layout, PlacedBox, Point } from "../../src/erd/layout/layout.ts";
import { footerSize, metrics, nameWeight, typeRoom } from "../../src/erd/layout/measure-box.ts";
import { textWidth } from "../../src/erd/text/measure.ts";
import { columnTitle, titleOf } from "../../src/erd/translate.ts";

/** Sentences about everything that is wrong with a layout; none where it is sound. */
export function checkLayout(diagram: Diagram, layout: Layout): string[] {
  return [
    ...overlaps(layout),
    ...linesThroughBoxes(layout),
    ...outside(layout),
    ...texts(layout),
    ...titles(diagram, layout),
    ...missing(diagram, layout),
    ...slanted(layout),
    ...ends(layout),
    ...between(diagram, layout),
  ];
}

function overlaps({ boxes }: Layout): string[] {
  const sorted = [...boxes].sort((a, b) => a.x - b.x);
  const found: string[] = [];
  sorted.forEach((a, at) => {
    for (const b of sorted.slice(at + 1)) {
      if (b.x >= a.x + a.width) break;
      if (b.y < a.y + a.height && a.y < b.y + b.height) found.push(`${a.key} and ${b.key} overlap`);
    }
  });
  return found;
}

function linesThroughBoxes({ boxes, routes, stubs }: Layout): string[] {
  const pieces = [
    ...routes.flatMap(({ link, points }) => points.slice(1).map((b, at) => ({ link, a: points[at]!, b }))),
    ...stubs.map(({ link, at, side, width }) => ({
      link,
      a: at,
      b: { x: at.x + (side === "east" ? width : -width), y: at.y },
    })),
  ];
  return pieces.flatMap(({ link, a, b }) =>
    boxes.filter((box) => cuts(box, a, b)).map((box) => `${link} runs through ${box.key}`),
  );
}

function cuts(box: PlacedBox, a: Point, b: Point): boolean {
  const slack = 0.5;
  return (
    Math.max(a.x, b.x) > box.x + slack &&
    Math.min(a.x, b.x) < box.x + box.width - slack &&
    Math.max(a.y, b.y) > box.y + slack &&
    Math.min(a.y, b.y) < box.y + box.height - slack
  );
}

function outside({ width, height, boxes, routes }: Layout): string[] {
  const isOut = ({ x, y }: Point): boolean => x < 0 || y < 0 || x > width || y > height;
  return [
    ...boxes
      .filter((box) => isOut(box) || isOut({ x: box.x + box.width, y: box.y + box.height }))
      .map((box) => `${box.key} leaves the picture`),
    ...routes.filter((route) => route.points.some(isOut)).map((route) => `${route.link} leaves the picture`),
  ];
}

function texts({ boxes, options }: Layout): string[] {
  return boxes.flatMap((box) =>
    box.columns.flatMap((column) => {
      const name = box.nameAt + textWidth(columnTitle(column), metrics.textSize, nameWeight(column));
      const type = box.typeAt - typeRoom(box, column, options);
      return name > box.width - metrics.padding + 0.5 || (type < box.typeAt && name > type)
        ? [`${box.key}.${column.name}: text does not fit`]
        : [];
    }),
  );
}

function titles({ tables }: Diagram, { boxes, options, groups }: Layout): string[] {
  const names = new Map(tables.map((table) => [table.key, titleOf(table)]));
  const sides = 2 * metrics.padding + (options.compared ? metrics.signWidth : 0);
  return [
    ...boxes.filter(({ key, width, footer }) => {
      const title = sides + textWidth(names.get(key) ?? "", metrics.titleSize, "bold");
      const below = footer.map(({ text }) => 2 * metrics.padding + textWidth(text, footerSize));
      return Math.max(title, ...below) > width + 0.5;
    }),
    ...groups
      .filter(({ name, width }) => textWidth(name, 15, "bold") + 36 > width + 0.5)
      .map(({ name }) => ({ key: name })),
  ].map(({ key }) => `${key}: title or footer does not fit`);
}

function missing(diagram: Diagram, layout: Layout): string[] {
  const count = new Map<string, number>();
  for (const { link } of [...layout.routes, ...layout.stubs]) count.set(link, (count.get(link) ?? 0) + 1);
  const boxes = new Set(layout.boxes.map((box) => box.key));
  return [
    ...diagram.links
      .filter((link) => count.get(link.key) !== 1)
      .map((link) => `${link.key} is drawn ${count.get(link.key) ?? 0} times`),
    ...diagram.tables.filter((table) => !boxes.has(table.key)).map((table) => `${table.key} is not drawn`),
  ];
}

function slanted({ routes }: Layout): string[] {
  return routes
    .filter(({ points }) =>
      points.slice(1).some((b, at) => Math.abs(b.x - points[at]!.x) > 0.1 && Math.abs(b.y - points[at]!.y) > 0.1),
    )
    .map((route) => `${route.link} has a slanted piece`);
}

/** Half of the height of an end. */
const half = 4.5;

/** Ends of lines that touch, or leave the row that they belong to; those at one height are one. */
function ends({ boxes, routes, stubs }: Layout): string[] {
  const edges = new Map(boxes.flatMap((box) => [[`${box.x} ${box.key}`, box] as const]));
  const at = new Map<PlacedBox, Map<string, Set<number>>>();
  const add = ({ x, y }: Point): void => {
    for (const box of edges.values()) {
      const side = Math.abs(x - box.x) < 0.5 ? "west" : Math.abs(x - box.x - box.width) < 0.5 ? "east" : undefined;
      if (side === undefined || y < box.y || y > box.y + box.height) continue;
      if (!at.has(box)) at.set(box, new Map());
      const sides = at.get(box)!;
      if (!sides.has(side)) sides.set(side, new Set());
      sides.get(side)!.add(y);
    }
  };
  for (const { points } of routes) for (const point of [points[0]!, points.at(-1)!]) add(point);
  for (const stub of stubs) add(stub.at);
  return [...at].flatMap(([box, sides]) =>
    [...sides.values()].flatMap((heights) => {
      const sorted = [...heights].sort((a, b) => a - b);
      const touching = sorted.some((y, index) => index > 0 && y - sorted[index - 1]! < 2 * half - 0.1);
      const leaving = sorted.some((y) => !isInRow(box, y - box.y));
      return [
        ...(touching ? [`${box.key}: ends of lines touch`] : []),
        ...(leaving ? [`${box.key}: an end of a line leaves its row`] : []),
      ];
    }),
  );
}

function isInRow({ height }: PlacedBox, y: number): boolean {
  const { headerHeight, rowHeight } = metrics;
  if (y + half <= headerHeight || height <= headerHeight) return y - half >= 0;
  const row = Math.floor((y - headerHeight) / rowHeight);
  const top = headerHeight + row * rowHeight;
  return y - half >= top - 0.1 && y + half <= top + rowHeight + 0.1;
}

const laterSorts: ReadonlySet<string> = new Set(["view", "materializedView", "enum"]);

/** Views and enums that nothing connects stand in rows of their own: never between two tables of one height. */
function between({ tables, links }: Diagram, { boxes, groups }: Layout): string[] {
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const kinds = new Map(tables.map(({ key, kind }) => [key, kind]));
  const lone = boxes.filter(({ key }) => laterSorts.has(kinds.get(key) ?? "") && !linked.has(key));
  const own = boxes.filter(({ key }) => kinds.get(key) === "table" && !linked.has(key));
  const isBeside = (a: PlacedBox, b: PlacedBox): boolean => a.y < b.y + b.height && b.y < a.y + a.height;
  const groupOf = ({ x, y }: PlacedBox): string | undefined =>
    groups.find((one) => x >= one.x && y >= one.y && x <= one.x + one.width && y <= one.y + one.height)?.name;
  return lone.flatMap((box) => {
    const near = own.filter((other) => isBeside(box, other) && groupOf(other) === groupOf(box));
    const isBetween = near.some(({ x }) => x < box.x) && near.some(({ x }) => x > box.x);
    return isBetween ? [`${box.key} stands between tables`] : [];
  });
}
