/** The same page as a file of its own, with everything inside: for a repository's pages, or to open from a disk. */
import type { RevisionDetails, StudioSource } from "../erd/model-history.ts";
import { studioHistory, studioModel } from "./history.ts";
import { renderPage } from "./page.ts";

export interface ExportedStudio {
  readonly html: string;
  /** Revisions that could not be replayed: the page shows what was there before each. */
  readonly failed: readonly string[];
}

/** Environments are left out, since where databases stand is nobody else's business. */
export async function exportStudio(source: StudioSource, onProgress?: (done: number) => void): Promise<ExportedStudio> {
  const history = await studioHistory(source, onProgress);
  const details: Record<string, RevisionDetails> = {};
  for (const node of source.nodes) details[node.id] = await source.details(node.id);
  const model = source.nodes.length === 0 ? await studioModel(source) : undefined;
  const page = {
    ...(model === undefined ? {} : { model }),
    title: source.title,
    nodes: source.nodes,
    live: false,
    history,
    environments: [],
    details,
  };
  const { revisions } = history.packed;
  const failed = Object.keys(revisions).filter((id) => revisions[id]!.problem !== undefined);
  return { html: (await renderPage(page)).html, failed };
}
