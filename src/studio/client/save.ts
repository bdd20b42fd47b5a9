/** Saves what is shown as a file. The picture is drawn anew for paper: without the page's marks of what is selected. */
import type { Diagram } from "../../erd/diagram.ts";
import type { Layout } from "../../erd/layout/layout.ts";
import { renderSvg } from "../../erd/render/svg.ts";
import { h } from "./dom.ts";

export interface Shown {
  readonly diagram: Diagram;
  readonly layout: Layout;
  readonly caption: string;
  /** Of the file, without its ending. */
  readonly name: string;
}

/** Browsers refuse larger canvases, some of them without a word. */
const mostPixels = 60_000_000;
const mostSide = 16_000;

export function saveSvg({ diagram, layout, caption, name }: Shown): void {
  const svg = renderSvg(diagram, layout, { caption });
  download(new Blob([svg], { type: "image/svg+xml" }), `${name}.svg`);
}

/** In the colours of the page, at twice the size where the browser can do that. @returns false where it can't draw */
export async function savePng({ diagram, layout, caption, name }: Shown): Promise<boolean> {
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const url = URL.createObjectURL(
    new Blob([renderSvg(diagram, layout, { caption, theme })], { type: "image/svg+xml" }),
  );
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const scale = Math.min(2, mostSide / Math.max(width, height), Math.sqrt(mostPixels / (width * height)));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.floor(width * scale), Math.floor(height * scale)];
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (png === null) return false;
    download(png, `${name}.png`);
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  // The browser reads it after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
