/** Diagrams of revisions, which are replayed on a scratch database. Loaded only where revisions are drawn. */
import type { Project } from "../config/config.ts";
import { compareDiagrams } from "../erd/difference.ts";
import type { Diagram } from "../erd/diagram.ts";
import { readDiagram } from "../erd/read-diagram.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { DiagramCache } from "./diagram-cache.ts";
import { readOptions, type DiagramReading } from "./erd-read-options.ts";
import { Replay } from "./replay.ts";
import { RevisionNames } from "./revision-names.ts";
import { dialectOf, readGraph } from "./workspace.ts";

export interface Drawn {
  readonly diagram: Diagram;
  readonly what: string;
  readonly caption?: string;
  /** What the diagram lacks, and why. */
  readonly notes?: readonly string[];
}

/** A revision, or both ends of a range with what differs. */
export async function revisionDiagram(project: Project, text: string, options: DiagramReading): Promise<Drawn> {
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
    const renames = await new RevisionNames(project, map).between({ from: start, to: end, before, after });
    return { diagram: compareDiagrams(before, after, renames), what: `revisions ${what}`, caption: what };
  } finally {
    await replay.close();
  }
}

/** Diagrams of revisions, from a replay where they are not known from an earlier one. */
export class DiagramReplay {
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

export interface DiagramRequest {
  /** All that will be asked for. */
  readonly ids: readonly string[];
  readonly options: DiagramReading;
}

/** How a picture of revisions is titled. */
export const captionOf = (map: RevisionMap, ids: readonly string[]): string =>
  ids.map((id) => [id.slice(0, 12), map.get(id).message].filter((text) => text !== "").join("  ")).join(", ");
