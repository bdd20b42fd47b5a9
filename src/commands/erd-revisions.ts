/** Pictures of all revisions. Loaded only where revisions are drawn. */
import { join, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import { compareDiagrams } from "../erd/difference.ts";
import type { Diagram } from "../erd/diagram.ts";
import { drawDiagram } from "../erd/draw.ts";
import { EmptyDiagramError } from "../erd/errors.ts";
import { layoutDiagram } from "../erd/layout/place.ts";
import { pinned, unionOf } from "../erd/layout/pin.ts";
import { Identities, isSameSchema } from "../erd/identities.ts";
import { selectDiagram } from "../erd/select.ts";
import { oldestFirst } from "../project/oldest-first.ts";
import { captionOf, DiagramReplay } from "../project/revision-diagrams.ts";
import { RevisionNames } from "../project/revision-names.ts";
import { readGraph } from "../project/workspace.ts";
import { writeOutput } from "../project/write-output.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";
import type { ErdOptions } from "./erd.ts";

/** Options of `writeErds`. */
export interface WriteErdsOptions extends Omit<ErdOptions, "of" | "revision" | "since" | "format" | "caption"> {
  /** Relative to the project; one file for each revision and format. */
  readonly folder: string;
  /** `svg` and `html` where absent. */
  readonly formats?: readonly ("svg" | "html" | "png")[];
}

/** The files of one picture that `writeErds` wrote. */
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
  const { diagrams, identities } = await compared(project, { map, order, options });
  const union = unionOf(
    diagrams,
    order.map(({ id }) => identities.at(id)),
  );
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
      const own = pinned(layout, union, diagram, identities.at(revision.id));
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

interface ComparedRequest {
  readonly map: RevisionMap;
  readonly order: readonly Revision[];
  readonly options: WriteErdsOptions;
}

interface Compared {
  readonly diagrams: readonly Diagram[];
  readonly identities: Identities;
}

async function compared(project: Project, { map, order, options }: ComparedRequest): Promise<Compared> {
  const names = new RevisionNames(project, map);
  const identities = new Identities(isSameSchema);
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
      const { id } = revision;
      const renames = await names.between({ from: parents, to: [id], before, after });
      const keys = new Set(after.tables.map((table) => table.key));
      identities.add({ id, parents, renames, has: (key) => keys.has(key) });
      diagrams.push(compareDiagrams(before, after, renames));
    }
    return { diagrams, identities };
  } finally {
    await replay.close();
  }
}
