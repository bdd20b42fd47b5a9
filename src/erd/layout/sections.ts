/**
 * Puts what belongs together side by side: tables that references connect, then tables that stand alone, then views, then
 * enums, each sort in rows of its own, below the others or beside them, whichever uses the page.
 */
import { packRows } from "./rows.ts";
import { packShelves, type Packed, type Rectangle } from "./shelves.ts";

export interface Sorted {
  /** Connected pictures, packed as they fit. */
  readonly main: readonly Rectangle[];
  /** Single boxes in the order of their names, sort by sort. */
  readonly rows: readonly (readonly Rectangle[])[];
}

export interface SortedPlaces {
  readonly width: number;
  readonly height: number;
  readonly main: Packed["places"];
  readonly rows: readonly Packed["places"][];
}

export interface SectionOptions {
  readonly gap: number;
  readonly aspectRatio: number;
}

const factors = [0.7, 0.85, 1, 1.12, 1.25, 1.45, 1.7];

/** The arrangement that can be shown largest. */
export function packSections(sorted: Sorted, options: SectionOptions): SortedPlaces {
  const main = sorted.main.length === 0 ? undefined : packShelves(sorted.main, options);
  const rows = sorted.rows.filter((row) => row.length > 0);
  const singles = rows.flat();
  if (singles.length === 0) return withEmpty(sorted, main ?? nothing, []);
  const area = areaOf(singles, options.gap);
  const whole = area + (main === undefined ? 0 : (main.width + options.gap) * (main.height + options.gap));
  const widest = Math.max(...singles.map(({ width }) => width));
  const wished = Math.sqrt(whole * options.aspectRatio);
  const limits = [
    ...factors.map((factor) => wished * factor),
    ...(main === undefined ? [] : [main.width, (area / main.height) * 1.1, (area / main.height) * 1.35]),
  ].map((limit) => Math.max(widest, limit));
  const candidates = limits.flatMap((limit) => {
    const packed = rows.map((row) => packRows(row, limit, options.gap));
    return main === undefined
      ? [stacked(sorted, nothing, { packed, options, side: "below" })]
      : (["below", "beside"] as const).map((side) => stacked(sorted, main, { packed, options, side }));
  });
  const size = ({ width, height }: SortedPlaces): number => Math.max(width / options.aspectRatio, height);
  return candidates.reduce((best, one) => (size(one) < size(best) - 0.01 ? one : best));
}

const nothing: Packed = { width: 0, height: 0, places: [] };

interface Stack {
  readonly packed: readonly Packed[];
  readonly options: SectionOptions;
  readonly side: "below" | "beside";
}

/** Sorts one below the other, beside or below what is connected; a little apart, so that they are seen as sorts. */
function stacked(sorted: Sorted, main: Packed, { packed, options, side }: Stack): SortedPlaces {
  const apart = options.gap * 1.5;
  const x = side === "beside" ? main.width + apart : 0;
  let y = side === "beside" || main.height === 0 ? 0 : main.height + apart;
  let [width, height] = [main.width, main.height];
  const places = packed.map((one) => {
    const moved = one.places.map((place) => ({ x: place.x + x, y: place.y + y }));
    width = Math.max(width, x + one.width);
    height = Math.max(height, y + one.height);
    y += one.height + apart;
    return moved;
  });
  return withEmpty(sorted, { width, height, places: main.places }, places);
}

/** Sorts that hold nothing have no places. */
function withEmpty(sorted: Sorted, main: Packed, filled: readonly Packed["places"][]): SortedPlaces {
  let at = 0;
  const rows = sorted.rows.map((row) => (row.length === 0 ? [] : filled[at++]!));
  return { width: main.width, height: main.height, main: main.places, rows };
}

const areaOf = (rectangles: readonly Rectangle[], gap: number): number =>
  rectangles.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
