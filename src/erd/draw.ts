/** A diagram in any of the forms that limbeck writes. */
import { EmptyDiagramError } from "./errors.ts";
import type { Diagram } from "./diagram.ts";
import { shownColumns, type Detail } from "./layout/measure-box.ts";
import { layoutDiagram, type LayoutOptions } from "./layout/place.ts";
import type { Layout } from "./layout/layout.ts";
import { renderDbml } from "./render/dbml.ts";
import { renderDot } from "./render/dot.ts";
import { renderPlantUml } from "./render/plantuml.ts";
import { renderJson } from "./render/json.ts";
import { renderMermaid } from "./render/mermaid.ts";
import { renderSvg, type SvgOptions } from "./render/svg.ts";
import { ownValue } from "../util/own-value.ts";

const pictureFormats = ["svg", "png", "html", "mermaid", "dot", "dbml", "plantuml", "json"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** Endings of file names and the formats that they stand for. */
const endings: Readonly<Record<string, PictureFormat>> = {
  svg: "svg",
  png: "png",
  html: "html",
  htm: "html",
  mmd: "mermaid",
  mermaid: "mermaid",
  dot: "dot",
  gv: "dot",
  dbml: "dbml",
  puml: "plantuml",
  plantuml: "plantuml",
  json: "json",
};

/** The format that a file's name asks for. */
export function formatOfFile(path: string): PictureFormat | undefined {
  return ownValue(endings, /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "");
}

export interface DrawOptions extends LayoutOptions, SvgOptions {
  readonly format: PictureFormat;
  /** For messages: `the model`. */
  readonly what: string;
  /** Places to use instead of a new layout. */
  readonly layout?: Layout;
  /** Pixels of a PNG for each unit; 2 where absent. */
  readonly scale?: number;
}

/**
 * Draws a diagram.
 *
 *     const svg = await drawDiagram(readDiagram(commerce.metadata), { format: "svg", what: "the model" });
 *
 * @throws EmptyDiagramError, RasterizerMissingError
 */
export async function drawDiagram(diagram: Diagram, options: DrawOptions): Promise<string | Uint8Array> {
  if (diagram.tables.length === 0) throw new EmptyDiagramError(options.what, false);
  const { format } = options;
  if (format === "mermaid") return renderMermaid(withDetail(diagram, options.detail));
  if (format === "dot") return renderDot(withDetail(diagram, options.detail));
  if (format === "dbml") return renderDbml(diagram);
  if (format === "plantuml") return renderPlantUml(withDetail(diagram, options.detail));
  const layout = options.layout ?? (await layoutDiagram(diagram, options));
  if (format === "json") return renderJson(diagram, layout);
  // Converters take the first colours of the style sheet: a PNG is light unless dark is asked for.
  const svg = renderSvg(diagram, layout, { ...options, theme: options.theme ?? (format === "png" ? "light" : "auto") });
  if (format === "svg") return svg;
  if (format === "html") {
    const { renderHtml } = await import("./render/html.ts");
    return renderHtml(svg, { title: options.caption ?? "Entity-relationship diagram" });
  }
  const { renderPng } = await import("./render/png.ts");
  return renderPng(svg, options);
}

/** Text has no boxes to measure: columns that are not wanted are left out beforehand. */
function withDetail(diagram: Diagram, detail: Detail = "all"): Diagram {
  return { ...diagram, tables: diagram.tables.map((table) => ({ ...table, columns: shownColumns(table, detail) })) };
}
