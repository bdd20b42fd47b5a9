import { newestFirst, reach, tips } from "../script/graph.ts";
import type { RevisionMap } from "../script/revision-map.ts";
import type { Revision } from "../script/revision.ts";

/** All revisions, parents before children. */
export function oldestFirst(map: RevisionMap): Revision[] {
  const { graph } = map;
  const all = reach(graph.allParents, graph.ids.keys());
  return newestFirst(graph, all, tips(graph.allChildren, all))
    .reverse()
    .map((at) => map.revisions[at]!);
}
