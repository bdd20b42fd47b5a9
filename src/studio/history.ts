/** The history of a source with its one layout, made once and asked for by many. */
import { layoutDiagram } from "../erd/layout/place.ts";
import { unionOf } from "../erd/layout/pin.ts";
import { HistoryReader, type StudioSource } from "../erd/model-history.ts";
import type { StudioHistory, StudioModel } from "./page-data.ts";

export async function studioHistory(source: StudioSource, onProgress?: (done: number) => void): Promise<StudioHistory> {
  const packed = await source.history(onProgress);
  const { diagrams, places } = new HistoryReader(packed).everything();
  const union = unionOf(diagrams, places);
  return { packed, layout: await layoutDiagram(union) };
}

/** The models with their layout; undefined where there are none. */
export async function studioModel(source: StudioSource): Promise<StudioModel | undefined> {
  const model = await source.model();
  if (model === undefined || model.diagram.tables.length === 0) return undefined;
  const diagram = { ...model.diagram, compared: true };
  return { ...model, diagram, layout: await layoutDiagram(diagram) };
}
