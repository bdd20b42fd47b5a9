/** Single names (identifiers, their beginnings, labels) and what belongs to the line of a revision. */
import { AmbiguousPrefixError, UnknownRevisionError } from "./errors.ts";
import { reach } from "./graph.ts";
import type { RevisionMap } from "./revision-map.ts";
import { closestNames } from "./suggest.ts";

/**
 * The revision with this identifier, label, or unique beginning of either. Only identifiers and labels longer than
 * three characters can be shortened.
 */
export function resolveName(map: RevisionMap, name: string, within?: string): string {
  if (map.has(name)) return name;
  const carrier = map.labels.get(name);
  if (carrier !== undefined) return carrier;
  const found = name === "" ? new Map<string, string>() : namesBeginningWith(map, name);
  let ids = [...new Set(found.values())];
  if (within !== undefined && ids.length > 1) ids = inLineage(map, ids, within);
  if (ids.length === 1) return ids[0]!;
  if (ids.length > 1)
    throw new AmbiguousPrefixError(
      name,
      [...found].flatMap(([key, id]) => (ids.includes(id) ? [key] : [])),
    );
  throw new UnknownRevisionError(name, closestNames(name, [...map.graph.ids, ...map.labels.keys()]));
}

function namesBeginningWith(map: RevisionMap, prefix: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const id of map.graph.ids) if (id.length > 3 && id.startsWith(prefix)) found.set(id, id);
  for (const [label, id] of map.labels) if (label.length > 3 && label.startsWith(prefix)) found.set(label, id);
  return found;
}

/** Those of `ids` that are the given revision, or above or below it by `downRevision`. */
export function inLineage(map: RevisionMap, ids: readonly string[], of: string, withDependencies = false): string[] {
  const at = map.position(of);
  const below = reach(withDependencies ? map.graph.allParents : map.graph.parents, [at]);
  const above = reach(withDependencies ? map.graph.allChildren : map.graph.children, [at]);
  return ids.filter((id) => {
    const position = map.position(id);
    return below[position] === 1 || above[position] === 1;
  });
}
