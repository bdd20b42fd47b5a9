/** Packs rectangles under a skyline so that the whole comes near a wished shape. */

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

export interface PackOptions {
  readonly gap: number;
  /** Width through height. */
  readonly aspectRatio: number;
  /** It may at least become this wide. */
  readonly minWidth?: number;
}

interface Step {
  readonly x: number;
  readonly width: number;
  readonly y: number;
}

/** The best of several widths: the one that can be shown largest. */
export function packShelves(rectangles: readonly Rectangle[], options: PackOptions): Packed {
  const { gap, aspectRatio, minWidth = 0 } = options;
  const area = rectangles.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = Math.max(minWidth, ...rectangles.map(({ width }) => width));
  const limits = widths.map((factor) => Math.max(widest, Math.sqrt(area * aspectRatio) * factor) + gap);
  const size = ({ width, height }: Packed): number => Math.max(width / aspectRatio, height);
  let best: Packed | undefined;
  for (const order of ordersOf(rectangles)) {
    for (const limit of new Set(limits)) {
      const packed = packWithin(rectangles, { gap, limit, order });
      if (best === undefined || size(packed) < size(best) - 0.01) best = packed;
    }
  }
  return best!;
}

/** Which rectangle first: the highest, the largest, the one with the longest side. Equal ones keep the order of names. */
function ordersOf(rectangles: readonly Rectangle[]): number[][] {
  const by = (of: (one: Rectangle) => number): number[] =>
    [...rectangles.keys()].sort((a, b) => of(rectangles[b]!) - of(rectangles[a]!) || a - b);
  return [
    by(({ height }) => height),
    by(({ width, height }) => width * height),
    by(({ width, height }) => Math.max(width, height)),
  ];
}

/** Of the width that the rectangles would have if none of it were lost. */
const widths = [1, 1.04, 1.1, 1.17, 1.25, 1.35];

interface Within {
  readonly gap: number;
  readonly limit: number;
  readonly order: readonly number[];
}

function packWithin(rectangles: readonly Rectangle[], { gap, limit, order }: Within): Packed {
  const places: { x: number; y: number }[] = rectangles.map(() => ({ x: 0, y: 0 }));
  let skyline: Step[] = [{ x: 0, width: limit, y: 0 }];
  let [width, height] = [0, 0];
  for (const at of order) {
    const one = rectangles[at]!;
    const place = lowest(skyline, one.width + gap, limit);
    places[at] = place;
    skyline = raised(skyline, { x: place.x, width: one.width + gap, y: place.y + one.height + gap });
    width = Math.max(width, place.x + one.width);
    height = Math.max(height, place.y + one.height);
  }
  return { width, height, places };
}

function lowest(skyline: readonly Step[], width: number, limit: number): { x: number; y: number } {
  let best = { x: 0, y: Number.POSITIVE_INFINITY };
  for (const { x } of skyline) {
    if (x + width > limit + 0.01) continue;
    const y = Math.max(
      ...skyline.filter((step) => step.x < x + width && step.x + step.width > x).map((step) => step.y),
    );
    if (y < best.y) best = { x, y };
  }
  return best;
}

function raised(skyline: readonly Step[], step: Step): Step[] {
  const end = step.x + step.width;
  const pieces = skyline.flatMap((one) => {
    const left = { ...one, width: Math.min(one.x + one.width, step.x) - one.x };
    const from = Math.max(one.x, end);
    const right = { ...one, x: from, width: one.x + one.width - from };
    return [left, right].filter((piece) => piece.width > 0.01);
  });
  return [...pieces, step].sort((a, b) => a.x - b.x);
}
