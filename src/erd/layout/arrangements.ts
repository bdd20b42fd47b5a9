/** Several arrangements of the same tables, and which of them to take. */
import type { DiagramTable } from "../diagram.ts";
import type { Wishes } from "./orient.ts";
import { costOf, type Input, type Part } from "./part.ts";

/** Up to this many boxes several arrangements are tried; beyond, the one that is usually best is taken. */
const fewBoxes = 60;

/** The arrangement that can be shown largest; crossings count against it. */
export async function bestOf(
  input: Input,
  tables: readonly DiagramTable[],
  place: (how: Arrangement) => Promise<Part>,
): Promise<Part> {
  const plain: Arrangement = { between: false, leaves: true };
  const associations = tables.some((table) => table.association);
  let best = await place(plain);
  if (tables.length > fewBoxes || tables.length < 4) return best;
  const narrow = best.width < best.height * input.aspectRatio * 0.6;
  const bound = layerBound(input, tables);
  const others: Arrangement[] = [
    ...(associations ? [{ ...plain, between: true }] : []),
    ...(narrow ? [{ ...plain, bound }] : []),
    ...(narrow && associations ? [{ ...plain, between: true, bound }] : []),
  ];
  let least = costOf(best, input);
  for (const how of others) {
    const part = await place(how);
    const cost = costOf(part, input);
    if (cost < least) [best, least] = [part, cost];
  }
  return best;
}

export interface Arrangement extends Wishes {
  /** At most so many boxes above each other. */
  readonly bound?: number;
}

/** How many boxes above each other make the picture as wide as it should be. */
function layerBound({ measures, aspectRatio }: Input, tables: readonly DiagramTable[]): number {
  const boxes = tables.map((table) => measures.get(table.key)!);
  const width = boxes.reduce((sum, box) => sum + box.width, 0) / boxes.length + 110;
  const height = boxes.reduce((sum, box) => sum + box.height, 0) / boxes.length + 40;
  return Math.max(2, Math.round(Math.sqrt((boxes.length * width) / (height * aspectRatio))));
}
