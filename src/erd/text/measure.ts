/** How wide a text will be, told by tables alone: the same on every machine, and never less than what a reader sees. */
import { boldWidths, regularWidths, type WidthBlock } from "./widths.ts";

export type Weight = "regular" | "bold";

const blocks: Readonly<Record<Weight, readonly WidthBlock[]>> = { regular: regularWidths, bold: boldWidths };

/** Width in pixels, rounded up to halves. */
export function textWidth(text: string, size: number, weight: Weight = "regular"): number {
  let hundredths = 0;
  for (const character of text) hundredths += characterWidth(character.codePointAt(0)!, blocks[weight]);
  return Math.ceil((hundredths * size) / 50) / 2;
}

/** The text, or its longest beginning with an ellipsis that fits. */
export function clipText(text: string, size: number, room: number, weight: Weight = "regular"): string {
  if (textWidth(text, size, weight) <= room) return text;
  const characters = [...text];
  let fits = 0;
  let width = textWidth("…", size, weight);
  for (const character of characters) {
    width += textWidth(character, size, weight);
    if (width > room) break;
    fits += 1;
  }
  return `${characters.slice(0, fits).join("")}…`;
}

function characterWidth(code: number, list: readonly WidthBlock[]): number {
  for (const { start, widths } of list) {
    const at = (code - start) * 2;
    if (at < 0 || at >= widths.length) continue;
    const width = Number.parseInt(widths.slice(at, at + 2), 36);
    if (width > 0) return width;
  }
  if (isCombining(code)) return 0;
  // Scripts outside the tables: ideographs and symbols take an em and more, everything else is taken for wide.
  return code >= 0x1100 ? (code > 0xffff ? 140 : 105) : 90;
}

function isCombining(code: number): boolean {
  return (code >= 0x300 && code <= 0x36f) || code === 0x200b || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
}
