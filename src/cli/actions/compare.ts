/** check, diff. */
import { check } from "../../commands/check.ts";
import { diff, type DiffStatement } from "../../commands/diff.ts";
import type { Project } from "../../config/config.ts";
import { exitCodes, isLimbeckError } from "../../util/errors.ts";
import {
  allowDataLossOption,
  flagOption,
  renameOptions,
  replayOptions,
  textOption,
  type Action,
  type CommandContext,
} from "../context.ts";
import { differenceLines } from "../differences.ts";
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
  if (result.upToDate) output.say(`${output.talkColors.green("✓")} The model and ${what} agree.`);
  else output.say(`The model is ahead of ${what}: \`limbeck revision --autogenerate\` writes what is missing.`);
  const verified = flagOption(options, "verify")
    ? await (await import("./verify.ts")).runVerify(context, project)
    : undefined;
  output.result({ ...result, ...(verified === undefined ? {} : { verify: verified }) });
  return result.upToDate && verified?.ok !== false ? exitCodes.done : exitCodes.differences;
};

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
  try {
    return await context.project();
  } catch (error) {
    const areDatabases = named.every(
      (name) => name === "empty" || (name?.includes(":") === true && !name.startsWith("revision:")),
    );
    if (
      !areDatabases ||
      !isLimbeckError(error) ||
      error.code !== "config.not-found" ||
      context.options["config"] !== undefined
    )
      throw error;
    const { createProject } = await import("../../config/load-config.ts");
    return createProject({}, { root: context.io.cwd });
  }
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
