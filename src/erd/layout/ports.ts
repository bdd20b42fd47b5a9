/**
 * Where lines meet boxes: at the row of the column, on the side that faces the other box. Lines to the same key share
 * one port and so become one trunk; lines from the same row are spread over its height.
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
      } as Draft,
      to: { id: `to ${shared}`, box: link.to, side: right && !self ? "west" : "east", row: toRow } as Draft,
    };
  });
  const heights = spread(
    drafts.flatMap(({ from, to }) => [from, to]),
    measures,
  );
  const port = ({ id, box, side }: Draft): Port => ({ id, box, side, y: heights.get(id)! });
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
  readonly middle: number;
  readonly height: number;
  readonly ids: Set<string>;
}

function spread(drafts: readonly Draft[], measures: ReadonlyMap<string, BoxMeasure>): Map<string, number> {
  const rows = new Map<string, Row>();
  for (const { id, box, side, row } of drafts) {
    const middle = rowMiddle(measures.get(box)!, row);
    const key = `${box}|${side}|${middle}`;
    const height = middle < metrics.headerHeight ? metrics.headerHeight : metrics.rowHeight;
    if (!rows.has(key)) rows.set(key, { middle, height, ids: new Set() });
    rows.get(key)!.ids.add(id);
  }
  const heights = new Map<string, number>();
  for (const { middle, height, ids } of rows.values()) {
    // Ends are nine pixels high: so far apart that two of a row stay clear of each other.
    const step = ids.size === 1 ? 0 : Math.min(11, (height - 4) / (ids.size - 1));
    let at = (-(ids.size - 1) / 2) * step;
    for (const id of ids) {
      // Whole numbers: elkjs rounds the ports of boxes that refer to themselves, and lines would become slanted.
      heights.set(id, step < 1 && ids.size > 1 ? Math.round((middle + at) * 10) / 10 : Math.round(middle + at));
      at += step;
    }
  }
  return heights;
}
