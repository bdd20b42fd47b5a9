/** Packs rectangles in rows, tallest first, so that the whole comes near a wished shape. */

export interface Rectangle {
  readonly width: number;
  readonly height: number;
}

export interface Packed {
  readonly width: number;
  readonly height: number;
  /** In the order of the input. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

export interface ShelfOptions {
  readonly gap: number;
  /** Width through height. */
  readonly aspectRatio: number;
  /** Rows are at least allowed to become this wide. */
  readonly minWidth?: number;
}

export function packShelves(rectangles: readonly Rectangle[], options: ShelfOptions): Packed {
  const { gap, aspectRatio, minWidth = 0 } = options;
  const area = rectangles.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const limit = Math.max(minWidth, Math.sqrt(area * aspectRatio), ...rectangles.map(({ width }) => width));
  const places: { x: number; y: number }[] = rectangles.map(() => ({ x: 0, y: 0 }));
  // Equal heights keep the order of the input, which is that of names.
  const order = [...rectangles.keys()].sort((a, b) => rectangles[b]!.height - rectangles[a]!.height || a - b);
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const at of order) {
    const one = rectangles[at]!;
    if (x > 0 && x + one.width > limit) {
      x = 0;
      y += rowHeight + gap;
      rowHeight = 0;
    }
    places[at] = { x, y };
    x += one.width + gap;
    rowHeight = Math.max(rowHeight, one.height);
    width = Math.max(width, x - gap);
  }
  return { width, height: y + rowHeight, places };
}
