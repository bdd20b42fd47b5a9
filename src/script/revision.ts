/**
 * A revision: one node of the graph and the file that holds it, as plain frozen data. Nothing here has run the file.
 */

export type RevisionFormat = "typescript" | "sql";

/** A revision as its file says, read without running it. */
export interface Revision {
  readonly id: string;
  /** Parents; none at a base, several at a merge point. */
  readonly downRevision: readonly string[];
  readonly branchLabels: readonly string[];
  /** Identifiers or branch labels, as written in the file. */
  readonly dependsOn: readonly string[];
  /** First line of `doc`. */
  readonly message: string;
  /** The whole leading comment of the file. */
  readonly doc: string;
  readonly createdAt?: string;
  readonly path: string;
  readonly format: RevisionFormat;
  /** Identifiers of revisions that this one stands for after a squash, oldest first. */
  readonly replaces?: readonly string[];
}

/** What a revision needs to be told; the rest has defaults. */
export interface RevisionInput extends Partial<Omit<Revision, "id" | "downRevision">> {
  readonly id: string;
  readonly downRevision?: string | readonly string[] | null;
}

/**
 * Builds a frozen revision with every field in its normal form.
 *
 * @example
 * ```ts
 * defineRevision({ id: "b", downRevision: "a" }).downRevision; // ["a"]
 * ```
 */
export function defineRevision(input: RevisionInput): Revision {
  const doc = input.doc ?? input.message ?? "";
  return Object.freeze({
    id: input.id,
    downRevision: asList(input.downRevision),
    branchLabels: asList(input.branchLabels),
    dependsOn: asList(input.dependsOn),
    message: input.message ?? firstLine(doc),
    doc,
    ...(input.createdAt === undefined ? {} : { createdAt: input.createdAt }),
    path: input.path ?? "",
    format: input.format ?? "typescript",
    ...(input.replaces === undefined ? {} : { replaces: asList(input.replaces) }),
  });
}

const none: readonly string[] = Object.freeze([]);

function asList(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined || value.length === 0) return none;
  return Object.freeze(typeof value === "string" ? [value] : [...new Set(value)]);
}

function firstLine(doc: string): string {
  const end = doc.indexOf("\n");
  return end < 0 ? doc : doc.slice(0, end).trimEnd();
}
