/** Packs boxes that nothing connects in rows that keep their order, so that names that begin alike stand together. */
import type { Packed, Rectangle } from "./shelves.ts";

interface Open {
  /** Of the last column of the row. */
  x: number;
  y: number;
  width: number;
  /** Of the row. */
  top: number;
  height: number;
}

/**
 * Rows of at most this width. Low boxes stand above each other as far as the highest of their row reaches, so that rows are
 * even.
 */
export function packRows(rectangles: readonly Rectangle[], limit: number, gap: number): Packed {
  const places: { x: number; y: number }[] = [];
  let width = 0;
  let row: Open = { x: 0, y: 0, width: 0, top: 0, height: 0 };
  for (const one of rectangles) {
    if (row.height > 0) row = next(row, one, { limit, gap });
    const place = { x: row.x, y: row.y };
    places.push(place);
    row.y += one.height + gap;
    row.width = Math.max(row.width, one.width);
    row.height = Math.max(row.height, place.y - row.top + one.height);
    width = Math.max(width, place.x + one.width);
  }
  return { width, height: row.top + row.height, places };
}

/** Where the next box goes: below the last one, beside it, or at the beginning of a new row. */
function next(row: Open, { width, height }: Rectangle, { limit, gap }: { limit: number; gap: number }): Open {
  const isFitting = row.y + height <= row.top + row.height + 0.01;
  if (isFitting && row.x + width <= limit && width <= row.width * 1.5) return row;
  const x = row.x + row.width + gap;
  if (x + width <= limit) return { ...row, x, y: row.top, width: 0 };
  const top = row.top + row.height + gap;
  return { x: 0, y: top, width: 0, top, height: 0 };
}
