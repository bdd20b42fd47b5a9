import { join, relative } from "node:path";
import { isSqlScript, pull, type PullCommandOptions, type PullResult } from "../../commands/pull.ts";
import type { Split } from "../../pull/files.ts";
import {
  flagOption,
  isDatabaseUrl,
  listOption,
  projectOrNone,
  textOption,
  type Action,
  type CommandContext,
} from "../context.ts";
import { interruptible } from "../interruptible.ts";

export const pullAction: Action = async (context) => {
  const from = textOption(context.options, "from");
  const needsNone = from !== undefined && (isSqlScript(from) || isDatabaseUrl(from));
  const project = await (needsNone ? projectOrNone(context) : context.project());
  const notice = { stopping: "Stopping …", outcome: "Files that were written are whole." };
  const result = await interruptible(context, project, notice, (stoppable) => pull(stoppable, optionsOf(context)));
  tell(context, result);
  if (project.configPath === undefined) context.output.say(next(project.root, result.folder));
  context.output.result({
    ...result,
    files: result.files.map((file) => ({ ...file, path: shown(context, file.path) })),
  });
};

/** Where there is no config yet. */
function next(root: string, folder: string): string {
  const models = relative(root, join(folder, "data-model.ts")).replaceAll("\\", "/");
  return `\nNext: \`limbeck init${models === "models/data-model.ts" ? "" : ` --models ${models}`}\` lays out a project around them.`;
}

function optionsOf({ options }: CommandContext): PullCommandOptions {
  const only = listOption(options, "only");
  return {
    from: textOption(options, "from"),
    output: textOption(options, "output"),
    force: flagOption(options, "force"),
    split: textOption(options, "split") as Split | undefined,
    ...(only.length === 0 ? {} : { only }),
    ...(textOption(options, "names") === "exact" ? { singular: false } : {}),
  };
}

const shown = ({ io }: CommandContext, path: string): string => relative(io.cwd, path) || path;

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function tell(context: CommandContext, { files, counts, undeclared, untold, notes, from }: PullResult): void {
  const { output } = context;
  const { green, yellow, dim } = output.colors;
  for (const note of notes) output.say(note);
  const signs = { written: green("+"), changed: yellow("~"), kept: " " };
  for (const { path, state } of files) {
    const line = `${signs[state]} ${shown(context, path)}`;
    output.line(state === "kept" ? dim(`${line} (as it was)`) : line);
  }
  const { tables, classes, relationships } = counts;
  output.say(
    `${counted(tables, "table")} of ${from}: ${counted(classes, "class", "classes")} with ${counted(relationships, "relationship")}.`,
  );
  for (const { key, reason } of undeclared) output.say(`Not in the model: ${key} (${reason}).`);
  for (const key of untold)
    output.say(`No relationship for ${key.table}.${key.name}: another foreign key is over the same columns.`);
}
