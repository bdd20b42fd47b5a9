/** Tables that nothing connects are placed apart and packed: each connected part is a layered picture of its own. */
import type { Diagram, DiagramLink, DiagramTable } from "../diagram.ts";
import { bestOf } from "./arrangements.ts";
import type { Point, Route, Stub } from "./layout.ts";
import { linksToTheRight } from "./orient.ts";
import { layered, moved, type Input, type Part } from "./part.ts";
import { portsOf } from "./ports.ts";
import { packSections } from "./sections.ts";
import { sorted } from "./singles.ts";
import type { StubTexts } from "./stubs.ts";

const gap = 36;

export interface Components {
  /** The tables to place and the links among them. */
  readonly diagram: Diagram;
  /** Links that leave for other tables and end in stubs. */
  readonly stubbed: readonly DiagramLink[];
  readonly stubs: StubTexts;
}

export async function placeComponents(input: Input, { diagram, stubbed, stubs }: Components): Promise<Part> {
  const main: Part[] = [];
  const singles: (Part & { readonly table: DiagramTable })[] = [];
  for (const tables of componentsOf(diagram)) {
    const keys = new Set(tables.map((table) => table.key));
    const links = diagram.links.filter((link) => keys.has(link.from));
    const inner = { ...diagram, tables, links };
    const leaving = stubbed.filter((link) => keys.has(link.from));
    const part = await bestOf(input, tables, (how) => {
      // Stubs take part when rows are shared out, so that none lies on a line.
      const all = { ...inner, links: [...links, ...leaving] };
      const ends = portsOf(all, input.measures, { toTheRight: linksToTheRight(inner, how), stubs });
      return layered({ ...input, tables, ends, stubs, grouped: false, bound: how.bound });
    });
    if (tables.length > 1) main.push(part);
    else singles.push({ ...part, table: tables[0]! });
  }
  return packed(input, { main, rows: sorted(singles) });
}

interface Parts {
  readonly main: readonly Part[];
  readonly rows: readonly (readonly Part[])[];
}

function packed({ aspectRatio, measures }: Input, parts: Parts): Part {
  const all = [...parts.main, ...parts.rows.flat()];
  if (all.length === 1) return all[0]!;
  const { width, height, main, rows } = packSections(parts, { gap, aspectRatio });
  const places = [...main, ...rows.flat()];
  const boxes = new Map<string, Point>();
  const [routes, stubs]: [Route[], Stub[]] = [[], []];
  all.forEach((part, at) => {
    const piece = moved(part, places[at]!, measures);
    for (const { key, x, y } of piece.boxes) boxes.set(key, { x, y });
    routes.push(...piece.routes);
    stubs.push(...piece.stubs);
  });
  return { width, height, boxes, routes, stubs, groups: [] };
}

/** Tables that links connect, in the order of the diagram. */
function componentsOf({ tables, links }: Diagram): DiagramTable[][] {
  const neighbours = new Map<string, string[]>(tables.map((table) => [table.key, []]));
  for (const { from, to } of links) {
    neighbours.get(from)!.push(to);
    neighbours.get(to)!.push(from);
  }
  const seen = new Set<string>();
  const found: DiagramTable[][] = [];
  for (const { key } of tables) {
    if (seen.has(key)) continue;
    const component = new Set([key]);
    for (const one of component) for (const other of neighbours.get(one)!) component.add(other);
    for (const one of component) seen.add(one);
    found.push(tables.filter((table) => component.has(table.key)));
  }
  return found;
}
