/** A PNG as sixels, for terminals that show pictures by no other protocol: 255 colours, the most frequent ones. */
import { inflateSync } from "node:zlib";

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha. */
  readonly data: Uint8Array;
}

const mostColours = 255;

/** Only pictures as resvg writes them: eight bits, with alpha, not interlaced. */
export function sixelOf(png: Uint8Array): string {
  const pixels = decodePng(png);
  const { palette, indexes } = quantize(pixels);
  const percent = (value: number): number => Math.round((value / 255) * 100);
  const colours = palette.map(
    (colour, at) => `#${at};2;${percent(colour >> 16)};${percent((colour >> 8) & 255)};${percent(colour & 255)}`,
  );
  const bands: string[] = [];
  for (let top = 0; top < pixels.height; top += 6) bands.push(bandOf(indexes, pixels, top));
  return `\u001BP0;1q"1;1;${pixels.width};${pixels.height}${colours.join("")}${bands.join("-")}\u001B\\`;
}

/** Six rows: for each colour in them one line of columns. */
function bandOf(indexes: Uint8Array, { width, height }: Pixels, top: number): string {
  const lines = new Map<number, Uint8Array>();
  for (let row = 0; row < 6 && top + row < height; row += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = indexes[(top + row) * width + x]!;
      let line = lines.get(colour);
      if (line === undefined) lines.set(colour, (line = new Uint8Array(width)));
      line[x] = line[x]! | (1 << row);
    }
  }
  return [...lines].map(([colour, line]) => `#${colour}${runs(line)}`).join("$");
}

function runs(line: Uint8Array): string {
  let text = "";
  for (let at = 0; at < line.length;) {
    let end = at + 1;
    while (end < line.length && line[end] === line[at]) end += 1;
    const character = String.fromCharCode(63 + line[at]!);
    text += end - at > 3 ? `!${end - at}${character}` : character.repeat(end - at);
    at = end;
  }
  return text;
}

/** Colours to five bits a channel; the rarer ones become the nearest of the frequent. */
function quantize({ width, height, data }: Pixels): { palette: number[]; indexes: Uint8Array } {
  const coarse = (at: number): number =>
    ((data[at]! & 248) << 16) | ((data[at + 1]! & 248) << 8) | (data[at + 2]! & 248);
  const seen = new Map<number, { count: number; exact: number }>();
  for (let at = 0; at < width * height * 4; at += 4) {
    const key = coarse(at);
    const known = seen.get(key);
    if (known === undefined)
      seen.set(key, { count: 1, exact: (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]! });
    else known.count += 1;
  }
  const ordered = [...seen].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  const palette = ordered.slice(0, mostColours).map(([, { exact }]) => exact);
  const indexOf = new Map(ordered.map(([key], at) => [key, at < mostColours ? at : nearest(palette, key)]));
  const indexes = new Uint8Array(width * height);
  for (let at = 0; at < indexes.length; at += 1) indexes[at] = indexOf.get(coarse(at * 4))!;
  return { palette, indexes };
}

function nearest(palette: readonly number[], colour: number): number {
  const distance = (other: number): number =>
    [16, 8, 0].reduce((sum, shift) => sum + (((other >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0);
  let best = 0;
  palette.forEach((other, at) => {
    if (distance(other) < distance(palette[best]!)) best = at;
  });
  return best;
}

function decodePng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const chunks: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    if (String.fromCharCode(...png.subarray(at + 4, at + 8)) === "IDAT")
      chunks.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { width, height, data: unfiltered(inflateSync(Buffer.concat(chunks)), width * 4, height) };
}

/** Undoes the filters of the PNG specification, section 9. */
function unfiltered(raw: Uint8Array, stride: number, height: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)]!;
    for (let x = 0; x < stride; x += 1) {
      const at = row * stride + x;
      const left = x < 4 ? 0 : data[at - 4]!;
      const up = row === 0 ? 0 : data[at - stride]!;
      const corner = x < 4 || row === 0 ? 0 : data[at - stride - 4]!;
      data[at] = raw[row * (stride + 1) + 1 + x]! + predicted(filter, left, up, corner);
    }
  }
  return data;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
