/**
 * From what people write to revisions: whole and partial identifiers, `head`, `heads`, `base`, `current`, branch
 * labels, `branch@…`. Counting (`+2`, `head-1`) is in walk.ts.
 */
import { MultipleHeadsError, NoCurrentError, NotInBranchError, NotOneRevisionError } from "./errors.ts";
import { parseIdentifier } from "./identifier.ts";
import type { AbsoluteIdentifier } from "./identifier.ts";
import { inLineage, resolveBranch, resolveName } from "./names.ts";
import type { RevisionMap } from "./revision-map.ts";
import { walkDown, walkUp } from "./walk.ts";

export interface ResolveContext {
  /** Rows of the version table, where the command knows them. */
  readonly currentRows?: readonly string[];
}

/**
 * All revisions that an identifier names, by identifier; none for `base`.
 *
 * @throws UnknownRevisionError, AmbiguousPrefixError, MultipleHeadsError, NotInBranchError, NoCurrentError,
 *   RelativeOutOfRangeError, AmbiguousWalkError
 * @example
 * ```ts
 * resolveRevisions(map, "shop@head"); // ["960969e75871"]
 * ```
 */
export function resolveRevisions(map: RevisionMap, text: string, context: ResolveContext = {}): string[] {
  const identifier = parseIdentifier(text);
  if (identifier.kind === "absolute") return resolveAbsolute(map, identifier, context);
  const { branch, name, steps } = identifier;
  const from =
    name === undefined
      ? inBranch(map, currentRows(context, text), { branch, text })
      : resolveAbsolute(map, { kind: "absolute", text, branch: steps < 0 ? branch : undefined, name }, context);
  const starts: readonly (string | null)[] = from.length === 0 ? [null] : from;
  const reached = starts.map((start) =>
    steps > 0 ? walkUp(map, { start, steps, branch, text }) : walkDown(map, { start, steps: -steps, branch, text }),
  );
  return [...new Set(reached.filter((id) => id !== null))];
}

/**
 * The one revision that an identifier names, or null for `base`.
 *
 * @throws MultipleHeadsError, NotOneRevisionError and all of `resolveRevisions`
 */
export function resolveRevision(map: RevisionMap, text: string, context: ResolveContext = {}): string | null {
  const ids = resolveRevisions(map, text, context);
  if (ids.length <= 1) return ids[0] ?? null;
  if (text === "heads" || text.endsWith("@heads")) throw new MultipleHeadsError(text, ids);
  throw new NotOneRevisionError(text, ids);
}

function resolveAbsolute(map: RevisionMap, identifier: AbsoluteIdentifier, context: ResolveContext = {}): string[] {
  const { branch, name, text } = identifier;
  const carrier = branch === undefined ? undefined : resolveBranch(map, branch, text);
  switch (name) {
    case "base":
      return [];
    case "heads":
      return carrier === undefined ? [...map.realHeads] : inLineage(map, map.heads, carrier);
    case "head": {
      const heads = carrier === undefined ? [...map.heads] : inLineage(map, map.heads, carrier);
      if (heads.length > 1) throw new MultipleHeadsError(text, heads);
      return heads;
    }
    case "current":
      return inBranch(map, currentRows(context, text), identifier);
    default: {
      const id = resolveName(map, name, { text, within: carrier });
      if (carrier !== undefined && inLineage(map, [id], carrier).length === 0) throw new NotInBranchError(id, branch!);
      return [id];
    }
  }
}

function inBranch(map: RevisionMap, ids: readonly string[], of: { branch?: string; text: string }): string[] {
  return of.branch === undefined ? [...ids] : inLineage(map, ids, resolveBranch(map, of.branch, of.text));
}

function currentRows(context: ResolveContext, text: string): readonly string[] {
  if (context.currentRows === undefined) throw new NoCurrentError(text);
  return context.currentRows;
}
