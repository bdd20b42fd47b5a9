/** check, diff. */
import { check, isDrift, type CheckResult } from "../../commands/check.ts";
import { firstContactText, waysToBegin } from "../../project/first-contact.ts";
import { diff, type DiffStatement } from "../../commands/diff.ts";
import type { Project } from "../../config/config.ts";
import { exitCodes } from "../../util/errors.ts";
import {
  allowDataLossOption,
  flagOption,
  isDatabaseUrl,
  projectOrNone,
  renameOptions,
  replayOptions,
  textOption,
  type Action,
  type CommandContext,
} from "../context.ts";
import { differenceLines, outline } from "../differences.ts";
import { interruptible, nothingChanged } from "../interruptible.ts";

export const checkAction: Action = async (context) => {
  const { options, output } = context;
  const project = await context.project();
  const against = textOption(options, "against") === "revisions" ? "revisions" : "database";
  const settings = { against, renames: renameOptions(options), ...replayOptions(context) } as const;
  const result = await interruptible(context, project, nothingChanged, (stoppable) => check(stoppable, settings));
  for (const note of result.notes) output.say(note);
  for (const line of differenceLines(output.colors, result.differences)) output.line(line);
  const what = against === "revisions" ? "the revisions" : "the database";
  for (const line of verdict(result, what, output)) output.say(line);
  const verified = flagOption(options, "verify")
    ? await (await import("./verify.ts")).runVerify(context, project)
    : undefined;
  output.result({ ...result, ...(verified === undefined ? {} : { verify: verified }) });
  if (verified?.ok === false) return exitCodes.differences;
  return result.upToDate ? exitCodes.done : isDrift(result) ? exitCodes.drift : exitCodes.differences;
};

/** What the differences come to, and what to do about them. */
function verdict(result: CheckResult, what: string, { talkColors }: CommandContext["output"]): readonly string[] {
  const { upToDate, foreignTables, drift, differences } = result;
  if (upToDate) return [`${talkColors.green("✓")} The model and ${what} agree.`];
  if (foreignTables.length > 0)
    return [firstContactText(foreignTables, "the model"), ...waysToBegin(foreignTables).split("\n")];
  const ahead = `The model is ahead of ${what}: \`limbeck revision --autogenerate\` writes the difference.`;
  if (drift.length === 0) return [ahead];
  const told = [
    "Drift: the database has what no revision made, or lacks what one did. Somebody changed it by other means.",
    "Declare what should stay, so that a revision has it; otherwise change the database back by hand.",
  ];
  if (drift.length === differences.length) return told;
  return [ahead, ...told, ...outline(drift).map(({ sign, text }) => `  drift: ${sign} ${text}`)];
}

export const diffAction: Action = async (context) => {
  const { options, output } = context;
  const named = [textOption(options, "from"), textOption(options, "to")];
  const project = await projectFor(context, named);
  const settings = {
    from: named[0] ?? project.environment.name,
    to: named[1] ?? "model",
    renames: renameOptions(options),
    allowDataLoss: allowDataLossOption(options),
  };
  const result = await interruptible(context, project, nothingChanged, (stoppable) => diff(stoppable, settings));
  const { from, to, differences, notes, remade, losses } = result;
  for (const note of notes) output.say(note);
  const statements = flagOption(options, "sql") ? await result.statements() : undefined;
  if (statements === undefined) for (const line of differenceLines(output.colors, differences)) output.line(line);
  else output.text(scriptOf(statements));
  if (differences.length === 0) output.say(`No differences between ${from} and ${to}.`);
  output.result({ from, to, differences, notes, remade, losses, ...(statements === undefined ? {} : { statements }) });
  return flagOption(options, "exitCode") && differences.length > 0 ? exitCodes.differences : exitCodes.done;
};

/** Two databases can be compared where there is no project. */
async function projectFor(context: CommandContext, named: readonly (string | undefined)[]): Promise<Project> {
  const areDatabases = named.every((name) => name !== undefined && (name === "empty" || isDatabaseUrl(name)));
  return areDatabases ? projectOrNone(context) : context.project();
}

function scriptOf(statements: readonly DiffStatement[]): string {
  return statements
    .map(({ sql, transactional, note }) => {
      const notes = [
        ...(note === undefined ? [] : note.split("\n")),
        ...(transactional ? [] : ["outside of a transaction"]),
      ];
      return `${notes.map((line) => `-- ${line}\n`).join("")}${sql.trim().replace(/;$/, "")};\n`;
    })
    .join("\n");
}
