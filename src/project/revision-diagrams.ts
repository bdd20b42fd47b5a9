/** Diagrams of revisions, which are replayed on a scratch database. Loaded only where revisions are drawn. */
import type { Project } from "../config/config.ts";
import { compareDiagrams } from "../erd/difference.ts";
import type { Diagram } from "../erd/diagram.ts";
import type { Renames } from "../erd/renames.ts";
import { readDiagram } from "../erd/read-diagram.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { DiagramCache } from "./diagram-cache.ts";
import { readOptions, type DiagramReading } from "./erd-read-options.ts";
import { revisionsAt } from "./git-revisions.ts";
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

/** Both ends of a range, none of them the empty database. */
export interface RevisionRange {
  readonly start: readonly string[];
  readonly end: readonly string[];
}

/** `a0cf..6e58`, as git writes it, or `a0cf:6e58`, as everywhere; undefined where it names no range. */
export function parseRange(map: RevisionMap, text: string): RevisionRange | undefined {
  // No identifier holds a colon or two dots.
  const range = /^(.*?)(?::|\.\.)(.*)$/.exec(text.trim());
  if (range === null) return undefined;
  const [, start, end] = range as unknown as [string, string, string];
  return {
    start: start === "" ? [] : resolveRevisions(map, start),
    end: resolveRevisions(map, end === "" ? "heads" : end),
  };
}

/** A revision, or both ends of a range with what differs. */
export async function revisionDiagram(project: Project, text: string, options: DiagramReading): Promise<Drawn> {
  const map = readGraph(project);
  const range = parseRange(map, text);
  if (range !== undefined) return rangeDiagram(project, map, { ...range, options });
  const ids = resolveRevisions(map, text);
  const replay = await DiagramReplay.open(project, map, { ids, options });
  try {
    const what = ids.length === 0 ? "the empty database before any revision" : `revision ${ids.join(", ")}`;
    return { diagram: await replay.diagramAt(ids), what, caption: captionOf(map, ids) };
  } finally {
    await replay.close();
  }
}

/** What a commit lacks, marked. @throws CommitUnreadableError */
export async function diagramSince(project: Project, commit: string, options: DiagramReading): Promise<Drawn> {
  const map = readGraph(project);
  const start = await revisionsAt(project, map, commit);
  return rangeDiagram(project, map, { start, end: map.realHeads, options });
}

interface RangeRequest extends RevisionRange {
  readonly options: DiagramReading;
}

async function rangeDiagram(project: Project, map: RevisionMap, request: RangeRequest): Promise<Drawn> {
  const { before, after, renames } = await bothEnds(project, map, request);
  const what = rangeText(request);
  return { diagram: compareDiagrams(before, after, renames), what: `revisions ${what}`, caption: what };
}

export interface BothEnds {
  readonly before: Diagram;
  readonly after: Diagram;
  readonly renames: Renames | undefined;
}

/** The diagrams of a range's ends, and what is called otherwise at the second. */
export async function bothEnds(
  project: Project,
  map: RevisionMap,
  { start, end, options }: RangeRequest,
): Promise<BothEnds> {
  const replay = await DiagramReplay.open(project, map, { ids: [...start, ...end], options });
  try {
    const before = await replay.diagramAt(start);
    const after = await replay.diagramAt(end);
    const renames = await new RevisionNames(project, map).between({ from: start, to: end, before, after });
    return { before, after, renames };
  } finally {
    await replay.close();
  }
}

/** `base..a0cf`. */
export function rangeText({ start, end }: RevisionRange): string {
  const said = (ids: readonly string[]): string => (ids.length === 0 ? "base" : ids.join(", "));
  return `${said(start)}..${said(end)}`;
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
