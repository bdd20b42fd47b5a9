/** The picture itself. The same diagram, layout and options give the same bytes. */
import type { Diagram, DiagramLink } from "../diagram.ts";
import type { Layout, Point, Route, Stub } from "../layout/layout.ts";
import { textWidth } from "../text/measure.ts";
import { junctionsOf } from "./junctions.ts";
import { endLength, linkPath, stubPath, type End } from "./path.ts";
import { styleSheet, type Theme } from "./style.ts";
import { boxSvg, signs } from "./svg-box.ts";
import { escapeXml, number } from "./xml.ts";

export interface SvgOptions {
  /** `auto` follows the reader's preference for dark or light. */
  readonly theme?: Theme;
  /** A line above the picture. */
  readonly caption?: string;
  readonly subcaption?: string;
}

const captionHeight = 46;
const legendHeight = 30;

/**
 * Draws a diagram as SVG.
 *
 *     writeFileSync("erd.svg", renderSvg(diagram, await layoutDiagram(diagram)));
 */
export function renderSvg(diagram: Diagram, layout: Layout, options: SvgOptions = {}): string {
  const top = options.caption === undefined ? 0 : captionHeight;
  const bottom = diagram.compared ? legendHeight : 0;
  const width = Math.max(layout.width, captionWidth(options), diagram.compared ? 320 : 0);
  const height = layout.height + top + bottom;
  const name = options.caption ?? "Entity-relationship diagram";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}" role="img" aria-label="${escapeXml(name)}">`,
    `<style>${styleSheet(options.theme ?? "auto")}</style>`,
    `<desc>${escapeXml(describe(diagram))}</desc>`,
    `<rect class="bg" width="${number(width)}" height="${number(height)}"/>`,
    captionSvg(options),
    `<g${top === 0 ? "" : ` transform="translate(0 ${top})"`}>`,
    sceneSvg(diagram, layout),
    "</g>",
    diagram.compared ? legendSvg(height) : "",
    "</svg>\n",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** What the picture shows, without its frame: groups, lines, boxes. */
export function sceneSvg(diagram: Diagram, layout: Layout): string {
  return sceneParts(diagram, layout)
    .map((part) => part.markup())
    .join("\n");
}

export interface ScenePart {
  readonly layer: "groups" | "links" | "joints" | "boxes" | "badges";
  /** Unique within its layer. */
  readonly key: string;
  /** What the markup is made of: as long as these are the same objects, so is the markup. */
  readonly of: readonly object[];
  readonly markup: () => string;
}

/** The elements of a picture, one by one, in the order in which they are drawn. */
export function sceneParts(diagram: Diagram, layout: Layout): ScenePart[] {
  const tables = new Map(diagram.tables.map((table) => [table.key, table]));
  const links = new Map(diagram.links.map((link) => [link.key, link]));
  // Changed lines last, so that their colour stays on top where lines run together.
  const routes = [...layout.routes].sort((a, b) => Number(isMarked(links, a)) - Number(isMarked(links, b)));
  const part = (layer: ScenePart["layer"], key: string, of: readonly object[], markup: () => string): ScenePart => ({
    layer,
    key,
    of,
    markup,
  });
  return [
    ...layout.groups.map((group) => part("groups", group.name, [group], () => groupSvg(group))),
    ...routes.map((route) => {
      const link = links.get(route.link)!;
      return part("links", route.link, [link, route], () => routeSvg(link, route));
    }),
    ...layout.stubs.map((stub) => {
      const link = links.get(stub.link)!;
      return part("links", stub.link, [link, stub], () => stubSvg(link, stub));
    }),
    part("joints", "", layout.routes, () => junctionsSvg(layout.routes)),
    ...layout.boxes.map((box) => {
      const table = tables.get(box.key)!;
      return part("boxes", box.key, [table, box], () => boxSvg(table, box, layout.options));
    }),
    ...routes
      .filter((route) => isMarked(links, route))
      .map((route) => {
        const link = links.get(route.link)!;
        return part("badges", route.link, [link, route], () => badgeSvg(link, route));
      }),
  ];
}

const isMarked = (links: ReadonlyMap<string, DiagramLink>, route: Route): boolean =>
  links.get(route.link)!.change !== undefined;

function captionWidth({ caption, subcaption }: SvgOptions): number {
  return 48 + Math.max(textWidth(caption ?? "", 16, "bold"), textWidth(subcaption ?? "", 12));
}

function captionSvg({ caption, subcaption }: SvgOptions): string {
  if (caption === undefined) return "";
  const below = subcaption === undefined ? "" : `<text class="sub" x="24" y="50">${escapeXml(subcaption)}</text>`;
  return `<text class="caption" x="24" y="32">${escapeXml(caption)}</text>${below}`;
}

function legendSvg(height: number): string {
  const entries = (["added", "changed", "removed"] as const).map(
    (mark, at) =>
      `<g class="${mark}"><text class="sign" x="${30 + at * 90}" y="${number(height - 16)}">${signs[mark]}</text></g><text class="sub" x="${40 + at * 90}" y="${number(height - 16)}">${mark}</text>`,
  );
  return `<g class="legend">${entries.join("")}</g>`;
}

function describe(diagram: Diagram): string {
  const tables = diagram.tables.map((table) => table.name).join(", ");
  const links = diagram.links
    .filter((link) => link.kind === "foreignKey")
    .map((link) => `${link.from} refers to ${link.to}`)
    .join("; ");
  return `${tables}${links === "" ? "" : `. ${links}`}`;
}

const groupSvg = (group: Layout["groups"][number]): string =>
  `<g class="group"><rect class="gr" x="${number(group.x)}" y="${number(group.y)}" width="${number(group.width)}" height="${number(group.height)}" rx="12"/><text class="g" x="${number(group.x + 18)}" y="${number(group.y + 28)}">${escapeXml(group.name)}</text></g>`;

/** The ends of a link: at the box that refers, and at the one referred to. */
export function endsOf(link: DiagramLink): { readonly from: End; readonly to: End } {
  if (link.kind !== "foreignKey") return { from: "plain", to: "arrow" };
  return { from: link.one ? "zeroOrOne" : "many", to: link.optional ? "zeroOrOne" : "one" };
}

function routeSvg(link: DiagramLink, route: Route): string {
  const { from, to } = endsOf(link);
  return `<g class="${linkClass(link)}" data-link="${escapeXml(link.key)}"><title>${escapeXml(linkTooltip(link))}</title><path class="l" d="${linkPath(route.points, from, to)}"/></g>`;
}

const linkClass = (link: DiagramLink): string =>
  `k${link.kind === "foreignKey" ? "" : ` ${link.kind}`}${link.change === undefined ? "" : ` ${link.change}`}`;

function stubSvg(link: DiagramLink, stub: Stub): string {
  const east = stub.side === "east";
  const x = stub.at.x + (east ? 1 : -1) * (endLength + 8);
  const sign = link.change === undefined ? "" : `${signs[link.change]} `;
  return `<g class="${linkClass(link)}" data-link="${escapeXml(link.key)}"><title>${escapeXml(linkTooltip(link))}</title><path class="l" d="${stubPath(stub.at, stub.side, endsOf(link).from)}"/><text class="s" x="${number(x)}" y="${number(stub.at.y + 3.8)}"${east ? "" : ' text-anchor="end"'}>${escapeXml(`${sign}${stub.text}`)}</text></g>`;
}

export function linkTooltip(link: DiagramLink): string {
  if (link.kind !== "foreignKey") return `${link.from} ${link.kind === "reads" ? "reads" : "inherits from"} ${link.to}`;
  const many = link.one ? "at most one" : "any number";
  return [
    `${link.from} (${link.fromColumns.join(", ")}) refers to ${link.to} (${link.toColumns.join(", ")})`,
    `${many} to ${link.optional ? "one or none" : "exactly one"}${link.rules.length === 0 ? "" : `, ${link.rules.join(", ")}`}`,
    link.name,
    ...(link.comment === undefined ? [] : [link.comment]),
  ].join("\n");
}

function junctionsSvg(routes: readonly Route[]): string {
  const dots = junctionsOf(routes).map(
    (at) => `M${number(at.x - 2.6)} ${number(at.y)}a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1-5.2 0`,
  );
  return `<path class="j" d="${dots.join("")}"/>`;
}

/** The sign of a changed line, in the middle of its longest piece. */
function badgeSvg(link: DiagramLink, route: Route): string {
  if (link.change === undefined) return "";
  const at = middleOf(route.points);
  return `<g class="k ${link.change}"><circle class="badge" cx="${number(at.x)}" cy="${number(at.y)}" r="7.5"/><text class="sign" x="${number(at.x)}" y="${number(at.y + 4.5)}">${signs[link.change]}</text></g>`;
}

function middleOf(points: readonly Point[]): Point {
  let best: Point = points[0]!;
  let longest = -1;
  for (let at = 1; at < points.length; at += 1) {
    const [a, b] = [points[at - 1]!, points[at]!];
    const length = Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    if (length <= longest) continue;
    longest = length;
    best = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
  return best;
}
