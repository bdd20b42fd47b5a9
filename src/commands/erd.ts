/** Pictures of the data model: of the models, a database, a revision, or what happened between two revisions. */
import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import type { Diagram } from "../erd/diagram.ts";
import { drawDiagram, formatOfFile, type PictureFormat } from "../erd/draw.ts";
import { EmptyDiagramError, UnknownEndingError } from "../erd/errors.ts";
import type { Detail } from "../erd/layout/measure-box.ts";
import type { Clustering } from "../erd/layout/place.ts";
import { readDiagram, type Views } from "../erd/read-diagram.ts";
import type { Theme } from "../erd/render/style.ts";
import { selectDiagram, type Selection } from "../erd/select.ts";
import type { MetaData } from "../metadata/metadata.ts";
import { withViewColumns } from "../project/model-views.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { readOptions } from "../project/erd-read-options.ts";
import type { Drawn } from "../project/revision-diagrams.ts";
import type { Source } from "../project/sources.ts";
import { readTarget } from "../project/target.ts";
import { dialectOf } from "../project/workspace.ts";
import { writeOutput } from "../project/write-output.ts";

/** Options of `erd`. */
export interface ErdOptions extends Selection {
  /** `model` (default), an environment, `revision:<id>`, a URL, an SQL file, or a folder of SQL files with a slash at its end. */
  readonly of?: string;
  /** A revision, or a range `a0cf..6e58` whose differences are marked. */
  readonly revision?: string;
  /** A branch or commit of git: what the revisions that it lacks change is marked. */
  readonly since?: string;
  readonly format?: PictureFormat;
  readonly detail?: Detail;
  readonly defaults?: boolean;
  readonly views?: Views;
  readonly clusters?: Clustering;
  readonly theme?: Theme;
  readonly caption?: string;
  readonly scale?: number;
}

/** A picture, and what it shows. */
export interface ErdResult {
  readonly what: string;
  readonly format: PictureFormat;
  readonly content: string | Uint8Array;
  readonly tables: number;
  readonly references: number;
  /** What the picture does not show although it is there, and why. */
  readonly notes: readonly string[];
}

/**
 * Draws a picture.
 *
 *     const { content } = await erd(await loadConfig(), { revision: "a0cf..9609" });
 *
 * @throws EmptyDiagramError, UnknownTableError, RasterizerMissingError, and what reading the source throws
 */
export async function erd(project: Project, options: ErdOptions = {}): Promise<ErdResult> {
  const draw = (placed: Project): Promise<ErdResult> => erdIn(placed, options);
  if (
    options.revision !== undefined ||
    options.since !== undefined ||
    options.of === undefined ||
    options.of === "model"
  )
    return inNamedSchema(project, draw);
  const { inSchemaOfSources } = await import("../project/sources.ts");
  return inSchemaOfSources(project, [options.of], draw);
}

/** Nothing is laid out for these. */
const textFormats: ReadonlySet<PictureFormat> = new Set(["mermaid", "dot", "dbml", "plantuml"]);

async function erdIn(project: Project, options: ErdOptions): Promise<ErdResult> {
  const { format = "svg", ...rest } = options;
  // Reading the source waits for other processes; the layout engine loads meanwhile.
  if (!textFormats.has(format)) void preload();
  const { diagram, what, caption, notes = [] } = await diagramOf(project, options);
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
    notes,
  };
}

async function sourceOf(project: Project, of: string): Promise<Source> {
  const dialect = await dialectOf(project);
  const { isSqlFile, sqlFileSource } = await import("../project/sql-file-source.ts");
  if (isSqlFile(of)) return sqlFileSource(project, dialect, of);
  const { namedSource } = await import("../project/sources.ts");
  return namedSource(project, dialect, of);
}

const named = ({ caption }: ErdOptions): { caption?: string } => (caption === undefined ? {} : { caption });

async function preload(): Promise<void> {
  const { loadLayoutEngine } = await import("../erd/layout/elk.ts");
  await loadLayoutEngine();
}

/** Options of `writeErd`. */
export interface WriteErdOptions extends ErdOptions {
  /** Relative to the project. */
  readonly path: string;
  /** Compares with what is there instead of writing. */
  readonly check?: boolean;
}

/** A picture, and the file that holds it. */
export interface WriteErdResult extends ErdResult {
  readonly path: string;
  /** The file holds this picture already. */
  readonly upToDate: boolean;
}

/**
 * Draws a picture into a file, or tells whether the file shows what is.
 *
 * @throws UnknownEndingError, FileNotWritableError and what `erd` throws
 */
export async function writeErd(project: Project, options: WriteErdOptions): Promise<WriteErdResult> {
  const path = resolve(project.root, options.path);
  const format = options.format ?? formatOfFile(path);
  if (format === undefined) throw new UnknownEndingError(basename(path));
  const result = await erd(project, { ...options, format });
  const upToDate = contentOf(path)?.equals(Buffer.from(result.content)) ?? false;
  if (options.check !== true && !upToDate) writeOutput(path, result.content);
  return { ...result, path, upToDate };
}

/** Undefined where no file can be read: folders hold no picture, and devices may have no end. */
function contentOf(path: string): Buffer | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

async function diagramOf(project: Project, options: ErdOptions): Promise<Drawn> {
  const read = (metadata: MetaData): Diagram => readDiagram(metadata, readOptions(project, options));
  const { of = "model", revision, since } = options;
  if (since !== undefined)
    return (await import("../project/revision-diagrams.ts")).diagramSince(project, since, options);
  if (revision !== undefined)
    return (await import("../project/revision-diagrams.ts")).revisionDiagram(project, revision, options);
  if (of === "model") {
    const target = await readTarget(project);
    if (options.views === "none") return { diagram: read(target), what: "the model" };
    const { metadata, note } = await withViewColumns(project, target);
    return { diagram: read(metadata), what: "the model", ...(note === undefined ? {} : { notes: [note] }) };
  }
  const source = await sourceOf(project, of);
  try {
    return { diagram: read(source.metadata), what: source.description };
  } finally {
    await source.close();
  }
}
