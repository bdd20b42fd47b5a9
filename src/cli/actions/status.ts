import { check } from "../../commands/check.ts";
import { NotUpToDateError } from "../../commands/errors.ts";
import { status, type StatusResult } from "../../commands/status.ts";
import type { Project } from "../../config/config.ts";
import { describeLine } from "../../script/describe.ts";
import { exitCodes } from "../../util/errors.ts";
import type { Action, CommandContext } from "../context.ts";
import { outline, type Difference } from "../differences.ts";
import { interruptible, nothingChanged } from "../interruptible.ts";
import { descriptionJson } from "../revision-json.ts";

export const statusAction: Action = async (context) => {
  const project = await context.project();
  const { found, model } = await interruptible(context, project, nothingChanged, async (stoppable) => {
    const state = await status(stoppable);
    const asks = context.options["model"] !== false;
    return { found: state, model: asks ? await modelDifferences(stoppable, state) : undefined };
  });
  const isLeftOut = model === undefined && project.config.target !== undefined && context.options["model"] !== false;
  print(context, found, isLeftOut ? "not compared" : model);
  context.output.result({
    ...found,
    current: found.current.map((description) => descriptionJson(description, project.root)),
    partlyApplied: found.partlyApplied ?? null,
    modelAhead: model === undefined ? null : model.length > 0,
    differences: model ?? null,
  });
  return found.edited.some(({ change }) => change === "code") ? exitCodes.integrity : exitCodes.done;
};

type Differences = readonly Difference[];

/** Only where it can be told: with nothing pending, and a target in the config. */
async function modelDifferences(project: Project, found: StatusResult): Promise<Differences | undefined> {
  if (project.config.target === undefined || found.pending.length > 0) return undefined;
  try {
    return (await check(project)).differences;
  } catch (error) {
    if (error instanceof NotUpToDateError) return undefined;
    throw error;
  }
}

function print({ output }: CommandContext, found: StatusResult, model: Differences | "not compared" | undefined): void {
  const { bold, dim, green, yellow } = output.colors;
  output.line(`${bold(found.environment)} ${dim(found.database)}`);
  output.line();
  const current = found.current.map((description) =>
    describeLine({ ...description, isCurrent: false }, { withParents: false }),
  );
  output.line(
    `  at        ${current.length === 0 ? (found.initialised ? "base" : "nothing yet: there is no version table") : current.join("\n            ")}`,
  );
  if (found.partlyApplied !== undefined) {
    output.line(
      yellow(
        `  stopped   inside ${found.partlyApplied.revision}, after ${found.partlyApplied.statements} statement${found.partlyApplied.statements === 1 ? "" : "s"}; run again to go on`,
      ),
    );
  }
  if (found.pending.length === 0) output.line(`  pending   ${green("nothing")}`);
  for (const [at, { id, message }] of found.pending.slice(0, 20).entries()) {
    output.line(`  ${at === 0 ? "pending" : "       "}   ${yellow(id)}, ${message}`);
  }
  if (found.pending.length > 20) output.line(`            and ${found.pending.length - 20} more`);
  if (found.heads.length > 1)
    output.line(yellow(`  heads     ${found.heads.join(", ")}: join them with \`limbeck merge heads\``));
  if (model === "not compared") output.line("  model     not compared while revisions are pending");
  else if (model !== undefined) {
    const { length } = outline(model);
    output.line(
      `  model     ${length === 0 ? green("agrees") : yellow(`is ahead by ${length} difference${length === 1 ? "" : "s"}; \`limbeck check\` lists them`)}`,
    );
  }
  for (const edited of found.edited) {
    output.line(
      yellow(
        `  ${edited.change === "code" ? "edited  " : "comments"}  ${edited.path} after ${edited.appliedBy} applied it at ${edited.appliedAt}`,
      ),
    );
  }
}
