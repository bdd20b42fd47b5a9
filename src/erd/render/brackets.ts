/** A key of several columns: the line ends at one of them, and a bracket inside of the box joins the rows of all. */
import type { DiagramLink } from "../diagram.ts";
import type { Layout, PlacedBox } from "../layout/layout.ts";
import { metrics } from "../layout/measure-box.ts";
import { number } from "./xml.ts";

export interface Bracket {
  readonly link: DiagramLink;
  /** What the path is made of. */
  readonly of: readonly object[];
  readonly path: string;
}

export const bracketKey = (link: string): string => `bracket ${link}`;

interface End {
  readonly box: PlacedBox;
  readonly isEast: boolean;
  readonly rows: readonly number[];
}

/** Between two brackets of one side, and where the first stands; as many as the padding of a box has room for. */
const step = 3;
const first = 3.5;
const most = 3;

/** The brackets of all lines that are drawn, one for each line. */
export function bracketsOf(layout: Layout, links: ReadonlyMap<string, DiagramLink>): Bracket[] {
  const boxes = new Map(layout.boxes.map((box) => [box.key, box]));
  const lanes = new Lanes();
  const found: Bracket[] = [];
  const add = (link: DiagramLink, of: object, ends: readonly (End | undefined)[]): void => {
    const known = ends.filter((end) => end !== undefined);
    if (known.length > 0)
      found.push({
        link,
        of: [link, of, ...known.map(({ box }) => box)],
        path: known.map((end) => pathOf(end, lanes)).join(""),
      });
  };
  for (const route of layout.routes) {
    const link = links.get(route.link)!;
    if (link.fromColumns.length < 2) continue;
    const [start, end] = [route.points[0]!, route.points.at(-1)!];
    add(link, route, [
      endOf(boxes.get(link.from), start.x, link.fromColumns),
      endOf(boxes.get(link.to), end.x, link.toColumns),
    ]);
  }
  for (const stub of layout.stubs) {
    const link = links.get(stub.link)!;
    if (link.fromColumns.length > 1) add(link, stub, [endOf(boxes.get(link.from), stub.at.x, link.fromColumns)]);
  }
  return found;
}

/** Undefined where the box does not list two of the columns. */
function endOf(box: PlacedBox | undefined, x: number, columns: readonly string[]): End | undefined {
  if (box === undefined) return undefined;
  const rows = box.columns.flatMap(({ name }, at) =>
    columns.includes(name) ? [box.y + metrics.headerHeight + (at + 0.5) * metrics.rowHeight] : [],
  );
  return rows.length < 2 ? undefined : { box, isEast: x > box.x + box.width / 2, rows };
}

/** Equal brackets are one; others stand side by side. */
class Lanes {
  readonly #of = new Map<string, string[]>();

  at(side: string, rows: string): number {
    const known = this.#of.get(side) ?? [];
    if (!known.includes(rows)) this.#of.set(side, [...known, rows]);
    return Math.min(this.#of.get(side)!.indexOf(rows), most - 1);
  }
}

function pathOf({ box, isEast, rows }: End, lanes: Lanes): string {
  const lane = lanes.at(`${box.key} ${isEast}`, rows.join());
  const inside = first + lane * step;
  const [edge, x] = isEast ? [box.x + box.width, box.x + box.width - inside] : [box.x, box.x + inside];
  const ticks = rows.map((y) => `M${number(edge)} ${number(y)}H${number(x)}`);
  return `M${number(x)} ${number(rows[0]!)}V${number(rows.at(-1)!)}${ticks.join("")}`;
}
