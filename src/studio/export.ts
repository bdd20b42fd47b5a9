/** The same page as a file of its own, with everything inside: for a repository's pages, or to open from a disk. */
import type { RevisionDetails, StudioSource } from "../erd/model-history.ts";
import { studioHistory, studioModel } from "./history.ts";
import { renderPage } from "./page.ts";

/** @returns the page; environments are left out, since where databases stand is nobody else's business */
export async function exportStudio(source: StudioSource, onProgress?: (done: number) => void): Promise<string> {
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
  return (await renderPage(page)).html;
}
