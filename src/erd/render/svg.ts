/** The picture itself. The same diagram, layout and options give the same bytes. */
import { isReference, signs, type ChangeMark, type Diagram, type DiagramLink } from "../diagram.ts";
import type { Layout, Point, Route, Stub } from "../layout/layout.ts";
import { stubLabel } from "../layout/stubs.ts";
import { textWidth } from "../text/measure.ts";
import { bracketKey, bracketsOf } from "./brackets.ts";
import { junctionsOf, type Junction } from "./junctions.ts";
import { endLength, linkPath, stubPath, type End, type LinePaths } from "./path.ts";
import { styleSheet, type Theme } from "./style.ts";
import { boxSvg } from "./svg-box.ts";
import { escapeXml, number } from "./xml.ts";

export interface SvgOptions {
  /** `auto` follows the reader's preference for dark or light. */
  readonly theme?: Theme;
  /** A line above the picture. */
  readonly caption?: string;
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
function sceneSvg(diagram: Diagram, layout: Layout): string {
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
  let found: readonly Junction[] | undefined;
  const joints = (): readonly Junction[] => (found ??= junctionsOf(layout.routes));
  return [
    ...layout.groups.map((group) => part("groups", group.name, [group], () => groupSvg(group))),
    ...routes.map((route) => {
      const link = links.get(route.link)!;
      return part("links", route.link, [link, route], () => routeSvg(link, route));
    }),
    ...stubParts(layout.stubs, links),
    part("joints", "", [...layout.routes, ...marks(links)], () => junctionsSvg(joints(), trunkMarks(routes, links))),
    ...layout.boxes.map((box) => {
      const table = tables.get(box.key)!;
      return part("boxes", box.key, [table, box], () => boxSvg(table, box, layout.options));
    }),
    ...bracketsOf(layout, links).map(({ link, of, path }) =>
      part(
        "badges",
        bracketKey(link.key),
        of,
        () => `<g class="${linkClass(link)}"><path class="l br" d="${path}"/></g>`,
      ),
    ),
    ...routes
      .filter((route) => isMarked(links, route))
      .map((route) => {
        const link = links.get(route.link)!;
        return part("badges", route.link, [link, route], () => badgeSvg(link, route, joints()));
      }),
  ];
}

/** Stubs that leave a box at one place are one line with one label, which the first of them bears. */
function stubParts(stubs: readonly Stub[], links: ReadonlyMap<string, DiagramLink>): ScenePart[] {
  const places = new Map<string, Stub[]>();
  for (const stub of stubs) {
    const { at, side } = stub;
    const place = `${at.x} ${at.y} ${side}`;
    places.set(place, [...(places.get(place) ?? []), stub]);
  }
  return [...places.values()].flatMap((group) => {
    const together = group.map((stub) => ({ stub, link: links.get(stub.link)! }));
    const label = stubLabel(together.map(({ stub, link }) => `${signOf(link)}${stub.text}`));
    const of = together.flatMap(({ stub, link }) => [stub, link]);
    return together.map(({ stub, link }, at): ScenePart => ({
      layer: "links",
      key: stub.link,
      of,
      markup: () => stubSvg(link, stub, at === 0 ? label : ""),
    }));
  });
}

const signOf = ({ change }: DiagramLink): string => (change === undefined ? "" : `${signs[change]} `);

/** The links that bear a mark: what is drawn of joints depends on them. */
const marks = (links: ReadonlyMap<string, DiagramLink>): DiagramLink[] =>
  [...links.values()].filter(({ change }) => change !== undefined);

const isMarked = (links: ReadonlyMap<string, DiagramLink>, route: Route): boolean =>
  links.get(route.link)!.change !== undefined;

const captionWidth = ({ caption = "" }: SvgOptions): number => 48 + textWidth(caption, 16, "bold");

const captionSvg = ({ caption }: SvgOptions): string =>
  caption === undefined ? "" : `<text class="caption" x="24" y="32">${escapeXml(caption)}</text>`;

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
    .filter(isReference)
    .map((link) => `${link.from} refers to ${link.to}`)
    .join("; ");
  return `${tables}${links === "" ? "" : `. ${links}`}`;
}

const groupSvg = (group: Layout["groups"][number]): string =>
  `<g class="group"><rect class="gr" x="${number(group.x)}" y="${number(group.y)}" width="${number(group.width)}" height="${number(group.height)}" rx="12"/><text class="g" x="${number(group.x + 18)}" y="${number(group.y + 28)}">${escapeXml(group.name)}</text></g>`;

/** The ends of a link: at the box that refers, and at the one referred to. */
export function endsOf(link: DiagramLink): { readonly from: End; readonly to: End } {
  if (!isReference(link)) return { from: "plain", to: "arrow" };
  return { from: link.one ? "zeroOrOne" : "many", to: link.optional ? "zeroOrOne" : "one" };
}

function routeSvg(link: DiagramLink, route: Route): string {
  const { from, to } = endsOf(link);
  return `<g class="${linkClass(link)}" data-link="${escapeXml(link.key)}"><title>${escapeXml(linkTooltip(link))}</title>${lineSvg(link, linkPath(route.points, from, to))}</g>`;
}

const linkClass = (link: DiagramLink): string =>
  `k${isReference(link) ? "" : ` ${link.kind}`}${link.change === undefined ? "" : ` ${link.change}`}`;

const isDashed = (link: DiagramLink): boolean => !isReference(link) || link.change === "removed";

const lineSvg = (link: DiagramLink, { ends, line }: LinePaths): string =>
  isDashed(link)
    ? `<path class="l d" d="${line}"/>${ends === "" ? "" : `<path class="l" d="${ends}"/>`}`
    : `<path class="l" d="${ends}${line}"/>`;

function stubSvg(link: DiagramLink, stub: Stub, label: string): string {
  const east = stub.side === "east";
  const x = stub.at.x + (east ? 1 : -1) * (endLength + 8);
  const text =
    label === ""
      ? ""
      : `<text class="s" x="${number(x)}" y="${number(stub.at.y + 3.8)}"${east ? "" : ' text-anchor="end"'}>${escapeXml(label)}</text>`;
  return `<g class="${linkClass(link)}" data-link="${escapeXml(link.key)}"><title>${escapeXml(linkTooltip(link))}</title>${lineSvg(link, stubPath(stub.at, stub.side, endsOf(link).from))}${text}</g>`;
}

function linkTooltip(link: DiagramLink): string {
  if (!isReference(link)) return `${link.from} ${link.kind === "reads" ? "reads" : "inherits from"} ${link.to}`;
  const many = link.one ? "at most one" : "any number";
  return [
    `${link.from} (${link.fromColumns.join(", ")}) refers to ${link.to} (${link.toColumns.join(", ")})`,
    `${many} to ${link.optional ? "one or none" : "exactly one"}${link.rules.length === 0 ? "" : `, ${link.rules.join(", ")}`}`,
    link.former === undefined ? link.name : `${link.former} → ${link.name}`,
    ...(link.comment === undefined ? [] : [link.comment]),
  ].join("\n");
}

/** Trunks whose lines all have the same mark. */
function trunkMarks(
  routes: readonly Route[],
  links: ReadonlyMap<string, DiagramLink>,
): ReadonlyMap<string, ChangeMark | undefined> {
  const marks = new Map<string, ChangeMark | undefined>();
  for (const { trunk, fork, link } of routes) {
    const { change } = links.get(link)!;
    for (const name of [trunk, fork])
      marks.set(name, !marks.has(name) || marks.get(name) === change ? change : undefined);
  }
  return marks;
}

function junctionsSvg(joints: readonly Junction[], marks: ReadonlyMap<string, ChangeMark | undefined>): string {
  const paths = ([undefined, "added", "changed", "removed"] as const).map((mark) => {
    const dots = joints
      .filter(({ trunk }) => marks.get(trunk) === mark)
      .map((at) => `M${number(at.x - 2.6)} ${number(at.y)}a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1-5.2 0`);
    const colour = mark === undefined ? "" : ` ${mark}`;
    return dots.length === 0 && mark !== undefined ? "" : `<path class="j${colour}" d="${dots.join("")}"/>`;
  });
  return `<g>${paths.join("")}</g>`;
}

/** The sign of a changed line. */
function badgeSvg(link: DiagramLink, route: Route, joints: readonly Point[]): string {
  if (link.change === undefined) return "";
  const at = badgePlace(route.points, joints);
  return `<g class="k ${link.change}"><circle class="badge" cx="${number(at.x)}" cy="${number(at.y)}" r="7.5"/><text class="sign" x="${number(at.x)}" y="${number(at.y + 4.5)}">${signs[link.change]}</text></g>`;
}

const badgeSize = 16;

/** In the middle of the longest piece that is this line's alone: beyond a joint it may belong to others as well. */
function badgePlace(points: readonly Point[], joints: readonly Point[]): Point {
  const pieces = piecesOf(points, joints);
  const shared = pieces.findIndex(([, end]) => joints.some((joint) => isAt(joint, end)));
  const own = shared < 0 ? pieces : pieces.slice(0, shared + 1);
  const long = (list: readonly Piece[]): Piece => list.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const [a, b] = lengthOf(long(own)) >= badgeSize ? long(own) : long(pieces);
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

type Piece = readonly [Point, Point];

const lengthOf = ([a, b]: Piece): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
const isAt = (a: Point, b: Point): boolean => lengthOf([a, b]) < 0.1;

/** The straight pieces of a line from end to end, without the ends themselves, parted at the joints that lie on them. */
function piecesOf(points: readonly Point[], joints: readonly Point[]): Piece[] {
  return points.slice(1).flatMap((end, at) => {
    const start = points[at]!;
    const first = at === 0 ? towards(start, end, endLength) : start;
    const last = at === points.length - 2 ? towards(end, start, endLength) : end;
    const stops = joints
      .filter((joint) => Math.abs(lengthOf([first, joint]) + lengthOf([joint, last]) - lengthOf([first, last])) < 0.1)
      .filter((joint) => !isAt(joint, first) && !isAt(joint, last))
      .sort((a, b) => lengthOf([first, a]) - lengthOf([first, b]));
    return [...stops, last].map((stop, index): Piece => [stops[index - 1] ?? first, stop]);
  });
}

/** A point on the way to another one, at most halfway. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = lengthOf([from, to]);
  const part = length === 0 ? 0 : Math.min(distance / length, 0.5);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
