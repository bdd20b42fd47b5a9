/** Single names (identifiers, their beginnings, labels) and what belongs to the line of a revision. */
import { AmbiguousPrefixError, UnknownRevisionError } from "./errors.ts";
import { reach } from "./graph.ts";
import type { RevisionMap } from "./revision-map.ts";
import { closestNames } from "./suggest.ts";

/** Words that stand for revisions without being the name of one. */
const symbols = ["head", "heads", "base", "current"];

export interface NameContext {
  /** All that was written: a suggestion is written out with what stands around the name. */
  readonly text: string;
  /** The revision on whose line the name is meant. */
  readonly within?: string;
}

/**
 * The revision with this identifier, label, or unique beginning of either. Only identifiers and labels longer than
 * three characters can be shortened.
 */
export function resolveName(map: RevisionMap, name: string, context: NameContext): string {
  return resolve(map, name, { ...context, words: symbols, at: context.text.lastIndexOf("@") + 1 });
}

/** The revision that the part before an `@` names: never a word such as `head`. */
export function resolveBranch(map: RevisionMap, branch: string, text: string): string {
  return resolve(map, branch, { text, words: [], at: 0 });
}

function resolve(
  map: RevisionMap,
  name: string,
  context: NameContext & { words: readonly string[]; at: number },
): string {
  if (map.has(name)) return name;
  const carrier = map.labels.get(name);
  if (carrier !== undefined) return carrier;
  const found = name === "" ? new Map<string, string>() : namesBeginningWith(map, name);
  let ids = [...new Set(found.values())];
  if (context.within !== undefined && ids.length > 1) ids = inLineage(map, ids, context.within);
  if (ids.length === 1) return ids[0]!;
  if (ids.length > 1)
    throw new AmbiguousPrefixError(
      name,
      [...found].flatMap(([key, id]) => (ids.includes(id) ? [key] : [])),
    );
  const { text, at, words } = context;
  const close = closestNames(name, [...words, ...map.graph.ids, ...map.labels.keys()]);
  throw new UnknownRevisionError(
    name,
    close.map((meant) => text.slice(0, at) + meant + text.slice(at + name.length)),
  );
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
