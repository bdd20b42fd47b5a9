import { relative } from "node:path";
import { merge } from "../../commands/merge.ts";
import type { MergeProof } from "../../commands/prove-merge.ts";
import { flagOption, listOption, textOption, type Action } from "../context.ts";
import { interruptible } from "../interruptible.ts";
import type { Output } from "../output.ts";
import { revisionJson } from "../revision-json.ts";

export const mergeAction: Action = async (context) => {
  const { args, options, output } = context;
  const project = await context.project();
  const message = textOption(options, "message");
  const id = textOption(options, "revId");
  const revision = merge(project, args, {
    splice: flagOption(options, "splice"),
    branchLabels: listOption(options, "branchLabel"),
    ...(message === undefined ? {} : { message }),
    ...(id === undefined ? {} : { id }),
  });
  output.line(relative(context.io.cwd, revision.path));
  let proof: MergeProof | undefined;
  if (options["proof"] !== false) {
    output.passing("trying both orders …");
    const { proveMerge } = await import("../../commands/prove-merge.ts");
    const scratch = textOption(options, "scratch");
    const outcome = "The revision was written; whether the order of the heads matters was not tried out.";
    proof = await interruptible(context, project, { stopping: "Stopping …", outcome }, (stoppable) =>
      proveMerge(stoppable, revision.downRevision, { scratch }),
    );
    tell(output, proof);
  }
  output.result({ revision: revisionJson(revision, project.root), proof: proof ?? null });
};

function tell(output: Output, { status, orders, differences, failures, reason }: MergeProof): void {
  const heads = (orders[0] ?? []).join(", ");
  const { green } = output.talkColors;
  switch (status) {
    case "same":
      return output.say(`${green("✓")} Either order of ${heads} leads to the same database.`);
    case "unproven":
      return output.warn(`the merge was written, but whether the order of ${heads} matters was not tried: ${reason}`);
    case "differs":
      return output.warn(
        [
          `the order of ${heads} matters; databases that applied them in another order are not the same:`,
          ...differences,
        ].join("\n    "),
      );
    case "fails":
      return output.warn(
        [
          `the order of ${heads} matters; the revisions don't run in every order:`,
          ...failures.map(({ order, revision, reason: why, place }) => {
            const what =
              revision === undefined ? "" : `revision ${revision}${place === undefined ? "" : ` (${place})`}: `;
            return `${order.join(", then ")}: ${what}${why}`;
          }),
        ].join("\n    "),
      );
    default:
      return status satisfies never;
  }
}
