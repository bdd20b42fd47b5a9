import { join } from "node:path";
import { check, isDrift, type CheckResult } from "../../commands/check.ts";
import { NotUpToDateError } from "../../project/errors.ts";
import { status, type StatusResult } from "../../commands/status.ts";
import type { Project } from "../../config/config.ts";
import { SourceThrewError } from "../../config/errors.ts";
import { describeLine } from "../../script/describe.ts";
import { exitCodes, isLimbeckError, type LimbeckError } from "../../util/errors.ts";
import type { Action, CommandContext } from "../context.ts";
import { outline, type Difference } from "../differences.ts";
import { interruptible, nothingChanged } from "../interruptible.ts";
import type { Output } from "../output.ts";
import { descriptionJson } from "../revision-json.ts";

export const statusAction: Action = async (context) => {
  if (context.options["all"] === true) return (await import("./drift.ts")).statusAllAction(context);
  const project = await context.project();
  const { found, model } = await interruptible(context, project, nothingChanged, async (stoppable) => {
    const state = await status(stoppable);
    return { found: state, model: await compareModel(context, stoppable, state) };
  });
  print(context, found, model);
  const compared = "compared" in model ? model.compared : undefined;
  context.output.result({
    ...found,
    current: found.current.map((description) => descriptionJson(description, project.root)),
    partlyApplied: found.partlyApplied ?? null,
    adopted: found.adopted ?? null,
    modelAhead: compared === undefined ? null : compared.differences.length > compared.drift.length,
    differences: compared?.differences ?? null,
    drift: compared?.drift ?? null,
    foreignTables: compared?.foreignTables ?? null,
    modelError: "refused" in model ? { code: model.refused.code, message: model.refused.message } : null,
  });
  if (found.edited.some(({ change }) => change === "code")) return exitCodes.integrity;
  return compared !== undefined && isDrift(compared) ? exitCodes.drift : exitCodes.done;
};

/** What can be said of the model. Where it is refused, the rest of the answer stands all the same. */
type ModelState =
  | { readonly unasked: true }
  | { readonly pending: true }
  | { readonly compared: CheckResult }
  | { readonly refused: LimbeckError };

/** Only where it can be told: with nothing pending, and a target in the config. */
async function compareModel(context: CommandContext, project: Project, found: StatusResult): Promise<ModelState> {
  if (project.config.target === undefined || context.options["model"] === false) return { unasked: true };
  if (found.pending.length > 0) return { pending: true };
  try {
    return { compared: await check(project) };
  } catch (error) {
    if (error instanceof NotUpToDateError) return { pending: true };
    const refused = project.signal?.aborted === true ? undefined : await refusalOf(error, project);
    if (refused === undefined) throw error;
    return { refused };
  }
}

/** What the model's own files throw refuses it as well. */
async function refusalOf(error: unknown, project: Project): Promise<LimbeckError | undefined> {
  if (isLimbeckError(error)) return error;
  const { locateInSources } = await import("../../config/loader/source-place.ts");
  const place = locateInSources(error, { root: project.root, cacheFolder: join(project.stateFolder, "cache") });
  return place === undefined ? undefined : new SourceThrewError(place.file, error, place);
}

function modelText({ differences, drift, foreignTables }: CheckResult): string {
  if (foreignTables.length > 0) {
    const { length } = foreignTables;
    return `lacks ${length} table${length === 1 ? "" : "s"} of a database that limbeck has not been in; \`limbeck check\` tells how to begin`;
  }
  const listed = (what: readonly Difference[]): string => {
    const { length } = outline(what);
    return `${length} difference${length === 1 ? "" : "s"}; \`limbeck check\` lists them`;
  };
  const ahead = differences.filter((difference) => !drift.includes(difference));
  if (ahead.length === 0)
    return `says what the revisions say, but the database has what no revision made (drift): ${listed(drift)}`;
  return `is ahead by ${listed(ahead)}${drift.length === 0 ? "" : ", and the database has what no revision made (drift)"}`;
}

function print({ output }: CommandContext, found: StatusResult, model: ModelState): void {
  const { bold, dim, green, yellow } = output.colors;
  output.line(`${bold(found.environment)} ${dim(found.database)}`);
  output.line();
  const current = found.current.map((description) =>
    describeLine({ ...description, isCurrent: false }, { withParents: false }),
  );
  output.line(
    `  at        ${current.length === 0 ? (found.initialised ? "base" : "nothing yet: there is no version table") : current.join("\n            ")}`,
  );
  if (found.adopted !== undefined) output.line(dim(`            ${found.adopted}`));
  if (found.partlyApplied !== undefined) {
    output.line(
      yellow(
        `  stopped   inside ${found.partlyApplied.revision}, after ${found.partlyApplied.statements} statement${found.partlyApplied.statements === 1 ? "" : "s"}; run again to go on`,
      ),
    );
  }
  if (found.missingFolders.length > 0)
    output.line(yellow(`  pending   unknown: there is no folder ${found.missingFolders.join(", ")}`));
  else if (found.pending.length === 0) output.line(`  pending   ${green("nothing")}`);
  for (const [at, { id, message }] of found.pending.slice(0, 20).entries()) {
    output.line(`  ${at === 0 ? "pending" : "       "}   ${yellow(id)}, ${message}`);
  }
  if (found.pending.length > 20) output.line(`            and ${found.pending.length - 20} more`);
  if (found.heads.length > 1)
    output.line(yellow(`  heads     ${found.heads.join(", ")}: join them with \`limbeck merge heads\``));
  printModel(output, model);
  for (const { id, path, below } of found.neverRan)
    output.line(yellow(`  never ran ${id}, ${path}: it was put below ${below.join(", ")}, which had been applied`));
  for (const edited of found.edited) {
    output.line(
      yellow(
        `  ${edited.change === "code" ? "edited  " : "comments"}  ${edited.path} after ${edited.appliedBy} applied it at ${edited.appliedAt}`,
      ),
    );
  }
}

function printModel(output: Output, model: ModelState): void {
  const { yellow, green } = output.colors;
  if ("unasked" in model) return;
  if ("pending" in model) return output.line("  model     not compared while revisions are pending");
  if ("refused" in model) {
    const [first] = model.refused.message.split("\n");
    return output.line(yellow(`  model     can't be compared: ${first} \`limbeck check\` tells more`));
  }
  const { compared } = model;
  output.line(`  model     ${compared.upToDate ? green("agrees") : yellow(modelText(compared))}`);
}
