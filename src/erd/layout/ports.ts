/**
 * Where lines meet boxes: at the row of the column, on the side that faces the other box. Lines to the same key share
 * one port and so become one trunk; lines from the same row are spread over its height, and where more meet than its
 * height has room for, those that end alike share one, too.
 */
import type { Diagram, DiagramLink } from "../diagram.ts";
import { metrics, rowMiddle, type BoxMeasure } from "./measure-box.ts";
import type { StubTexts } from "./stubs.ts";

export type Side = "east" | "west";

export interface Port {
  readonly id: string;
  readonly box: string;
  readonly side: Side;
  /** From the top of the box. */
  readonly y: number;
}

export interface Ends {
  readonly link: DiagramLink;
  readonly from: Port;
  readonly to: Port;
}

interface Draft {
  readonly id: string;
  readonly box: string;
  readonly side: Side;
  readonly row: string | undefined;
  /** Ends that look the same may be one. */
  readonly look: string;
}

export interface Directions {
  /** Keys of the links that lead to the right. */
  readonly toTheRight: ReadonlySet<string>;
  /** Those that end beside their box. */
  readonly stubs?: StubTexts;
}

/** Both ports of every link, in the order of the links. */
export function portsOf(
  diagram: Diagram,
  measures: ReadonlyMap<string, BoxMeasure>,
  { toTheRight, stubs }: Directions,
): Ends[] {
  const uses = columnUses(diagram.links);
  const drafts = diagram.links.map((link) => {
    const self = link.from === link.to;
    const right = self || toTheRight.has(link.key);
    const fromRow = tellingColumn(link, uses);
    const toRow = link.toColumns[link.fromColumns.indexOf(fromRow ?? "")] ?? link.toColumns[0];
    // Where a row is required on one line and optional on another, the ends look different and cannot be one.
    const shared = `${link.to}|${right && !self ? "west" : "east"}|${toRow ?? ""}|${link.optional}|${link.kind}|${self}`;
    return {
      link,
      from: {
        id: `from ${stubs?.get(link.key)?.joint ?? link.key}`,
        box: link.from,
        side: right ? "east" : "west",
        row: fromRow,
        look: `from ${link.kind} ${link.one}`,
      } as Draft,
      to: {
        id: `to ${shared}`,
        box: link.to,
        side: right && !self ? "west" : "east",
        row: toRow,
        look: `to ${link.kind} ${link.optional}`,
      } as Draft,
    };
  });
  const places = spread(
    drafts.flatMap(({ from, to }) => [from, to]),
    measures,
  );
  const port = ({ id, box, side }: Draft): Port => ({ ...places.get(id)!, box, side });
  return drafts.map(({ link, from, to }) => ({ link, from: port(from), to: port(to) }));
}

function columnUses(links: readonly DiagramLink[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const link of links) {
    for (const column of link.fromColumns) {
      const key = `${link.from}|${column}`;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  return uses;
}

/** Of several columns the one that says most: used by the fewest foreign keys, the last of those. */
function tellingColumn(link: DiagramLink, uses: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const column of link.fromColumns) {
    const count = uses.get(`${link.from}|${column}`)!;
    if (count <= least) {
      best = column;
      least = count;
    }
  }
  return best;
}

interface Row {
  readonly place: string;
  readonly middle: number;
  readonly height: number;
  /** What each end looks like. */
  readonly looks: Map<string, string>;
}

/** So far apart that two ends, nine pixels high, stay clear of each other. */
const apart = 11;
const endHeight = 9;
/** How many ends a row has room for. */
const roomOf = (height: number): number => Math.floor((height - endHeight - 1) / apart) + 1;

type Place = Pick<Port, "id" | "y">;

function spread(drafts: readonly Draft[], measures: ReadonlyMap<string, BoxMeasure>): Map<string, Place> {
  const rows = new Map<string, Row>();
  for (const { id, box, side, row, look } of drafts) {
    const middle = rowMiddle(measures.get(box)!, row);
    const place = `${box}|${side}|${middle}`;
    const height = middle < metrics.headerHeight ? metrics.headerHeight : metrics.rowHeight;
    if (!rows.has(place)) rows.set(place, { place, middle, height, looks: new Map() });
    rows.get(place)!.looks.set(id, look);
  }
  const places = new Map<string, Place>();
  for (const row of rows.values()) {
    const { place, middle, height, looks } = row;
    const isCrowded = looks.size > roomOf(height);
    const shared = (id: string): string => (isCrowded ? `row ${place} ${looks.get(id)!}` : id);
    const ids = [...new Set([...looks.keys()].map(shared))];
    // More sorts of ends than there is room for stand closer, within their row.
    const step = ids.length === 1 ? 0 : Math.min(apart, (height - endHeight - 1) / (ids.length - 1));
    const first = (-(ids.length - 1) / 2) * step;
    // Whole numbers: elkjs rounds the ports of boxes that refer to themselves, and lines would become slanted.
    const heights = new Map(ids.map((id, at) => [id, Math.round(middle + first + at * step)]));
    for (const id of looks.keys()) places.set(id, { id: shared(id), y: heights.get(shared(id))! });
  }
  return places;
}
