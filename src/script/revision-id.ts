/** Which texts can be identifiers of revisions or branch labels. */

/** Characters with a meaning in `branch@rev+1` and `start:end`, and what would break lists, names of files and lines. */
const illegal = /[@\-+:,;/\\\s'"`\p{Cc}]/gu;

export function illegalCharacters(id: string): string[] {
  return [...new Set(id.match(illegal))];
}

/** Words that name places in the graph, so that no revision and no branch may be called so. */
export const reservedNames: ReadonlySet<string> = new Set(["head", "heads", "base", "current", "none", "null"]);
