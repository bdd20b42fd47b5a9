/** Pictures of revisions, which are replayed on a scratch database. Loaded only where revisions are drawn. */
import { join, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import { compareDiagrams } from "../erd/difference.ts";
import type { Diagram } from "../erd/diagram.ts";
import { drawDiagram } from "../erd/draw.ts";
import { EmptyDiagramError } from "../erd/errors.ts";
import { layoutDiagram } from "../erd/layout/place.ts";
import { pinned, unionOf } from "../erd/layout/pin.ts";
import { readDiagram } from "../erd/read-diagram.ts";
import { selectDiagram } from "../erd/select.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { newestFirst, reach, tips } from "../script/graph.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import type { Drawn, ErdOptions } from "./erd.ts";
import { DiagramCache } from "./diagram-cache.ts";
import { readOptions } from "./erd-read-options.ts";
import { Replay } from "./replay.ts";
import { dialectOf, readGraph } from "./workspace.ts";
import { writeOutput } from "./write-output.ts";

/** A revision, or both ends of a range with what differs. */
export async function revisionDiagram(project: Project, text: string, options: ErdOptions): Promise<Drawn> {
  const map = readGraph(project);
  // As everywhere, and as git writes it; no identifier holds a colon or two dots.
  const range = /^(.*?)(?::|\.\.)(.*)$/.exec(text.trim());
  const [startText, endText] = range === null ? [undefined, text] : [range[1]!, range[2]!];
  const start = startText === undefined || startText === "" ? [] : resolveRevisions(map, startText);
  const end = resolveRevisions(map, endText === "" ? "heads" : endText);
  const replay = await DiagramReplay.open(project, map, { ids: [...start, ...end], options });
  try {
    if (range === null) {
      const what = end.length === 0 ? "the empty database before any revision" : `revision ${end.join(", ")}`;
      return { diagram: await replay.diagramAt(end), what, caption: captionOf(map, end) };
    }
    const before = await replay.diagramAt(start);
    const after = await replay.diagramAt(end);
    const what = `${start.length === 0 ? "base" : start.join(", ")}..${end.length === 0 ? "base" : end.join(", ")}`;
    return { diagram: compareDiagrams(before, after), what: `revisions ${what}`, caption: what };
  } finally {
    await replay.close();
  }
}

/** Diagrams of revisions, from a replay where they are not known from an earlier one. */
class DiagramReplay {
  readonly #replay: Replay;
  readonly #cache: DiagramCache | undefined;
  readonly #read: (metadata: MetaData) => Diagram;

  private constructor(replay: Replay, cache: DiagramCache | undefined, read: (metadata: MetaData) => Diagram) {
    this.#replay = replay;
    this.#cache = cache;
    this.#read = read;
  }

  static async open(project: Project, map: RevisionMap, { ids, options }: DiagramRequest): Promise<DiagramReplay> {
    const reading = readOptions(project, options);
    const cache = await DiagramCache.open(project, { map, ids, reading });
    const replay = new Replay(project, await dialectOf(project), map);
    return new DiagramReplay(replay, cache, (metadata) => readDiagram(metadata, reading));
  }

  isKnown(ids: readonly string[]): boolean {
    return this.#cache?.get(ids) !== undefined;
  }

  /** Compiles revisions together. */
  prepare(revisions: readonly Revision[]): Promise<void> {
    return this.#replay.prepare(revisions);
  }

  /** @throws what `Replay.metadataAt` throws */
  async diagramAt(ids: readonly string[]): Promise<Diagram> {
    const known = this.#cache?.get(ids);
    if (known !== undefined) return known;
    const diagram = this.#read(await this.#replay.metadataAt(ids));
    return this.#cache?.keep(ids, diagram) ?? diagram;
  }

  close(): Promise<void> {
    return this.#replay.close();
  }
}

interface DiagramRequest {
  /** All that will be asked for. */
  readonly ids: readonly string[];
  readonly options: ErdOptions;
}

const captionOf = (map: RevisionMap, ids: readonly string[]): string =>
  ids.map((id) => [id.slice(0, 12), map.get(id).message].filter((text) => text !== "").join("  ")).join(", ");

export interface WriteErdsOptions extends Omit<ErdOptions, "of" | "revision" | "format" | "caption"> {
  /** Relative to the project; one file for each revision and format. */
  readonly folder: string;
  /** `svg` and `html` where absent. */
  readonly formats?: readonly ("svg" | "html" | "png")[];
}

export interface RevisionPicture {
  readonly revision: string;
  readonly message: string;
  readonly paths: readonly string[];
}

/**
 * One picture for each revision, oldest first, its change marked; every table keeps its place from picture to picture.
 *
 *     const pictures = await writeErds(project, { folder: "docs/erd" });
 */
export async function writeErds(project: Project, options: WriteErdsOptions): Promise<readonly RevisionPicture[]> {
  const map = readGraph(project);
  const order = oldestFirst(map);
  const diagrams = await compared(project, { map, order, options });
  const union = unionOf(diagrams);
  if (union.tables.length === 0) throw new EmptyDiagramError("any revision", false);
  const layout = await layoutDiagram(union, options);
  const folder = resolve(project.root, options.folder);
  const digits = String(order.length).length;
  const pictures: RevisionPicture[] = [];
  for (const [at, revision] of order.entries()) {
    const diagram = diagrams[at]!;
    if (diagram.tables.length === 0) continue;
    const base = `${String(at + 1).padStart(digits, "0")}-${revision.id}`;
    const paths: string[] = [];
    for (const format of options.formats ?? (["svg", "html"] as const)) {
      const path = join(folder, `${base}.${format}`);
      const own = pinned(layout, union, diagram);
      const caption = captionOf(map, [revision.id]);
      writeOutput(
        path,
        await drawDiagram(diagram, { ...options, layout: own, format, caption, what: `revision ${revision.id}` }),
      );
      paths.push(path);
    }
    pictures.push({ revision: revision.id, message: revision.message, paths });
  }
  return pictures;
}

/** All revisions, parents before children. */
export function oldestFirst(map: RevisionMap): Revision[] {
  const { graph } = map;
  const all = reach(graph.allParents, graph.ids.keys());
  return newestFirst(graph, all, tips(graph.allChildren, all))
    .reverse()
    .map((at) => map.revisions[at]!);
}

interface ComparedRequest {
  readonly map: RevisionMap;
  readonly order: readonly Revision[];
  readonly options: WriteErdsOptions;
}

async function compared(project: Project, { map, order, options }: ComparedRequest): Promise<Diagram[]> {
  const replay = await DiagramReplay.open(project, map, { ids: order.map(({ id }) => id), options });
  const read = async (ids: readonly string[]): Promise<Diagram> => selectDiagram(await replay.diagramAt(ids), options);
  const known = new Map<string, Diagram>();
  try {
    await replay.prepare(order.filter(({ id }) => !replay.isKnown([id])));
    const diagrams: Diagram[] = [];
    for (const revision of order) {
      const parents = revision.downRevision;
      const single = parents.length === 1 ? known.get(parents[0]!) : undefined;
      const before = single ?? (await read(parents));
      const after = await read([revision.id]);
      known.set(revision.id, after);
      diagrams.push(compareDiagrams(before, after));
    }
    return diagrams;
  } finally {
    await replay.close();
  }
}
