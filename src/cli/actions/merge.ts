import { relative } from "node:path";
import { merge } from "../../commands/merge.ts";
import { flagOption, listOption, textOption, type Action } from "../context.ts";
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
  output.result({ revision: revisionJson(revision, project.root) });
};
