/** Revisions as `--json` prints them and as lines for people. */
import { relative } from "node:path";
import type { RevisionDescription } from "../script/history.ts";
import { describeBlock, describeLine } from "../script/describe.ts";
import type { Revision } from "../script/revision.ts";
import type { Output } from "./output.ts";

export function revisionJson(revision: Revision, root: string): Readonly<Record<string, unknown>> {
  const { id, downRevision, branchLabels, dependsOn, message, createdAt, path, format } = revision;
  return {
    id,
    downRevision,
    branchLabels,
    dependsOn,
    message,
    createdAt: createdAt ?? null,
    path: relative(root, path),
    format,
  };
}

export function descriptionJson(description: RevisionDescription, root: string): Readonly<Record<string, unknown>> {
  const { revision, labels, children, isHead, isEffectiveHead, isBranchPoint, isMergePoint, isCurrent } = description;
  return {
    ...revisionJson(revision, root),
    labels,
    children,
    isHead,
    isEffectiveHead,
    isBranchPoint,
    isMergePoint,
    ...(isCurrent === undefined ? {} : { isCurrent }),
  };
}

/** One line a revision, or with `verbose` a block. */
export function listRevisions(
  output: Output,
  descriptions: readonly RevisionDescription[],
  options: { readonly verbose: boolean; readonly root: string; readonly withParents?: boolean },
): void {
  for (const [at, description] of descriptions.entries()) {
    if (options.verbose) {
      const { revision } = description;
      if (at > 0) output.line();
      output.line(
        describeBlock({ ...description, revision: { ...revision, path: relative(options.root, revision.path) } }),
      );
    } else output.line(coloured(output, describeLine(description, { withParents: options.withParents ?? true })));
  }
}

/** Marks in parentheses stand back, the identifier stands out. */
function coloured(output: Output, line: string): string {
  const { yellow, dim, green } = output.colors;
  const match = /^(?:(.*?) -> )?([^\s,(]+)((?: \([^)]*\))*)(, .*)?$/s.exec(line);
  if (match === null) return line;
  const [, before, id = "", marks = "", message = ""] = match;
  return `${before === undefined ? "" : `${dim(before)} ${dim("->")} `}${yellow(id)}${marks === "" ? "" : green(marks)}${message}`;
}
