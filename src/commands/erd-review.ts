/** The pictures of a pull request: before, after, what changes, and a text that shows them. */
import { join, resolve } from "node:path";
import type { Project } from "../config/config.ts";
import { changesOf } from "../erd/changes.ts";
import { compareDiagrams } from "../erd/difference.ts";
import type { Diagram } from "../erd/diagram.ts";
import { drawDiagram } from "../erd/draw.ts";
import { Identities, isSameSchema } from "../erd/identities.ts";
import { pinned, unionOf } from "../erd/layout/pin.ts";
import { layoutDiagram } from "../erd/layout/place.ts";
import { renderReview } from "../erd/render/review.ts";
import { selectDiagram } from "../erd/select.ts";
import { inNamedSchema } from "../project/default-schema.ts";
import { revisionsAt } from "../project/git-revisions.ts";
import { bothEnds, parseRange, rangeText, type BothEnds, type RevisionRange } from "../project/revision-diagrams.ts";
import { readGraph } from "../project/workspace.ts";
import { writeOutput } from "../project/write-output.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import { resolveRevisions } from "../script/resolve.ts";
import type { ErdOptions } from "./erd.ts";

/** Options of `writeReview`. */
export interface WriteReviewOptions extends Omit<ErdOptions, "of" | "caption"> {
  /** Relative to the project; it holds `before`, `after` and `change` as pictures, and `review.md`. */
  readonly folder: string;
  /** Where the text looks for pictures: an address that the folder is published at. Beside itself where absent. */
  readonly address?: string;
  readonly format?: "svg" | "png";
}

/** What `writeReview` wrote. */
export interface ReviewResult {
  /** `a0cf..6e58`. */
  readonly what: string;
  /** How many things are added, changed or removed. */
  readonly changes: number;
  readonly paths: readonly string[];
  /** The Markdown text. */
  readonly text: string;
}

const names = ["before", "after", "change"] as const;

/**
 * Draws what a pull request does to the data model. Every table keeps its place in all three pictures.
 *
 *     const { text } = await writeReview(project, { since: "origin/main", folder: "review" });
 *
 * @throws CommitUnreadableError, FileNotWritableError and what replaying revisions throws
 */
export function writeReview(project: Project, options: WriteReviewOptions): Promise<ReviewResult> {
  return inNamedSchema(project, (placed) => reviewIn(placed, options));
}

async function reviewIn(project: Project, options: WriteReviewOptions): Promise<ReviewResult> {
  const map = readGraph(project);
  const range = await rangeOf(project, map, options);
  const ends = await bothEnds(project, map, { ...range, options });
  const what = rangeText(range);
  const change = selectDiagram(compareDiagrams(ends.before, ends.after, ends.renames), options);
  const before = selectDiagram(ends.before, options);
  const after = selectDiagram(ends.after, options);
  const changes = changesOf(change).length;
  const folder = resolve(project.root, options.folder);
  const { format = "svg", address = "" } = options;
  const base = address === "" || address.endsWith("/") ? address : `${address}/`;
  const pictures: Partial<Record<(typeof names)[number], string>> = {};
  const paths: string[] = [];
  if (changes > 0) {
    const places = placesOf(ends);
    const diagrams = { before, after, change };
    const union = unionOf([before, change, after], [places.before, places.after, places.after]);
    const layout = await layoutDiagram(union, options);
    for (const name of names) {
      const diagram = diagrams[name];
      if (diagram.tables.length === 0) continue;
      const own = pinned(layout, union, diagram, name === "before" ? places.before : places.after);
      const path = join(folder, `${name}.${format}`);
      writeOutput(
        path,
        await drawDiagram(diagram, { ...options, format, layout: own, what, caption: `${titles[name]}: ${what}` }),
      );
      pictures[name] = `${base}${name}.${format}`;
      paths.push(path);
    }
  }
  const text = renderReview({ what, change, pictures });
  const path = join(folder, "review.md");
  writeOutput(path, text);
  return { what, changes, paths: [...paths, path], text };
}

const titles = { before: "Before", after: "After", change: "What changes" } as const;

async function rangeOf(project: Project, map: RevisionMap, { since, revision }: ErdOptions): Promise<RevisionRange> {
  if (since !== undefined) return { start: await revisionsAt(project, map, since), end: map.realHeads };
  if (revision === undefined) return { start: [], end: map.realHeads };
  return parseRange(map, revision) ?? ofOne(map, resolveRevisions(map, revision));
}

/** What one revision does. */
const ofOne = (map: RevisionMap, end: readonly string[]): RevisionRange => ({
  start: [...new Set(end.flatMap((id) => [...map.parents(id)]))],
  end,
});

/** The place that each box has in all pictures, under both of its names. */
function placesOf({ before, after, renames }: BothEnds): {
  readonly before: (key: string) => string;
  readonly after: (key: string) => string;
} {
  const identities = new Identities(isSameSchema);
  const has = ({ tables }: Diagram): ((key: string) => boolean) => {
    const keys = new Set(tables.map(({ key }) => key));
    return (key) => keys.has(key);
  };
  identities.add({ id: "before", parents: [], renames: undefined, has: has(before) });
  identities.add({ id: "after", parents: ["before"], renames, has: has(after) });
  return { before: identities.at("before"), after: identities.at("after") };
}
