/** The history of a source with its one layout, made once and asked for by many. */
import { layoutDiagram } from "../erd/layout/place.ts";
import { unionOf } from "../erd/layout/pin.ts";
import { HistoryReader, type StudioSource } from "../erd/model-history.ts";
import type { StudioHistory } from "./page-data.ts";

export async function studioHistory(source: StudioSource, onProgress?: (done: number) => void): Promise<StudioHistory> {
  const packed = await source.history(onProgress);
  const union = unionOf(new HistoryReader(packed).everything());
  return { packed, layout: await layoutDiagram(union) };
}
