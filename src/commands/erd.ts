/** Pictures of the data model: of the models, a database, a revision, or what happened between two revisions. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { compareDiagrams } from "../erd/difference.ts";
import type { Diagram } from "../erd/diagram.ts";
import { drawDiagram, formatOfFile, type PictureFormat } from "../erd/draw.ts";
import { EmptyDiagramError } from "../erd/errors.ts";
import type { Detail } from "../erd/layout/measure-box.ts";
import { layoutDiagram, type Clustering } from "../erd/layout/place.ts";
import { pinned, unionOf } from "../erd/layout/pin.ts";
import { readDiagram, type Views } from "../erd/read-diagram.ts";
import type { Theme } from "../erd/render/style.ts";
import { selectDiagram, type Selection } from "../erd/select.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { newestFirst, reach, tips } from "../script/graph.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import { Replay } from "./replay.ts";
import { namedSource } from "./sources.ts";
import { defaultSchemaOf, dialectOf, readGraph } from "./workspace.ts";

export interface ErdOptions extends Selection {
  /** `model` (default), an environment, `revision:<id>`, or a URL. */
  readonly of?: string;
  /** A revision, or a range `a0cf..6e58` whose differences are marked. */
  readonly revision?: string;
  readonly format?: PictureFormat;
  readonly detail?: Detail;
  readonly defaults?: boolean;
  readonly views?: Views;
  readonly clusters?: Clustering;
  readonly theme?: Theme;
  readonly caption?: string;
  readonly scale?: number;
}

export interface ErdResult {
  readonly what: string;
  readonly format: PictureFormat;
  readonly content: string | Uint8Array;
  readonly tables: number;
  readonly references: number;
}

/**
 * Draws a picture.
 *
 *     const { content } = await erd(await loadConfig(), { revision: "a0cf..9609" });
 *
 * @throws EmptyDiagramError, UnknownTableError, RasterizerMissingError, and what reading the source throws
 */
export async function erd(project: Project, options: ErdOptions = {}): Promise<ErdResult> {
  const { format = "svg", ...rest } = options;
  // Reading the source waits for other processes; the layout engine loads meanwhile.
  if (format !== "mermaid" && format !== "dot" && format !== "dbml") void preload();
  const { diagram, what, caption } = await diagramOf(project, options);
  if (diagram.tables.length === 0) throw new EmptyDiagramError(what, false);
  const selected = selectDiagram(diagram, options);
  if (selected.tables.length === 0) throw new EmptyDiagramError(what, true);
  const content = await drawDiagram(selected, {
    ...rest,
    format,
    what,
    ...(caption === undefined ? {} : { caption }),
    ...named(options),
  });
  return {
    what,
    format,
    content,
    tables: selected.tables.filter((table) => table.kind !== "enum").length,
    references: selected.links.filter((link) => link.kind === "foreignKey").length,
  };
}

const named = ({ caption }: ErdOptions): { caption?: string } => (caption === undefined ? {} : { caption });

async function preload(): Promise<void> {
  const { loadLayoutEngine } = await import("../erd/layout/elk.ts");
  await loadLayoutEngine();
}

export interface WriteErdOptions extends ErdOptions {
  /** Relative to the project. */
  readonly path: string;
  /** Compares with what is there instead of writing. */
  readonly check?: boolean;
}

export interface WriteErdResult extends ErdResult {
  readonly path: string;
  /** The file holds this picture already. */
  readonly upToDate: boolean;
}

/** Draws a picture into a file, or tells whether the file shows what is. */
export async function writeErd(project: Project, options: WriteErdOptions): Promise<WriteErdResult> {
  const path = resolve(project.root, options.path);
  const format = options.format ?? formatOfFile(path) ?? "svg";
  const result = await erd(project, { ...options, format });
  const upToDate = existsSync(path) && Buffer.from(result.content).equals(readFileSync(path));
  if (options.check !== true && !upToDate) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, result.content);
  }
  return { ...result, path, upToDate };
}

interface Drawn {
  readonly diagram: Diagram;
  readonly what: string;
  readonly caption?: string;
}

async function diagramOf(project: Project, options: ErdOptions): Promise<Drawn> {
  const dialect = await dialectOf(project);
  const read = (metadata: MetaData): Diagram => readDiagram(metadata, readOptions(project, options));
  if (options.revision !== undefined) return revisionDiagram(project, dialect, { text: options.revision, read });
  const source = await namedSource(project, dialect, options.of ?? "model");
  try {
    return { diagram: read(source.metadata), what: source.description };
  } finally {
    await source.close();
  }
}

function readOptions(project: Project, options: ErdOptions): NonNullable<Parameters<typeof readDiagram>[1]> {
  return { defaultSchema: defaultSchemaOf(project), ...(options.views === undefined ? {} : { views: options.views }) };
}

interface RevisionRequest {
  readonly text: string;
  readonly read: (metadata: MetaData) => Diagram;
}

async function revisionDiagram(project: Project, dialect: Dialect, { text, read }: RevisionRequest): Promise<Drawn> {
  const map = readGraph(project);
  const dots = text.indexOf("..");
  const [startText, endText] = dots < 0 ? [undefined, text] : [text.slice(0, dots), text.slice(dots + 2)];
  const start = startText === undefined || startText === "" ? [] : resolveRevisions(map, startText);
  const end = resolveRevisions(map, endText === "" ? "heads" : endText);
  const replay = new Replay(project, dialect, map);
  try {
    if (dots < 0) {
      const what = `revision ${end.join(", ")}`;
      return { diagram: read(await replay.metadataAt(end)), what, caption: captionOf(map, end) };
    }
    const before = read(await replay.metadataAt(start));
    const after = read(await replay.metadataAt(end));
    const what = `${start.length === 0 ? "base" : start.join(", ")}..${end.join(", ")}`;
    return { diagram: compareDiagrams(before, after), what: `revisions ${what}`, caption: what };
  } finally {
    await replay.close();
  }
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
  mkdirSync(folder, { recursive: true });
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
      writeFileSync(
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
  const replay = new Replay(project, await dialectOf(project), map);
  const read = (metadata: MetaData): Diagram =>
    selectDiagram(readDiagram(metadata, readOptions(project, options)), options);
  const known = new Map<string, Diagram>();
  try {
    await replay.prepare(order);
    const diagrams: Diagram[] = [];
    for (const revision of order) {
      const parents = revision.downRevision;
      const single = parents.length === 1 ? known.get(parents[0]!) : undefined;
      const before = single ?? read(await replay.metadataAt(parents));
      const after = read(await replay.metadataAt([revision.id]));
      known.set(revision.id, after);
      diagrams.push(compareDiagrams(before, after));
    }
    return diagrams;
  } finally {
    await replay.close();
  }
}
