/** Lines and blocks that tell a person about a revision. */
import type { RevisionDescription } from "./history.ts";

export interface LineOptions {
  /** Puts the parents before the identifier, as `history` does. */
  readonly withParents?: boolean;
  readonly withMessage?: boolean;
  /** Puts the branch labels behind the identifier. */
  readonly withLabels?: boolean;
}

/**
 * One line: `parent(s) (dependencies) -> id (labels) (head) (current) (branchpoint) (mergepoint), message`.
 *
 * @example
 * ```ts
 * describeLine(show(map, "head")[0]!); // "a0cf7f5d705d -> 960969e75871 (head), Created products"
 * ```
 */
export function describeLine(description: RevisionDescription, options: LineOptions = {}): string {
  const { revision, labels } = description;
  const { withParents = true, withMessage = true, withLabels = true } = options;
  const dependencies = revision.dependsOn.length === 0 ? "" : ` (${revision.dependsOn.join(", ")})`;
  const before = withParents ? `${parentsText(description)}${dependencies} -> ` : "";
  const names = withLabels && labels.length > 0 ? ` (${labels.join(", ")})` : "";
  const message = withMessage && revision.message !== "" ? `, ${revision.message}` : "";
  return `${before}${revision.id}${names}${marksText(description)}${message}`;
}

/** Several lines with everything that is known, ending in the whole message. */
export function describeBlock(description: RevisionDescription): string {
  const { revision, labels, children } = description;
  const lines = [
    `Rev: ${revision.id}${marksText(description)}`,
    `${description.isMergePoint ? "Merges" : "Parent"}: ${parentsText(description)}`,
    ...named("Also depends on", revision.dependsOn),
    ...(description.isBranchPoint ? named("Branches into", children) : []),
    ...named("Branch names", labels),
    ...named("Replaces", revision.replaces ?? []),
    ...named("Created", revision.createdAt === undefined ? [] : [revision.createdAt]),
    `Path: ${revision.path}`,
  ];
  const doc =
    revision.doc === "" ? [] : ["", ...revision.doc.split("\n").map((line) => (line === "" ? "" : `    ${line}`))];
  return [...lines, ...doc].join("\n");
}

function named(title: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`${title}: ${values.join(", ")}`];
}

function parentsText({ revision }: RevisionDescription): string {
  return revision.downRevision.length === 0 ? "<base>" : revision.downRevision.join(", ");
}

function marksText(description: RevisionDescription): string {
  const marks = [
    [description.isHead, "head"],
    [description.isEffectiveHead, "effective head"],
    [description.isCurrent === true, "current"],
    [description.isBranchPoint, "branchpoint"],
    [description.isMergePoint, "mergepoint"],
  ] as const;
  return marks.map(([holds, name]) => (holds ? ` (${name})` : "")).join("");
}
