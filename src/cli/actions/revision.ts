/** revision, generate. */
import { relative } from "node:path";
import { revision, type RevisionOptions } from "../../commands/revision.ts";
import {
  allowDataLossOption,
  flagOption,
  listOption,
  renameOptions,
  textOption,
  type Action,
  type CommandContext,
} from "../context.ts";
import { UsageError } from "../errors.ts";
import { differenceLines, firstLines } from "../differences.ts";
import { interruptible } from "../interruptible.ts";
import { canAsk } from "../io.ts";
import { revisionJson } from "../revision-json.ts";

export const revisionAction: Action = (context) => write(context, flagOption(context.options, "autogenerate"));
export const generateAction: Action = (context) => write(context, true);

async function write(context: CommandContext, autogenerate: boolean): Promise<void> {
  const { output, io } = context;
  const project = await context.project();
  const message = textOption(context.options, "message") ?? (await askMessage(context));
  const settings = {
    ...optionsOf(context),
    autogenerate,
    ...(message === undefined ? {} : { message }),
  };
  const ask = canAsk(io) ? (await import("../ask-decisions.ts")).askDecisions : undefined;
  const none = { stopping: "Stopping …", outcome: "No revision was written." };
  const result = await interruptible(context, project, none, (stoppable) =>
    revision(stoppable, {
      ...settings,
      ...(ask === undefined ? {} : { decide: (decisions) => ask(decisions, stoppable.signal) }),
    }),
  );
  for (const note of result.notes) output.say(note);
  for (const line of firstLines(differenceLines(output.talkColors, result.differences))) output.say(`  ${line}`);
  if (result.written.length === 0)
    output.say(
      result.differences.length === 0
        ? `No changes: the model and the ${against(context)} agree, so no revision was written.`
        : "No revision was written: what differs has to stay for now, as said above.",
    );
  for (const written of result.written) output.line(relative(io.cwd, written.path));
  output.result({
    revisions: result.written.map((written) => revisionJson(written, project.root)),
    differences: result.differences,
    notes: result.notes,
    remade: result.remade,
  });
}

async function askMessage({ io }: CommandContext): Promise<string | undefined> {
  if (!canAsk(io)) return undefined;
  const { isCancel, text } = await import("@clack/prompts");
  const answer = await text({ message: "What does this revision do?", placeholder: "Add tags to products" });
  return isCancel(answer) ? undefined : answer;
}

const against = ({ options }: CommandContext): "database" | "revisions" =>
  textOption(options, "against") === "revisions" ? "revisions" : "database";

function optionsOf(context: CommandContext): RevisionOptions {
  const { options } = context;
  const head = textOption(options, "head");
  const versionPath = textOption(options, "versionPath");
  const id = textOption(options, "revId");
  const isSql = flagOption(options, "sql") || textOption(options, "format") === "sql";
  if (isSql && flagOption(options, "online"))
    throw new UsageError("--online writes steps outside of transactions, which a revision in SQL does not have.");
  return {
    splice: flagOption(options, "splice"),
    branchLabels: listOption(options, "branchLabel"),
    dependsOn: listOption(options, "dependsOn"),
    renames: renameOptions(options),
    allowDataLoss: allowDataLossOption(options),
    allowEmpty: flagOption(options, "empty"),
    online: flagOption(options, "online"),
    format: isSql ? "sql" : "typescript",
    against: against(context),
    cache: options["cache"] !== false,
    ...(head === undefined ? {} : { head }),
    ...(versionPath === undefined ? {} : { versionPath }),
    ...(id === undefined ? {} : { id }),
  };
}
