/**
 * PNG by resvg, an optional peer, with the font that limbeck brings along: no font of the machine decides the outcome.
 * Only scripts that this font has no letters for, such as Chinese, are left to the fonts of the machine.
 */
import { fileURLToPath } from "node:url";
import type { Resvg as ResvgClass } from "@resvg/resvg-js";
import { RasterizerMissingError } from "../errors.ts";

export interface PngOptions {
  /** Pixels for each unit of the SVG; 2 where absent. */
  readonly scale?: number | undefined;
}

// Larger pictures are scaled down: more than this fits neither memory nor a screen.
const maxSide = 16_000;

/** @throws RasterizerMissingError */
export async function renderPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { Resvg } = await loadResvg();
  const [width, height] = sizeOf(svg);
  const scale = Math.min(options.scale ?? 2, maxSide / Math.max(width, height));
  const font = (name: string): string => fileURLToPath(new URL(`../fonts/${name}`, import.meta.url));
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: hasOtherScripts(svg),
      fontFiles: [font("Inter-Regular.ttf"), font("Inter-SemiBold.ttf")],
      defaultFontFamily: "Inter",
    },
  });
  return image.render().asPng();
}

/** Beyond Latin, Greek, Cyrillic, punctuation and signs. */
const otherScripts = /[^\0-\u052f\u1e00-\u1fff\u2000-\u2bff\ufffd]/;

export const hasOtherScripts = (text: string): boolean => otherScripts.test(text);

async function loadResvg(): Promise<{ readonly Resvg: typeof ResvgClass }> {
  try {
    return await import("@resvg/resvg-js");
  } catch (error) {
    throw new RasterizerMissingError(error);
  }
}

function sizeOf(svg: string): [number, number] {
  const found = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  return [Number(found?.[1] ?? 1), Number(found?.[2] ?? 1)];
}
