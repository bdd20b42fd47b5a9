/** From a diagram to the places of everything in it: one layered picture, or clusters of them for large models. */
import { schemasOf, type Diagram, type DiagramTable } from "../diagram.ts";
import { bestOf } from "./arrangements.ts";
import { clustersOf } from "./communities.ts";
import { placeComponents } from "./components.ts";
import type { Layout, Point } from "./layout.ts";
import { measureBox, type BoxMeasure, type BoxOptions, type Detail } from "./measure-box.ts";
import { linksToTheRight } from "./orient.ts";
import { costOf, layered, moved, type Input, type Part } from "./part.ts";
import { placeClusters } from "./place-clusters.ts";
import { portsOf } from "./ports.ts";
import { packSections } from "./sections.ts";
import { sorted, type Single } from "./singles.ts";

export type Clustering = "auto" | "always" | "never";

export interface LayoutOptions {
  /** `auto` draws clusters from 60 tables on, and from 20 on where that makes a much clearer picture. */
  readonly clusters?: Clustering;
  readonly detail?: Detail;
  readonly defaults?: boolean;
  /** Width through height that is aimed at; 1.5 where absent. */
  readonly aspectRatio?: number;
}

const manyTables = 60;
const someTables = 20;
/** Clusters hide where lines lead: they have to gain this much. */
const clearer = 0.7;
const margin = 24;
const blockGap = 30;

/**
 * Lays out a diagram. The same diagram and options give the same layout, on every machine.
 *
 *     const layout = await layoutDiagram(readDiagram(commerce.metadata));
 */
export async function layoutDiagram(diagram: Diagram, options: LayoutOptions = {}): Promise<Layout> {
  const boxOptions: BoxOptions = {
    detail: options.detail ?? "all",
    defaults: options.defaults ?? false,
    compared: diagram.compared,
  };
  const measures = new Map(diagram.tables.map((table) => [table.key, measureBox(table, boxOptions)]));
  const input: Input = { diagram, measures, aspectRatio: options.aspectRatio ?? 1.5 };
  const part = await place(input, options.clusters ?? "auto");
  return {
    width: Math.ceil(part.width + 2 * margin),
    height: Math.ceil(part.height + 2 * margin),
    ...moved(part, { x: margin, y: margin }, measures),
    options: boxOptions,
  };
}

async function place(input: Input, clusters: Clustering): Promise<Part> {
  const count = input.diagram.tables.filter((table) => table.kind !== "enum").length;
  if (clusters === "always" || (clusters === "auto" && count >= manyTables))
    return placeClusters(input, clustersOf(input.diagram));
  const together = await placeTogether(input);
  if (clusters === "never" || count < someTables) return together;
  const apart = await placeClusters(input, clustersOf(input.diagram));
  return costOf(apart, input) < costOf(together, input) * clearer ? apart : together;
}

/** All boxes in one picture; schemas as groups where there are several. */
async function placeTogether(input: Input): Promise<Part> {
  const { diagram } = input;
  if (schemasOf(diagram).length === 1) return placeComponents(input, { diagram, stubbed: [], stubs: new Map() });
  const blocks = blocksOf(input);
  const inside = new Set(blocks.flatMap(({ members }) => members.map(({ table }) => table.key)));
  const tables = [...diagram.tables.filter((table) => !inside.has(table.key)), ...blocks.map(({ table }) => table)];
  const measures = new Map([...input.measures, ...blocks.map(({ table, measure }) => [table.key, measure] as const)]);
  const part = await bestOf({ ...input, measures }, tables, (how) =>
    layered({
      ...input,
      measures,
      tables,
      ends: portsOf(diagram, measures, { toTheRight: linksToTheRight(diagram, how) }),
      stubs: new Map(),
      grouped: true,
      bound: how.bound,
    }),
  );
  return { ...part, boxes: opened(part.boxes, blocks) };
}

/** The boxes of a schema that nothing connects, which stand in rows and are placed as one. */
interface Block {
  readonly table: DiagramTable;
  readonly measure: BoxMeasure;
  readonly members: readonly Single[];
  readonly places: readonly Point[];
}

function blocksOf({ diagram, measures, aspectRatio }: Input): Block[] {
  const linked = new Set(diagram.links.flatMap(({ from, to }) => [from, to]));
  return schemasOf(diagram).flatMap((schema): Block[] => {
    const singles = diagram.tables
      .filter((table) => table.schema === schema && !linked.has(table.key))
      .map((table): Single => ({ table, ...measures.get(table.key)! }));
    if (singles.length < 2) return [];
    const rows = sorted(singles);
    const { width, height, rows: places } = packSections({ main: [], rows }, { gap: blockGap, aspectRatio });
    const key = `rows of ${schema}\n`;
    const measure = { width, height, columns: [], nameAt: 0, typeAt: 0, footer: [] };
    return [{ table: { ...singles[0]!.table, key }, measure, members: rows.flat(), places: places.flat() }];
  });
}

function opened(boxes: Part["boxes"], blocks: readonly Block[]): Part["boxes"] {
  const found = new Map(boxes);
  for (const { table, members, places } of blocks) {
    const corner = found.get(table.key)!;
    found.delete(table.key);
    members.forEach((member, at) => {
      const { x, y } = places[at]!;
      found.set(member.table.key, { x: corner.x + x, y: corner.y + y });
    });
  }
  return found;
}
